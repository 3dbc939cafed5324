from odoo import fields, models


class HccPracticeRefusal(models.TransientModel):
    """Asks a mentor why a practice visit is not signed."""

    _name = "hcc.practice.refusal"
    _description = "Refuse a Practice Visit"
    _inherit = ["hcc.about.mixin"]

    _about = ("visit_id",)

    visit_id = fields.Many2one("hcc.practice.visit", required=True, ondelete="cascade")
    note = fields.Char("Reason", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.visit_id._refuse(self.note)
        return {"type": "ir.actions.act_window_close"}
