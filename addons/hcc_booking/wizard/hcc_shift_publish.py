from odoo import fields, models


class HccShiftPublish(models.TransientModel):
    """Turns a week of availability into published shifts."""

    _name = "hcc.shift.publish"
    _description = "Publish a week of shifts"

    scope = fields.Selection(
        selection=[
            ("branch", "All teams of a branch"),
            ("ward", "The team of a ward"),
        ],
        required=True,
        default="ward",
    )
    branch_id = fields.Many2one("hcc.branch")
    ward_id = fields.Many2one("hcc.ward")
    week = fields.Date(required=True)
    line_ids = fields.One2many("hcc.shift.publish.line", "publish_id", readonly=True)
    state = fields.Selection(
        selection=[("ask", "Ask"), ("done", "Done")], default="ask", readonly=True
    )
