from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_date

from odoo.addons.hcc_collaborator.tools.localtime import local_date

#: as many sessions at most, and as many days ahead
MOST_SESSIONS = 60
LONGEST_DAYS = 731
STEPS = {
    "week": relativedelta(weeks=1),
    "two_weeks": relativedelta(weeks=2),
    "month": relativedelta(months=1),
}


class HccSessionSeries(models.TransientModel):
    """Makes the same session again and again, but not on days off.

    What it makes are ordinary drafts, each of which may be changed by itself.
    """

    _name = "hcc.session.series"
    _description = "Series of training sessions"

    course_id = fields.Many2one("hcc.course", required=True, ondelete="cascade")
    trainer_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["hcc.session"]._default_trainer_id(),
        domain=lambda self: self.env["hcc.session"]._get_trainer_domain(),
    )
    branch_id = fields.Many2one("hcc.branch", ondelete="cascade")
    place = fields.Char(string="Room")
    link = fields.Char(string="Online link")
    start = fields.Datetime(string="First session", required=True)
    minutes = fields.Integer(
        string="Duration (minutes)",
        required=True,
        compute="_compute_minutes",
        store=True,
        readonly=False,
        precompute=True,
    )
    seats = fields.Integer(required=True, default=30)
    every = fields.Selection(
        [
            ("week", "Every week"),
            ("two_weeks", "Every two weeks"),
            ("month", "Monthly"),
        ],
        string="Repeats",
        required=True,
        default="week",
    )
    ends = fields.Selection(
        [("count", "After so many sessions"), ("until", "On a day")],
        required=True,
        default="count",
    )
    count = fields.Integer(string="Number of sessions", default=4)
    until = fields.Date(string="Last possible day")
    preview = fields.Text(compute="_compute_preview")
    session_count = fields.Integer(compute="_compute_preview")

    _count_range = models.Constraint(
        "CHECK (ends != 'count' OR count BETWEEN 1 AND 60)",
        "A series has 1 to 60 sessions.",
    )
    _minutes_positive = models.Constraint(
        "CHECK (minutes > 0)", "A session lasts at least one minute."
    )

    @api.depends("course_id")
    def _compute_minutes(self):
        for series in self:
            series.minutes = series.course_id.minutes or 60

    @api.depends("start", "every", "ends", "count", "until")
    @api.depends_context("lang")
    def _compute_preview(self):
        for series in self:
            starts, skipped = series._plan()
            series.session_count = len(starts)
            lines = [series._describe(local_date(start)) for start in starts]
            names = self.env["hcc.holiday"]._get_names()
            lines += [
                self.env._(
                    "Left out: %(day)s (%(holiday)s)",
                    day=series._describe(day),
                    holiday=names.get(day, ""),
                )
                for day in skipped
            ]
            series.preview = "\n".join(lines)

    @api.constrains("until", "ends", "start")
    def _check_until(self):
        for series in self.filtered(lambda series: series.ends == "until"):
            if not series.until or series.until < local_date(series.start):
                raise ValidationError(
                    self.env._("The last possible day is not before the first session.")
                )

    def action_create(self):
        """Make the sessions and show them."""
        self.ensure_one()
        sessions = self._create_sessions()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_training.hcc_session_action"
        )
        action.update(
            domain=[("id", "in", sessions.ids)],
            views=[
                (view_id, kind)
                for view_id, kind in action["views"]
                if kind in ("list", "kanban", "form")
            ],
            view_mode="list,kanban,form",
        )
        return action

    def _create_sessions(self):
        self.ensure_one()
        starts, _skipped = self._plan()
        if not starts:
            raise UserError(self.env._("No day is left: please choose other days."))
        return self.env["hcc.session"].create(
            [self._prepare_session_values(start) for start in starts]
        )

    def _plan(self):
        """Return (starts of the sessions, days left out because they are off).

        The hour stays the same on the clock of Hanoi, which knows no summer time.
        """
        self.ensure_one()
        if not self.start:
            return [], []
        limit = self.count if self.ends == "count" else MOST_SESSIONS
        limit = max(0, min(limit, MOST_SESSIONS))
        first = local_date(self.start)
        last = first + relativedelta(days=LONGEST_DAYS)
        if self.ends == "until" and self.until:
            last = min(last, self.until)
        days_off = self.env["hcc.holiday"]._days_off(first, last)
        starts, skipped, number = [], [], 0
        while len(starts) < limit:
            # from the first one: the 31st does not become the 28th for good
            day = first + STEPS[self.every] * number
            if day > last:
                break
            if day in days_off:
                skipped.append(day)
            else:
                starts.append(self.start + (day - first))
            number += 1
        return starts, skipped

    def _describe(self, day):
        return format_date(self.env, day, date_format="EEEE, dd/MM/yyyy")

    def _prepare_session_values(self, start):
        return {
            "course_id": self.course_id.id,
            "trainer_id": self.trainer_id.id,
            "branch_id": self.branch_id.id,
            "place": self.place,
            "link": self.link,
            "start": start,
            "stop": start + relativedelta(minutes=self.minutes),
            "seats": self.seats,
        }
