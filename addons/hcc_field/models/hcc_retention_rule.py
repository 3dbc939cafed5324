from odoo import fields, models
from odoo.fields import Domain


class HccRetentionRule(models.Model):
    _inherit = "hcc.retention.rule"

    kind = fields.Selection(
        selection_add=[
            ("field_action", "Words from the field"),
            ("field_upload", "Photos from the field"),
            ("visit_proof", "Signatures as proof of a visit"),
            ("mandate", "Signatures of consents to be helped"),
        ],
        ondelete={
            "field_action": "cascade",
            "field_upload": "cascade",
            "visit_proof": "cascade",
            "mandate": "cascade",
        },
    )

    def _get_due_visit_proof(self, until):
        return self.env["hcc.visit.proof"], [
            ("erased_at", "=", False),
            ("how", "=", "signature"),
            ("at", "<", until),
        ]

    def _get_due_mandate(self, until):
        is_over = Domain("ends_at", "<", until) | Domain("revoked_at", "<", until)
        return self.env["hcc.mandate"], Domain("erased_at", "=", False) & is_over

    def _get_due_field_action(self, until):
        return self.env["hcc.field.action"], [
            ("erased_at", "=", False),
            ("received_at", "<", until),
            # what waits for a decision is needed still
            ("status", "!=", "attached"),
        ]

    def _get_due_field_upload(self, until):
        return self.env["hcc.field.upload"], [
            ("erased_at", "=", False),
            ("create_date", "<", until),
        ]
