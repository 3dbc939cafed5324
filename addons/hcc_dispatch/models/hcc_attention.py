from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from .hcc_dispatch_run import PATIENCE

COVERAGE = "coverage"
PLAN = "day_plan"
#: part of the ids; the kinds of hcc_booking have the numbers from 0 on
POSITIONS = {PLAN: 14, COVERAGE: 15}
NOBODYS = {
    "reference": SQL("NULL::varchar"),
    "request": SQL("NULL::int"),
    "place": SQL("NULL::varchar"),
}


class HccAttention(models.Model):
    """Also hours without anybody, and days that could not be planned."""

    _inherit = "hcc.attention"
    _depends = {
        "hcc.coverage.alarm": ["ward_id", "branch_id", "day", "start", "hours"],
        "hcc.dispatch.run": ["ward_id", "day", "state"],
    }

    kind = fields.Selection(
        selection_add=[
            (COVERAGE, "Hours without anybody"),
            (PLAN, "Day not planned"),
        ]
    )

    def _get_position(self, kind):
        return POSITIONS.get(kind) or super()._get_position(kind)

    def _get_queries(self, now):
        return [
            *super()._get_queries(now),
            self._query_coverage(now),
            self._query_plans(now),
        ]

    def _query_coverage(self, now):
        return SQL(
            "%s FROM hcc_coverage_alarm c WHERE c.start + interval '1 day' > %s",
            self._query_row(
                COVERAGE,
                "c",
                SQL("c.start"),
                ward=SQL("c.ward_id"),
                branch=SQL("c.branch_id"),
                **NOBODYS,
            ),
            now,
        )

    def _query_plans(self, now):
        """The last run of a day to come, when it failed or nobody works it off."""
        return SQL(
            """%(row)s FROM (SELECT DISTINCT ON (ward_id, day) * FROM hcc_dispatch_run
                              WHERE day >= %(today)s
                              ORDER BY ward_id, day, id DESC) d
                 JOIN hcc_ward w ON w.id = d.ward_id
                WHERE d.state = 'failed'
                   OR (d.state IN ('queued', 'planned')
                       AND d.create_date < %(late)s)""",
            row=self._query_row(
                PLAN,
                "d",
                SQL("d.create_date"),
                ward=SQL("d.ward_id"),
                branch=SQL("w.branch_id"),
                **NOBODYS,
            ),
            today=local_date(now),
            late=now - PATIENCE,
        )

    def _get_origin(self):
        """The alarm or the run that the row stands for."""
        self.ensure_one()
        model = "hcc.coverage.alarm" if self.kind == COVERAGE else "hcc.dispatch.run"
        return self.env[model].browse(self.id // 32)

    def _get_sentence(self, **words):
        if self.kind not in POSITIONS:
            return super()._get_sentence(**words)
        origin = self._get_origin()
        day = self.env["hcc.words"]._day(origin.day)
        if self.kind == PLAN:
            return self.env._(
                "The plan of %(day)s was not made: visits keep their helpers, look "
                "at those without one.",
                day=day,
            )
        return self.env._(
            "%(hours)s hours without enough people %(day)s: fill the roster.",
            hours=f"{origin.hours:g}",
            day=day,
        )

    def action_next(self):
        if self.kind == PLAN:
            return self._get_origin()._get_records_action()
        if self.kind == COVERAGE:
            return self._get_origin().action_open_roster()
        return super().action_next()

    def action_open_request(self):
        if self.kind in POSITIONS:
            return self.action_next()
        return super().action_open_request()
