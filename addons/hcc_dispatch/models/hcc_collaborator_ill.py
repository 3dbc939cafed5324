from odoo import models


class HccCollaborator(models.Model):
    _inherit = "hcc.collaborator"

    def action_ill_today(self):
        """A coordinator hands over the rest of this helper's day.

        :return: the day, with what is left of it and a way back
        """
        self.ensure_one()
        return self.env["hcc.day.repair"]._ill_today(self)._get_form_action()
