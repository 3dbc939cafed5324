from odoo import fields, models


class HccPointClosingLine(models.TransientModel):
    """One visit that is promised at a point that closes."""

    _name = "hcc.point.closing.line"
    _description = "Visit at a Point That Closes"
    _inherit = ["hcc.office.form"]
    _order = "id"

    closing_id = fields.Many2one("hcc.point.closing", required=True, ondelete="cascade")
    appointment_id = fields.Many2one(
        "hcc.appointment", "Visit", required=True, ondelete="cascade"
    )
    reference = fields.Char()
    when = fields.Char()
    others = fields.Char("Other times")
