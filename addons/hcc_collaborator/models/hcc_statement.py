from odoo import api, fields, models

from ..tools.allowance import Rates
from .fields import NoteText

CONTESTABLE = ("published", "contested")


class HccStatement(models.Model):
    """Hours and allowance of one collaborator in one month.

    Collaborators read their own once it is published, coordinators and readers
    those of their wards. Nobody writes one: it is made out of the records of the
    work, published, contested and settled by the methods of its steps. What was
    published changes by a correction alone, which keeps the value before.
    """

    _name = "hcc.statement"
    _description = "Statement of Hours and Allowance"
    _inherit = [
        "hcc.statement.making",
        "hcc.statement.flow",
        "hcc.statement.share",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
    ]
    _order = "month desc, collaborator_name, id"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", required=True, index=True, ondelete="restrict"
    )
    collaborator_name = fields.Char(
        related="collaborator_id.name", string="Name", store=True, precompute=True
    )
    badge_number = fields.Char(related="collaborator_id.badge_number")
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    # where the person worked that month, also after moving to another team
    ward_id = fields.Many2one("hcc.ward")
    team_id = fields.Many2one(
        "hcc.team", required=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, help="The first day of the month.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("contested", "Contested"),
            ("settled", "Settled"),
        ],
        required=True,
        default="draft",
        index=True,
    )
    line_ids = fields.One2many("hcc.statement.line", "statement_id", "Work")
    # what the lines add up to
    minutes = fields.Integer(compute="_compute_totals", store=True)
    hours = fields.Float(
        compute="_compute_totals", store=True, digits=(16, 2), aggregator="sum"
    )
    evening_hours = fields.Float(
        compute="_compute_totals", store=True, digits=(16, 2), aggregator="sum"
    )
    weekend_hours = fields.Float(
        compute="_compute_totals", store=True, digits=(16, 2), aggregator="sum"
    )
    holiday_hours = fields.Float(
        compute="_compute_totals", store=True, digits=(16, 2), aggregator="sum"
    )
    visit_count = fields.Integer("Visits", compute="_compute_totals", store=True)
    companion_count = fields.Integer(
        "Visits as companion", compute="_compute_totals", store=True
    )
    amount = fields.Integer("Allowance (đồng)", compute="_compute_totals", store=True)
    # steps
    published_at = fields.Datetime("Published")
    contested_at = fields.Datetime("Contested")
    contest_text = NoteText("What is contested")
    answer = NoteText()
    settled_at = fields.Datetime("Settled")
    settled_by_id = fields.Many2one("res.users", "Settled by", ondelete="set null")
    digest = fields.Char(groups="base.group_system")
    has_drifted = fields.Boolean(
        "Records differ now",
        help="The records of the work were changed after this was published. The "
        "statement keeps its figures until somebody corrects them.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _person_month_unique = models.Constraint(
        "UNIQUE (collaborator_id, month)",
        "This person has a statement for the month already.",
    )
    _month_begins = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1)", "A statement begins on a first day."
    )
    _team_idx = models.Index("(team_id, month)")

    # -------------------------------------------------------------------------
    # COMPUTE
    # -------------------------------------------------------------------------

    @api.depends("month", "collaborator_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            month = f"{statement.month:%m/%Y}" if statement.month else ""
            statement.display_name = f"{statement.collaborator_name or ''} {month}"

    @api.depends(
        "line_ids.minutes",
        "line_ids.evening_minutes",
        "line_ids.weekend_minutes",
        "line_ids.holiday_minutes",
        "line_ids.quantity",
        "line_ids.kind",
        "line_ids.amount",
    )
    def _compute_totals(self):
        for statement in self:
            lines = statement.line_ids
            statement.minutes = sum(lines.mapped("minutes"))
            statement.hours = statement.minutes / 60
            for kind in ("evening", "weekend", "holiday"):
                total = sum(lines.mapped(f"{kind}_minutes"))
                statement[f"{kind}_hours"] = total / 60
            for name, kind in (
                ("visit_count", "visit"),
                ("companion_count", "companion"),
            ):
                same = lines.filtered(lambda line, kind=kind: line.kind == kind)
                statement[name] = sum(same.mapped("quantity"))
            statement.amount = sum(lines.mapped("amount"))

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for statement in self:
            statement.is_mine = statement.user_id == self.env.user

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def action_print(self):
        report = self.env.ref("hcc_collaborator.action_report_statement")
        return report.report_action(self)

    def _get_totals(self):
        """Pairs of words and figures, as the paper shows them."""
        self.ensure_one()
        figures = []
        for name in ("hours", "evening_hours", "weekend_hours", "holiday_hours"):
            minutes = round(self[name] * 60)
            figures.append((name, f"{minutes // 60}:{minutes % 60:02d}"))
        for name in ("visit_count", "companion_count", "amount"):
            figures.append((name, f"{self[name]:,}"))
        return [
            (self._fields[name]._description_string(self.env), figure)
            for name, figure in figures
        ]

    @api.model
    def _get_rates(self):
        """What is paid now; nothing where nothing is set."""
        # sudo: ir.config_parameter - the rates of the city
        parameters_sudo = self.env["ir.config_parameter"].sudo()

        def rate(name):
            value = parameters_sudo.get_param(f"hcc_collaborator.rate_{name}", "0")
            return int(value) if str(value).isdecimal() else 0

        return Rates(*(rate(name) for name in Rates._fields))
