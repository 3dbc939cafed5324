from odoo import fields, models


class HccIllnessLine(models.TransientModel):
    """One visit of a helper who cannot come."""

    _name = "hcc.illness.line"
    _description = "Visit of a Helper Who Cannot Come"
    _inherit = ["hcc.hand.over.line"]
    _order = "id"

    illness_id = fields.Many2one("hcc.illness", required=True, ondelete="cascade")
