from odoo import fields, models


class HccRequestFlow(models.AbstractModel):
    _name = "hcc.request.flow"
    _description = "Steps of a Request"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]
