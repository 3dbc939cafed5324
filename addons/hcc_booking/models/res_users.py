from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_hcc_home(self):
        """Coordinators and clerks begin with what waits, helpers with their day."""
        if self.has_group("hcc_collaborator.group_hcc_clerk"):
            return "hcc_booking.hcc_attention_action"
        if self.has_group("hcc_collaborator.group_hcc_collaborator"):
            return "hcc_booking.hcc_assignment_action_my_day"
        return super()._get_hcc_home()

    def _notify_security_setting_update(
        self, subject, content, mail_values=None, **kwargs
    ):
        """Write to nobody who has no address: whoever was taken away is not told."""
        reached = self.filtered("email")
        if not reached:
            # sudo: mail.mail - none of them
            return self.env["mail.mail"].sudo()
        return super(ResUsers, reached)._notify_security_setting_update(
            subject, content, mail_values=mail_values, **kwargs
        )
