from odoo import fields, models

from odoo.addons.hcc_collaborator.models.fields import NoteText


class HccComplaintAnswer(models.TransientModel):
    """Answer a complaint: what was found, in words that the citizen reads."""

    _name = "hcc.complaint.answer"
    _description = "Answer to a Complaint"
    _inherit = ["hcc.office.form"]

    complaint_id = fields.Many2one("hcc.complaint", required=True, readonly=True)
    reference = fields.Char(related="complaint_id.reference")
    text = fields.Text(related="complaint_id.text")
    outcome = fields.Selection(
        selection="_selection_outcome", string="What Was Found", required=True
    )
    answer = NoteText(required=True)

    def _selection_outcome(self):
        field = self.env["hcc.complaint"]._fields["outcome"]
        return field._description_selection(self.env)

    def action_confirm(self):
        """Answer; whoever complained is told that there is an answer."""
        self.ensure_one()
        self.complaint_id._answer(self.outcome, self.answer)
        return {"type": "ir.actions.act_window_close"}
