from odoo import fields, models


class HccHandBack(models.TransientModel):
    """A helper gives a visit back; the next best helper is asked at once."""

    _name = "hcc.hand.back"
    _description = "Visit Handed Back"
    _inherit = ["hcc.office.form"]

    assignment_id = fields.Many2one("hcc.assignment", required=True, readonly=True)
    when = fields.Char(related="assignment_id.when_words")
    why = fields.Selection(
        [
            ("busy", "I have something else at that time"),
            ("ill", "I am not well"),
            ("far", "I cannot get there in time"),
            ("relative", "I am related to the person"),
            ("other", "Another reason"),
        ],
        required=True,
        default="busy",
    )
    reason = fields.Char("In a few words")

    def action_confirm(self):
        """Hand the visit back with the reason."""
        self.ensure_one()
        labels = dict(self._fields["why"]._description_selection(self.env))
        words = [labels[self.why], (self.reason or "").strip()]
        self.assignment_id.action_hand_back(": ".join(filter(None, words)))
        return {"type": "ir.actions.act_window_close"}
