from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from .hcc_request import LIVE_STATES


class HccRetentionRule(models.Model):
    _inherit = "hcc.retention.rule"

    kind = fields.Selection(
        selection_add=[
            ("citizen", "Citizens whose help ended"),
            ("message", "Words of messages"),
            ("complaint", "Words of complaints"),
            ("dossier", "Notes about dossiers"),
        ],
        ondelete={
            "citizen": "cascade",
            "message": "cascade",
            "complaint": "cascade",
            "dossier": "cascade",
        },
    )

    def _get_due_citizen(self, until):
        """People of whom nothing happened since, with nothing open."""
        since = Domain.OR(
            Domain(name, ">=", until)
            for name in ("create_date", "start", "done_at", "rated_at")
        )
        busy = since | Domain("state", "in", LIVE_STATES)
        asking = Domain(
            "complaint_ids", "any", [("state", "in", ("received", "in_progress"))]
        )
        return self.env["hcc.citizen"], (
            Domain("erased_at", "=", False)
            & Domain("merged_into_id", "=", False)
            & Domain("create_date", "<", until)
            & Domain("request_ids", "not any", busy | asking)
            & Domain("asked_request_ids", "not any", busy)
        )

    def _get_due_message(self, until):
        return self.env["hcc.message"], [
            ("erased_at", "=", False),
            ("create_date", "<", until),
            ("state", "in", ("sent", "done", "cancelled", "failed")),
        ]

    def _get_due_complaint(self, until):
        return self.env["hcc.complaint"], [
            ("erased_at", "=", False),
            ("state", "in", ("answered", "closed")),
            ("answered_at", "<", until),
        ]

    def _get_due_dossier(self, until):
        """Notes about dossiers of which nothing was heard since, whatever they are."""
        return self.env["hcc.dossier"], [
            ("note", "!=", False),
            ("outcome_on", "<", local_date(until)),
        ]
