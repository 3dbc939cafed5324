from odoo import fields, models

from odoo.addons.hcc_collaborator.models.fields import NoteText


class HccHomeReview(models.TransientModel):
    """Answer somebody who asked that a refused home visit be looked at again."""

    _name = "hcc.home.review"
    _description = "Second Look at a Home Visit"
    _inherit = ["hcc.office.form", "hcc.home.form"]

    first_reason = fields.Char(
        related="request_id.home_decision_reason", string="First Answer"
    )
    decided_by_id = fields.Many2one(
        related="request_id.home_decided_by_id", string="Decided By"
    )
    words = fields.Text(
        related="request_id.home_review_text", string="The Citizen Says"
    )
    outcome = fields.Selection(
        [
            ("changed", "Visit at home after all"),
            ("upheld", "The answer stays"),
        ],
        required=True,
    )
    reason = NoteText(required=True)

    def action_confirm(self):
        """Record the answer; the citizen is told."""
        self.ensure_one()
        self.request_id.check_access("write")
        self.request_id._review_home(self.outcome, self.reason)
        return {"type": "ir.actions.act_window_close"}
