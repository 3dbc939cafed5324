from odoo import fields, models
from odoo.tools.misc import format_datetime

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ


class HccCollaborator(models.Model):
    _inherit = "hcc.collaborator"

    def _get_future_commitments(self):
        """Visits that are promised with these people."""
        # sudo: hcc.assignment - also visits in other wards of the branch
        entries_sudo = (
            self.env["hcc.assignment"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", self.ids),
                    ("state", "in", ("offered", "accepted", "started")),
                    ("stop", ">=", fields.Datetime.now()),
                ],
                order="start, id",
            )
        )
        return super()._get_future_commitments() + [
            self.env._(
                "Visit %(reference)s, %(start)s",
                reference=entry.reference,
                start=format_datetime(
                    self.env, entry.start, tz=LOCAL_TZ, dt_format="dd/MM/yyyy HH:mm"
                ),
            )
            for entry in entries_sudo
        ]
