from odoo import fields, models


class HccMessageDelivery(models.AbstractModel):
    _name = "hcc.message.delivery"
    _description = "Delivery of Messages"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]
