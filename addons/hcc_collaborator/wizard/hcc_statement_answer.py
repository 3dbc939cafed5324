from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.fields import NoteText
from ..models.hcc_statement_making import VISITS


class HccStatementAnswer(models.TransientModel):
    """A coordinator corrects a line, adds one, or answers what was contested."""

    _name = "hcc.statement.answer"
    _description = "Answer to a Contested Statement"
    _inherit = ["hcc.about.mixin"]

    _about = ("statement_id", "line_id")

    statement_id = fields.Many2one("hcc.statement", required=True, ondelete="cascade")
    step = fields.Selection(
        [("correct", "Correct"), ("add", "Add"), ("settle", "Answer")],
        required=True,
        default="settle",
    )
    line_id = fields.Many2one("hcc.statement.line", ondelete="cascade")
    contest_text = fields.Text("What is contested", compute="_compute_contest_text")
    kind = fields.Selection(
        selection=lambda self: self._selection_kind(), default="on_call"
    )
    start = fields.Datetime("From")
    stop = fields.Datetime("Until")
    counts = fields.Boolean("The visit counts", default=True)
    text = NoteText("Words", required=True)

    def _selection_kind(self):
        kind = self.env["hcc.statement.line"]._fields["kind"]
        return kind._description_selection(self.env)

    @api.depends("statement_id", "line_id")
    def _compute_contest_text(self):
        for form in self:
            texts = [
                form.line_id.contest_text
                or (not form.line_id and form.statement_id.contest_text)
            ]
            if form.step == "settle":
                texts += form.statement_id.line_ids.mapped("contest_text")
            form.contest_text = "\n".join(filter(None, texts))

    def action_confirm(self):
        """
        :raises UserError: when the step is not possible
        """
        self.ensure_one()
        if self.step == "settle":
            self.statement_id._settle(self.text)
        else:
            if self.step == "correct" and not self.line_id:
                raise UserError(self.env._("Please choose a line."))
            values = {
                "kind": self.line_id.kind or self.kind,
                "start": self.start,
                "stop": self.stop,
                "quantity": int(self.counts) if self.kind in VISITS else 0,
            }
            self.statement_id._correct(values, self.text, self.line_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
