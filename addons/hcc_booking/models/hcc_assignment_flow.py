from odoo import fields, models


class HccAssignmentFlow(models.AbstractModel):
    _name = "hcc.assignment.flow"
    _description = "Steps of an Assignment"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]
