from odoo import fields, models

from ..models.fields import NoteText


class HccStatementContest(models.TransientModel):
    """The collaborator says what is wrong with a statement."""

    _name = "hcc.statement.contest"
    _description = "Contesting a Statement"
    _inherit = ["hcc.about.mixin"]

    _about = ("statement_id", "line_id")

    statement_id = fields.Many2one("hcc.statement", required=True, ondelete="cascade")
    line_id = fields.Many2one(
        "hcc.statement.line",
        "About",
        domain="[('statement_id', '=', statement_id)]",
        ondelete="cascade",
        help="Empty: the statement as a whole.",
    )
    text = NoteText("What is wrong?", required=True)

    def action_confirm(self):
        self.ensure_one()
        self.statement_id._contest(self.text, self.line_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
