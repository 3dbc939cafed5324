from odoo import fields, models


class HccSelectionScoringLine(models.TransientModel):
    """Points for one criterion."""

    _name = "hcc.selection.scoring.line"
    _description = "Points for a Criterion"

    scoring_id = fields.Many2one(
        "hcc.selection.scoring", required=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "hcc.selection.criterion", required=True, ondelete="cascade"
    )
    description = fields.Text(related="criterion_id.description")
    points = fields.Selection(
        [
            ("0", "Not scored yet"),
            ("1", "1: not at all"),
            ("2", "2: little"),
            ("3", "3: enough"),
            ("4", "4: well"),
            ("5", "5: very well"),
        ],
        required=True,
        default="0",
    )
