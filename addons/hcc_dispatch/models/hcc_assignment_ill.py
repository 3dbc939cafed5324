from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class HccAssignment(models.Model):
    _inherit = "hcc.assignment"

    def action_ill_today(self):
        """The user is ill: hand over the rest of the own day, whatever is selected.

        :return: the day, with what is left of it and a way back
        """
        # visits of others are not even named here
        self.check_access("write")
        # sudo: hcc.collaborator - the user's own record
        helper_sudo = self.env.user.sudo().hcc_collaborator_ids.filtered(
            lambda person: person.state == "active"
        )[:1]
        if not helper_sudo:
            raise UserError(self.env._("You have no visits of your own."))
        helper = helper_sudo.with_env(self.env)
        return self.env["hcc.day.repair"]._ill_today(helper)._get_form_action()

    def action_break_off(self):
        """This visit has begun and cannot go on: somebody else goes."""
        self.ensure_one()
        self._check_step(("started",))
        now = fields.Datetime.now().replace(microsecond=0)
        outcome = self.env["hcc.booking"]._ill(
            self.collaborator_id,
            self.start,
            max(self.stop, now + timedelta(minutes=1)),
            kind="other",
            only=self.ids,
            with_started=True,
        )
        return outcome["repair"]._get_form_action()
