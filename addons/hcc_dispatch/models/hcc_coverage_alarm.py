import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_booking.models.hcc_coverage_gap import GAP_DAYS
from odoo.addons.hcc_collaborator.tools.localtime import (
    local_date,
    local_datetime,
    utc_datetime,
)

from ..solver import roster as solver

_logger = logging.getLogger(__name__)

#: a ward without any shift as long as this has not begun yet, or has ended
ALIVE_DAYS = 28


class HccCoverageAlarm(models.Model):
    """A day of the coming week on which a ward has hours without anybody.

    Kept by a job alone: hours wanted (``hcc.roster.demand``), and open hours of
    points for which nothing is wanted in particular. Stands in "Cần xử lý ngay"
    until somebody covers the hours; coordinators are told once.
    """

    _name = "hcc.coverage.alarm"
    _description = "Day without enough people"
    _inherit = ["hcc.roster.input", "hcc.ward.scoped.mixin"]
    _order = "start, ward_id, id"

    ward_id = fields.Many2one(readonly=True)
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    day = fields.Date(required=True, readonly=True)
    start = fields.Datetime("From", required=True, readonly=True)
    hours = fields.Float(readonly=True)
    told_at = fields.Datetime(readonly=True)

    _day_unique = models.Constraint(
        "UNIQUE (ward_id, day)", "There is an alarm for that day already."
    )

    @api.depends("ward_id", "day")
    def _compute_display_name(self):
        for alarm in self:
            alarm.display_name = self.env._(
                "%(ward)s, %(day)s",
                ward=alarm.ward_id.display_name or "",
                day=alarm.day and self.env["hcc.words"]._day(alarm.day) or "",
            )

    def action_open_roster(self):
        """Open the roster of that week; there is one by then."""
        self.ensure_one()
        monday = self.day - timedelta(days=self.day.weekday())
        rosters = self.env["hcc.roster"]
        roster = rosters.search(
            [("ward_id", "=", self.ward_id.id), ("week", "=", monday)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Week's Roster"),
            "res_model": "hcc.roster",
            "res_id": roster.id,
            "views": [(False, "form")],
            "context": {
                "default_ward_id": self.ward_id.id,
                "default_week": str(monday),
            },
        }

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_watch(self):
        """Look seven days ahead, ward by ward; one that fails stops no other."""
        now = fields.Datetime.now()
        self.search([("day", "<", local_date(now))]).unlink()
        wards = self._get_live_wards(now)
        self.search([("ward_id", "not in", wards.ids)]).unlink()
        commit_progress = self.env["ir.cron"]._commit_progress
        if not commit_progress(remaining=len(wards)):
            return
        for ward in wards:
            try:
                with self.env.cr.savepoint():
                    self._watch(ward, now)
            except Exception as failure:
                # whatever it is, the other wards go on
                _logger.error("coverage of %s: %s", ward.id, type(failure).__name__)
            if not commit_progress(1):
                return
        self._tell_coordinators()

    @api.model
    def _get_live_wards(self, now):
        """Wards that say what they want, or have worked lately."""
        wanted = self.env["hcc.roster.demand"]._get_wards()
        groups = self.env["hcc.shift"]._read_group(
            [
                ("state", "=", "published"),
                ("stop", ">", now - timedelta(days=ALIVE_DAYS)),
            ],
            ["ward_id"],
        )
        return wanted.union(*(ward for (ward,) in groups)).filtered("active")

    @api.model
    def _watch(self, ward, now):
        """Make the alarms of one ward what they should be."""
        today = local_date(now)
        hours, starts = self._get_empty_hours(ward, today, now)
        alarms = {
            alarm.day: alarm for alarm in self.search([("ward_id", "=", ward.id)])
        }
        self.union(*(a for day, a in alarms.items() if day not in hours)).unlink()
        new = []
        for day, length in hours.items():
            values = {"hours": length, "start": starts[day]}
            if day in alarms:
                alarms[day].write(values)
            else:
                new.append({**values, "ward_id": ward.id, "day": day})
        return self.create(new)

    @api.model
    def _get_empty_hours(self, ward, today, now):
        """:return: ({day: hours without enough people}, {day: when they begin})"""
        begin = utc_datetime(today)
        problem, demands = self._read_problem(ward, today, drop=self._get_drafts(ward))
        gaps = [
            (
                begin + timedelta(minutes=gap.start),
                begin + timedelta(minutes=gap.stop),
                gap.missing,
            )
            for gap in solver.review(problem).gaps
        ]
        # where nothing is wanted in particular, open hours want somebody
        asked = self.env["hcc.service.point"].union(
            *(demand.service_point_id for demand in demands.values())
        )
        points = self.env["hcc.service.point"].search([("ward_id", "=", ward.id)])
        gaps += [
            (gap.start, gap.stop, 1)
            for _point, gap in self.env["hcc.shift"]._get_coverage_gaps(
                points - asked, now, begin + timedelta(days=GAP_DAYS)
            )
        ]
        hours, starts = {}, {}
        for start, stop, missing in sorted(gaps):
            start = max(start, now)
            if start < stop:
                day = local_date(start)
                length = (stop - start).total_seconds() / 3600 * missing
                hours[day] = hours.get(day, 0) + length
                starts.setdefault(day, start)
        return hours, starts

    @api.model
    def _get_drafts(self, ward):
        """Drafts help nobody yet."""
        return self.env["hcc.shift"].search(
            [("ward_id", "=", ward.id), ("state", "=", "draft")]
        )

    @api.model
    def _tell_coordinators(self):
        """One e-mail for each coordinator with all that is new; Odoo's queue sends."""
        new = self.search([("told_at", "=", False)])
        if not new:
            return
        by_user = {}
        for ward, alarms in new.grouped("ward_id").items():
            for user in self.env["hcc.area.role"]._get_coordinators(ward):
                by_user[user] = by_user.get(user, self.browse()) | alarms
        # sudo: mail.mail - only jobs write mails
        self.env["mail.mail"].sudo().create(
            [
                self._prepare_mail(user, alarms)
                for user, alarms in by_user.items()
                if user.email
            ]
        )
        new.write({"told_at": fields.Datetime.now()})

    @api.model
    def _prepare_mail(self, user, alarms):
        lang = user.lang or self.env["hcc.notice"]._get_default_lang()
        here = alarms.with_context(lang=lang)
        subject = here.env._("Hours that nobody covers in the next seven days")
        lines = [
            here.env._(
                "%(ward)s, %(day)s: %(hours)s hours from %(start)s",
                ward=alarm.ward_id.name,
                day=f"{alarm.day:%d/%m}",
                hours=f"{alarm.hours:g}",
                start=f"{local_datetime(alarm.start):%H:%M}",
            )
            for alarm in here
        ]
        page = {
            "paragraphs": lines,
            "link": f"{self.env['hcc.notice'].get_base_url()}/odoo",
            "page_lang": lang.replace("_", "-"),
            "service_name": here.env["hcc.branding"]._service_name(),
            "title": subject,
        }
        return {
            "subject": subject,
            "email_to": user.email,
            "body_html": here.env["ir.qweb"]._render(
                "hcc_collaborator.notice_mail", page
            ),
            "auto_delete": True,
        }
