from odoo import models


class HccAppointment(models.Model):
    """Whom a coordinator chose stays; and why the plan sent somebody."""

    _inherit = "hcc.appointment"

    def _assign(self, collaborators):
        entries = super()._assign(collaborators)
        # sudo: hcc.assignment - access was checked by the step itself
        entries.sudo()._write_guarded({"chosen_by_hand": True})
        return entries

    def _reassign(self, assignment, collaborator, reason=False):
        entry = super()._reassign(assignment, collaborator, reason)
        # sudo: hcc.assignment - access was checked by the step itself
        entry.sudo()._write_guarded({"chosen_by_hand": True})
        return entry

    def action_why(self):
        """Say why the last plan of the day sent whom it sent."""
        self.ensure_one()
        self.check_access("read")
        line = self.env["hcc.dispatch.run.line"].search(
            [("appointment_id", "=", self.id)], order="id desc", limit=1
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "sticky": True,
                "message": line.why_words
                or self.env._("No plan of that day has looked at this visit yet."),
            },
        }
