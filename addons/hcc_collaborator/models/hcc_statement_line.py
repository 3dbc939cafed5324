from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..tools.work_time import time_words
from .fields import NoteText


class HccStatementLine(models.Model):
    """One piece of work in a statement: a shift of one local day, or a visit."""

    _name = "hcc.statement.line"
    _description = "Line of a Statement"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "day, start, id"

    statement_id = fields.Many2one(
        "hcc.statement", required=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="statement_id.ward_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        related="statement_id.user_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    statement_state = fields.Selection(related="statement_id.state", store=True)
    kind = fields.Selection(
        [
            ("on_call", "Shift on call"),
            ("point", "Shift at a point"),
            ("visit", "Visit"),
            ("companion", "Visit as companion"),
            ("other", "Other work"),
        ],
        required=True,
    )
    day = fields.Date(required=True)
    start = fields.Datetime()
    stop = fields.Datetime("End")
    source = fields.Char(help="Where it was recorded.")
    when_words = fields.Char("When", compute="_compute_when_words")
    minutes = fields.Integer()
    hours = fields.Float(compute="_compute_hours", digits=(16, 2))
    evening_minutes = fields.Integer("Evening")
    weekend_minutes = fields.Integer("Weekend")
    holiday_minutes = fields.Integer("Holiday")
    quantity = fields.Integer("Visits")
    amount = fields.Integer("Allowance (đồng)")
    # contested, corrected
    contest_text = NoteText("What is contested")
    is_corrected = fields.Boolean("Corrected")
    is_added = fields.Boolean("Added")
    original_words = fields.Char("Before")
    original_minutes = fields.Integer("Minutes before")
    original_quantity = fields.Integer("Visits before")
    original_amount = fields.Integer("Allowance before")
    correction_reason = NoteText("Why corrected")
    corrected_at = fields.Datetime("Corrected on")
    corrected_by_id = fields.Many2one("res.users", ondelete="set null")

    _times_ordered = models.Constraint(
        "CHECK (start <= stop)", "Work must begin before it ends."
    )
    _minutes_positive = models.Constraint(
        "CHECK (minutes >= 0 AND quantity >= 0)", "Figures cannot be negative."
    )

    @api.depends("day", "start", "stop", "kind")
    @api.depends_context("lang")
    def _compute_when_words(self):
        for line in self:
            day = line.day and format_date(
                self.env, line.day, date_format="EEE dd/MM", lang_code=self.env.lang
            )
            times = ""
            if line.start and line.stop and line.start < line.stop:
                times = time_words(line.start, line.stop)
            line.when_words = " ".join(filter(None, (day, times)))

    @api.depends("minutes")
    def _compute_hours(self):
        for line in self:
            line.hours = line.minutes / 60

    @api.depends("when_words", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = f"{line.when_words} · {kinds.get(line.kind, '')}"

    def action_contest(self):
        """Open the form in which the person contests this line."""
        self.ensure_one()
        return self.statement_id._open_contest(self)

    def action_correct(self):
        """Open the form in which a coordinator corrects this line."""
        self.ensure_one()
        return self.statement_id._open_answer("correct", self)
