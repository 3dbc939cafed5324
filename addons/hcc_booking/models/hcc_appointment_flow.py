from odoo import fields, models


class HccAppointmentFlow(models.AbstractModel):
    _name = "hcc.appointment.flow"
    _description = "Steps of a Visit"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]
