from odoo import models
from odoo.exceptions import AccessError

OPEN_STATES = ("accepted", "started")


class HccAssignment(models.Model):
    """What a helper does about consent, passwords, proof and the own safety, in the
    back office too."""

    _name = "hcc.assignment"
    # what adds to the steps comes first
    _inherit = ["hcc.assignment.proof", "hcc.assignment.safety", "hcc.assignment"]

    def _check_own_open(self):
        """
        :raises AccessError: at another's visit, or one that is not open
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in OPEN_STATES or self.user_id != self.env.user:
            raise AccessError(
                self.env._("You note this at your own visit, while it is open.")
            )

    def action_take_mandate(self):
        """Open the form in which the person agrees to be helped."""
        self._check_own_open()
        # sudo: hcc.request - the helper of the visit, as checked
        return self.env["hcc.mandate.entry"]._open_for(self.sudo().request_id, self)

    def action_note_password_step(self):
        """The person typed their own password or code; nobody asks what it was."""
        self._check_own_open()
        # sudo: hcc.request - the helper of the visit, as checked
        procedures_sudo = self.sudo().request_id.procedure_ids
        # of which matter it was is only known where there is one
        number = procedures_sudo.id if len(procedures_sudo) == 1 else None
        self._journal_password_steps([(self, number)])
        return self._say(
            self.env._("Noted: the person typed the password or code themselves.")
        )

    def _journal_password_steps(self, steps):
        """
        :param list steps: (the visit's assignment, id of the procedure or None)
        """
        self.env["hcc.journal"]._log_each(
            [
                (entry, "password_step", {"by": "citizen", "procedure_id": number})
                for entry, number in steps
            ]
        )

    def action_report_secret(self):
        """I was handed a password: the coordinator sees it at once."""
        self._check_own_open()
        self.env["hcc.secret.report"]._report(self, {"password": None})
        return self._say(
            self.env._(
                "Thank you for telling. Give it back and forget it; your "
                "coordinator helps the person to change it."
            )
        )

    @staticmethod
    def _say(message):
        """:return: client action that shows `message`"""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }
