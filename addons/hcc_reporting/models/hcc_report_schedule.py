import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date

_logger = logging.getLogger(__name__)

ERROR_LENGTH = 200
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class HccReportSchedule(models.Model):
    """Figures that are sent again and again to named people.

    Each gets what they may read themselves, in their own language. Managers write
    their own schedules, administrators all; whoever gets one sees it.
    """

    _name = "hcc.report.schedule"
    _description = "Scheduled Report"
    _inherit = ["hcc.journal.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    # what
    scope = fields.Selection(
        [("city", "City"), ("branch", "Branch"), ("ward", "Ward")],
        "Area",
        required=True,
        default="city",
    )
    branch_id = fields.Many2one("hcc.branch", index=True, ondelete="restrict")
    ward_id = fields.Many2one("hcc.ward", index=True, ondelete="restrict")
    level = fields.Selection(
        [
            ("city", "One line for all"),
            ("branch", "A line for each branch"),
            ("ward", "A line for each ward"),
        ],
        "Lines",
        required=True,
        default="ward",
    )
    by = fields.Selection(
        [("total", "Whole period"), ("day", "Each day by itself")],
        "Days",
        required=True,
        default="total",
    )
    file_format = fields.Selection(
        [("xlsx", "Spreadsheet (XLSX)"), ("pdf", "PDF")],
        "File",
        required=True,
        default="xlsx",
    )
    # when
    period = fields.Selection(
        [("last_week", "Last week"), ("last_month", "Last month")],
        required=True,
        default="last_week",
    )
    weekday = fields.Selection(WEEKDAYS, "Sent on", required=True, default="0")
    month_day = fields.Integer(
        "Day of the month", required=True, default=1, aggregator=None
    )
    next_on = fields.Date(
        "Next sent on",
        compute="_compute_next_on",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        copy=False,
    )
    # to whom
    recipient_ids = fields.Many2many(
        "res.users", string="Recipients", domain="[('share', '=', False)]"
    )
    delivery_ids = fields.One2many(
        "hcc.report.delivery", "schedule_id", "What was sent", copy=False
    )
    error = fields.Char("What went wrong", readonly=True, copy=False)
    failed_count = fields.Integer("Failed", compute="_compute_failed_count")

    _scope_check = models.Constraint(
        "CHECK ((scope = 'branch') = (branch_id IS NOT NULL)"
        " AND (scope = 'ward') = (ward_id IS NOT NULL))",
        "A schedule covers the city, one branch or one ward.",
    )
    _month_day_check = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 28)", "Choose a day from 1 to 28."
    )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.depends("period", "weekday", "month_day", "active")
    def _compute_next_on(self):
        today = self._today()
        for schedule in self:
            schedule.next_on = schedule._get_next(today)

    @api.depends("delivery_ids.state")
    def _compute_failed_count(self):
        counts = dict(
            self.env["hcc.report.delivery"]._read_group(
                [
                    ("schedule_id", "in", self.ids),
                    ("state", "in", ("failed", "refused")),
                ],
                ["schedule_id"],
                ["__count"],
            )
        )
        for schedule in self:
            schedule.failed_count = counts.get(schedule, 0)

    @api.constrains("recipient_ids", "scope", "branch_id", "ward_id")
    def _check_recipients(self):
        for schedule in self:
            if not schedule.recipient_ids:
                raise ValidationError(self.env._("Please name somebody to send it to."))
            wrong = schedule.recipient_ids.filtered(
                lambda user, schedule=schedule: not schedule._is_readable_by(user)
            )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "Not allowed to read the figures of this area: %(names)s.",
                        names=", ".join(wrong.mapped("name")),
                    )
                )

    @api.onchange("scope")
    def _onchange_scope(self):
        if self.scope != "branch":
            self.branch_id = False
        if self.scope != "ward":
            self.ward_id = False

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super().create(vals_list)
        schedules._journal("schedule_made")
        return schedules

    def write(self, vals):
        result = super().write(vals)
        self._journal("schedule_changed", fields=sorted(vals))
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_send(self):
        """Send what was due last, to those who have not got it yet."""
        self.check_access("write")
        for schedule in self:
            schedule._plan(self._today())
        self.env["hcc.report.delivery"]._wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "It is sent in the next minutes to whoever has not got it yet."
                ),
            },
        }

    # ------------------------------------------------------------------
    # When, what, to whom
    # ------------------------------------------------------------------

    @api.model
    def _today(self):
        return local_date(fields.Datetime.now())

    def _get_next(self, after):
        """Return the first day on which it is due after a day."""
        self.ensure_one()
        if self.period == "last_week":
            ahead = (int(self.weekday or 0) - after.weekday() - 1) % 7 + 1
            return after + timedelta(days=ahead)
        day = min(max(self.month_day, 1), 28)
        this = after.replace(day=day)
        return this if this > after else this + relativedelta(months=1)

    def _get_period(self, today):
        """Return the first and the last day of the period that was over last."""
        self.ensure_one()
        if self.period == "last_week":
            monday = today - timedelta(days=today.weekday() + 7)
            return monday, monday + timedelta(days=6)
        first = today.replace(day=1) - relativedelta(months=1)
        return first, today.replace(day=1) - timedelta(days=1)

    def _get_wards(self):
        """Return the wards that it covers."""
        self.ensure_one()
        if self.scope == "ward":
            return self.ward_id
        # sudo: hcc.ward - whether somebody reads all wards of an area
        wards_sudo = self.env["hcc.ward"].sudo()
        domain = Domain("active", "=", True)
        if self.branch_id:
            domain &= Domain("branch_id", "=", self.branch_id.id)
        return wards_sudo.search(domain)

    def _is_readable_by(self, user):
        """Whether a person may read the figures of the area today."""
        self.ensure_one()
        # sudo: res.users - which wards the roles of a colleague reach
        user_sudo = user.sudo()
        reached = user_sudo.hcc_reader_ward_ids | user_sudo.hcc_coordinator_ward_ids
        wards = self._get_wards()
        return bool(user_sudo.active and wards) and not wards - reached

    def _get_options(self, date_from, date_to):
        """Return the options of the screen that show the same."""
        self.ensure_one()
        return {
            "level": self.level,
            "by": self.by,
            "date_from": date_from,
            "date_to": date_to,
            "branch_id": self.branch_id.id,
            "ward_id": self.ward_id.id,
        }

    # ------------------------------------------------------------------
    # Job
    # ------------------------------------------------------------------

    def _plan(self, today):
        """Write down who gets which figures; once, however often it is called."""
        self.ensure_one()
        date_from, date_to = self._get_period(today)
        self.env["hcc.report.delivery"]._add(self, date_from, date_to)

    @api.model
    def _cron_send(self):
        """Plan what is due today, then send what is planned; each for itself."""
        today = self._today()
        domain = [("next_on", "<=", today)]
        due = self.search(domain)
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(due))
        for schedule in due:
            schedule = schedule.try_lock_for_update().filtered_domain(domain)
            if schedule:
                schedule._plan_and_go_on(today)
            if not commit_progress(1):
                return
        self.env["hcc.report.delivery"]._send_waiting()

    def _plan_and_go_on(self, today):
        """Plan one schedule that is due, and set its next day whatever happens."""
        self.ensure_one()
        error = False
        try:
            with self.env.cr.savepoint():
                self._plan(today)
        except Exception as failure:
            # Whatever it is, the others are sent.
            _logger.info("schedule %s failed: %s", self.id, type(failure).__name__)
            error = str(failure)[:ERROR_LENGTH] or type(failure).__name__
        self._write_unjournaled({"next_on": self._get_next(today), "error": error})

    def _write_unjournaled(self, vals):
        """Write what the clock changes, and nobody did."""
        return super().write(vals)
