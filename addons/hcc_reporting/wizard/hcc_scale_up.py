import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ

from ..tools import scale_up
from ..tools.figures_xlsx import write_figures

#: fewer waits say nothing about a mean
LEAST_WAITS = 20
COLUMNS = (
    ("ward_id", "text"),
    ("requests", "integer"),
    ("people", "integer"),
    ("minutes", "mean"),
    ("needed", "integer"),
    ("predicted_hours", "mean"),
    ("measured_hours", "mean"),
    ("fit", "text"),
)


class HccScaleUp(models.TransientModel):
    """An estimate of how many collaborators the wards of the user would need.

    It is compared with the wait that was measured, for the people there were, before
    anybody believes it. Its own form and lines are seen by their author alone.
    """

    _name = "hcc.scale.up"
    _description = "Collaborators Needed"

    date_from = fields.Date(
        "Measured from", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "Measured to", required=True, default=lambda self: self._default_period()[1]
    )
    share = fields.Float("Share of Requests", default=0.9, required=True)
    within_hours = fields.Integer("Begin Within (hours)", default=72, required=True)
    travel_minutes = fields.Integer(
        "Travel for a Home Visit (minutes)", default=30, required=True
    )
    default_minutes = fields.Integer(
        "Minutes of Help without a Measurement", default=45, required=True
    )
    hours_each = fields.Float(
        "Hours a Collaborator Gives in a Week", default=8.0, required=True
    )
    open_days = fields.Integer("Working Days in a Week", default=5, required=True)
    open_from = fields.Integer("First Hour", default=8, required=True)
    open_to = fields.Integer("Last Hour", default=17, required=True)
    line_ids = fields.One2many("hcc.scale.up.line", "estimate_id", readonly=True)
    verdict = fields.Text(readonly=True)
    assumptions = fields.Text(compute="_compute_assumptions")
    xlsx_file = fields.Binary("XLSX", readonly=True, attachment=False)
    xlsx_name = fields.Char(default="hcc-collaborators-needed.xlsx", readonly=True)

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        self.display_name = self.env._("Collaborators needed")

    @api.model
    def _default_period(self):
        """Return the first and the last day of the month before this one."""
        first = fields.Date.context_today(self).replace(day=1)
        last = fields.Date.subtract(first, days=1)
        return last.replace(day=1), last

    @api.depends_context("lang")
    def _compute_assumptions(self):
        self.assumptions = self.env._(
            "Requests come as in the measured period, by weekday and hour, at random. "
            "Each takes the measured minutes of help, and travel for those at home. "
            "Whoever asked first is helped first, in working hours. Collaborators give "
            "the same hours in each week, spread evenly over working hours. Wishes for "
            "a later time, holidays, illness and qualifications are left out. Several "
            "people may share one request, so that waits shorter than a day come out "
            "too short. The model is believed where the predicted mean wait is within "
            "six hours or 30 percent of the measured one, and of the city when it is "
            "in four of five wards. The seed is fixed: the same numbers give the same "
            "answer."
        )

    @api.constrains(
        "share",
        "hours_each",
        "open_days",
        "open_from",
        "open_to",
        "within_hours",
        "travel_minutes",
        "default_minutes",
    )
    def _check_numbers(self):
        for one in self:
            if not (
                0 < one.share <= 1
                and 0 < one.hours_each <= 60
                and 1 <= one.open_days <= 7
                and 0 <= one.open_from < one.open_to <= 24
                and 0 < one.within_hours <= 24 * 60
                and one.travel_minutes >= 0
                and one.default_minutes > 0
            ):
                raise UserError(
                    self.env._(
                        "Please check the numbers: a share up to 100%, up to 60 hours "
                        "a week, one to seven days, and a first hour before the last."
                    )
                )

    def action_estimate(self):
        """Compute the lines, the verdict and the spreadsheet."""
        self.ensure_one()
        self.check_access("write")
        if self.date_to < self.date_from:
            raise UserError(self.env._("The last day is before the first day."))
        lines = self._compute_lines()
        # sudo: hcc.scale.up.line - own form; its lines are written here alone
        self.sudo().write(
            {
                "line_ids": [Command.clear()]
                + [Command.create(line) for line in lines],
                "verdict": self._get_verdict(lines),
            }
        )
        self.xlsx_file = base64.b64encode(self._make_xlsx())
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "current",
        }

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------

    def _compute_lines(self):
        wards = self.env.user.hcc_reader_ward_ids.filtered("active")
        days = self._count_weekdays()
        arrivals = self._get_arrivals(wards)
        figures = self._get_ward_figures(wards)
        people = self._get_people(wards)
        opened = [
            scale_up.is_open(hour, self.open_days, self.open_from, self.open_to)
            for hour in range(scale_up.WEEK)
        ]
        level = scale_up.Level(self.share, self.within_hours)
        lines = []
        for ward in wards:
            rates = [
                arrivals.get((ward.id, hour), 0) / (days[hour // 24] or 1)
                for hour in range(scale_up.WEEK)
            ]
            requests = sum(
                arrivals.get((ward.id, hour), 0) for hour in range(scale_up.WEEK)
            )
            minutes = self._get_minutes(figures.get(ward.id))
            needed = scale_up.people_needed(
                rates, minutes, self.hours_each, opened, level
            )
            capacity = scale_up.capacity_of(
                people.get(ward.id, 0), sum(opened), self.hours_each
            )
            answer = scale_up.simulate(
                rates, minutes, capacity, opened, self.within_hours
            )
            lines.append(
                self._prepare_line(
                    ward, requests, minutes, people, needed, answer, figures
                )
            )
        return lines

    def _count_weekdays(self):
        """Return how many Mondays, Tuesdays, ... the measured period has."""
        length = (self.date_to - self.date_from).days + 1
        whole, rest = divmod(length, 7)
        first = self.date_from.weekday()
        return [whole + ((day - first) % 7 < rest) for day in range(7)]

    def _prepare_line(self, ward, requests, minutes, people, needed, answer, figures):
        figure = figures.get(ward.id)
        days = figure and figure["wait_days"]
        measured = None
        if figure and figure["waits"] >= LEAST_WAITS and days is not None:
            measured = days * 24
        # infinite where nobody works
        predicted = min(answer.mean_hours, 9999.0)
        fit = scale_up.fits(predicted, measured)
        return {
            "ward_id": ward.id,
            "requests": requests,
            "people": people.get(ward.id, 0),
            "minutes": minutes,
            "needed": scale_up.MOST_PEOPLE if needed is None else needed,
            "is_beyond": needed is None,
            "predicted_hours": predicted,
            "measured_hours": measured or 0.0,
            "fit": {True: "fits", False: "no_fit", None: "unknown"}[fit],
        }

    def _get_verdict(self, lines):
        fits = sum(line["fit"] == "fits" for line in lines)
        known = sum(line["fit"] != "unknown" for line in lines)
        if not known:
            return self.env._(
                "Nothing to compare with: no ward has %(least)s measured waits. Do not "
                "rely on these numbers.",
                least=LEAST_WAITS,
            )
        if fits < known * 0.8:
            return self.env._(
                "The model does not fit: in %(fits)s of %(known)s wards with measured "
                "waits it comes near. Do not rely on these numbers.",
                fits=fits,
                known=known,
            )
        return self.env._(
            "The model fits %(fits)s of %(known)s wards with measured waits.",
            fits=fits,
            known=known,
        )

    def _get_arrivals(self, wards):
        """Return requests by (ward, hour of the week), Monday midnight first."""
        self.env["hcc.request"].flush_model(["ward_id", "create_date"])
        # counts of requests of the reader's own wards, no person among them
        rows = self.env.execute_query(
            SQL(
                """SELECT ward_id,
                       (EXTRACT(ISODOW FROM at)::int - 1) * 24
                           + EXTRACT(HOUR FROM at)::int,
                       COUNT(*)
                   FROM (
                       SELECT ward_id, create_date AT TIME ZONE 'UTC'
                           AT TIME ZONE %s AS at
                       FROM hcc_request WHERE ward_id = ANY(%s)
                   ) r
                   WHERE at::date BETWEEN %s AND %s
                   GROUP BY 1, 2""",
                LOCAL_TZ,
                list(wards.ids),
                self.date_from,
                self.date_to,
            )
        )
        return {(ward, hour): count for ward, hour, count in rows}

    def _get_ward_figures(self, wards):
        """Return {ward: figures}, with the share of assists at home as ``home``."""
        domain = (
            Domain("day", ">=", self.date_from)
            & Domain("day", "<=", self.date_to)
            & Domain("ward_id", "in", wards.ids)
        )
        report = self.env["hcc.kpi.report"]
        home = {
            row["groups"]["ward_id"].id: row["assists"]
            for row in report._figures(
                domain & Domain("place", "=", "home"), ("ward_id",)
            )
        }
        return {
            row["groups"]["ward_id"].id: {
                **row,
                "home": home.get(row["groups"]["ward_id"].id, 0)
                / (row["assists"] or 1),
            }
            for row in report._figures(domain, ("ward_id",))
        }

    def _get_minutes(self, figure):
        """Return minutes of work for one request: help, and travel to homes."""
        if not figure:
            return float(self.default_minutes)
        minutes = self.default_minutes
        if figure["helper_minutes"] and figure["visits_due"]:
            minutes = figure["helper_minutes"] / figure["visits_due"]
        return minutes + figure["home"] * self.travel_minutes

    def _get_people(self, wards):
        # sudo: hcc.collaborator - how many work in the reader's own wards
        rows = (
            self.env["hcc.collaborator"]
            .sudo()
            ._read_group(
                [("team_id.ward_id", "in", wards.ids), ("state", "=", "active")],
                ["team_id"],
                ["__count"],
            )
        )
        people = {}
        for team, count in rows:
            people[team.ward_id.id] = people.get(team.ward_id.id, 0) + count
        return people

    # ------------------------------------------------------------------
    # Spreadsheet
    # ------------------------------------------------------------------

    def _make_xlsx(self):
        descriptions = self.env["hcc.scale.up.line"].fields_get()
        columns = [(descriptions[name]["string"], kind) for name, kind in COLUMNS]
        fits = dict(descriptions["fit"]["selection"])
        rows = []
        for line in self.line_ids:
            known = line.fit != "unknown"
            rows.append(
                [
                    line.ward_id.display_name,
                    line.requests,
                    line.people,
                    line.minutes,
                    line.needed if line.is_believed else None,
                    line.predicted_hours,
                    line.measured_hours if known else None,
                    fits[line.fit],
                ]
            )
        total = [self.env._("All"), *[None] * (len(COLUMNS) - 1)]
        for place in (1, 2, 4):
            total[place] = sum(row[place] or 0 for row in rows)
        notes = [
            (self.env._("Model"), self.verdict),
            (self.env._("Assumptions"), self.assumptions),
        ]
        return write_figures(
            self.env._("Collaborators needed"),
            columns,
            [*rows, total],
            notes,
            self.env._("Assumptions"),
        )
