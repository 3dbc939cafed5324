from odoo import fields, models


class HccCollaborator(models.Model):
    _inherit = "hcc.collaborator"

    roster_week_hours = fields.Integer(
        "Most Hours a Week", help="0: as everybody of the city."
    )
    roster_day_hours = fields.Integer(
        "Most Hours a Day", help="0: as everybody of the city."
    )

    _roster_hours_check = models.Constraint(
        "CHECK (roster_week_hours BETWEEN 0 AND 168"
        " AND roster_day_hours BETWEEN 0 AND 24)",
        "A day has 24 hours, a week 168.",
    )

    def action_ill_today(self):
        """A coordinator hands over the rest of this helper's day.

        :return: the day, with what is left of it and a way back
        """
        self.ensure_one()
        return self.env["hcc.day.repair"]._ill_today(self)._get_form_action()
