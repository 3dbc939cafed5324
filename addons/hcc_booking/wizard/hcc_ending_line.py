from odoo import fields, models


class HccEndingLine(models.TransientModel):
    """One visit of somebody who is suspended or leaves."""

    _name = "hcc.ending.line"
    _description = "Visit of a Helper Who Stops"
    _inherit = ["hcc.hand.over.line"]
    _order = "id"

    ending_id = fields.Many2one(
        "hcc.collaborator.ending", required=True, ondelete="cascade"
    )
