from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .hcc_dispatch_board_read import ENTRY_STATES, FROM, TO

QUARTER, HOUR = 15, 60


class HccDispatchBoardFigures(models.AbstractModel):
    """What the board says at a glance: enough people, and fair shares."""

    _name = "hcc.dispatch.board.figures"
    _description = "Figures of the Board"

    # -------------------------------------------------------------------------
    # COVERAGE
    # -------------------------------------------------------------------------

    @api.model
    def _get_coverage(self, facts):
        """Helpers on duty against helpers needed, hour by hour.

        An hour is as good as its tightest quarter: that one is shown.

        :return: list of dicts: ``hour``, ``duty``, ``need``, ``points`` (open
            then), ``empty`` (names of open points with nobody on duty there)
        """
        away = {}
        for absence in facts.absences:
            away.setdefault(absence.collaborator_id.id, []).append(absence)
        # sudo: resource.calendar - opening hours are public
        points = self._get_points_of(facts).sudo()
        opened = points._opening_intervals(facts.start, facts.stop)
        hours = []
        for hour in range(FROM, TO, HOUR):
            quarters = [
                self._get_quarter(facts, minute, away, points, opened)
                for minute in range(hour, hour + HOUR, QUARTER)
            ]
            tight = min(quarters, key=lambda one: one["duty"] - one["need"])
            empty = [name for one in quarters for name in one["empty"]]
            hours.append(
                tight
                | {
                    "hour": hour // HOUR,
                    "points": max(one["points"] for one in quarters),
                    "empty": list(dict.fromkeys(empty)),
                }
            )
        return hours

    @api.model
    def _get_quarter(self, facts, minute, away, points, opened):
        def covers(one):
            return facts.minute(
                one.start
            ) <= minute and minute + QUARTER <= facts.minute(one.stop)

        def touches(one):
            return facts.minute(one.start) < minute + QUARTER and minute < facts.minute(
                one.stop
            )

        on_duty = [
            shift
            for shift in facts.shifts
            if covers(shift)
            and not any(touches(one) for one in away.get(shift.collaborator_id.id, ()))
        ]
        manned = {shift.service_point_id.id for shift in on_duty}
        open_points = [
            point
            for point in points
            if any(
                facts.minute(opens) <= minute and minute + QUARTER <= facts.minute(ends)
                for opens, ends in opened[point.id]
            )
        ]
        return {
            "duty": len({shift.collaborator_id.id for shift in on_duty}),
            "need": sum(
                visit.helpers_needed
                for visit in facts.visits
                if visit.state != "no_show" and touches(visit)
            ),
            "points": len(open_points),
            "empty": [point.name for point in open_points if point.id not in manned],
        }

    # -------------------------------------------------------------------------
    # FAIRNESS
    # -------------------------------------------------------------------------

    @api.model
    def _get_fairness(self, facts):
        """Minutes of visits of each active helper of the wards, in the month.

        :return: dict of ``helpers`` (most first), ``mean``, ``low``, ``high``
        """
        # sudo: hcc.collaborator - of one's own wards
        people_sudo = (
            self.env["hcc.collaborator"]
            .sudo()
            .search_fetch(
                Domain("ward_id", "in", facts.wards.ids)
                & Domain("state", "=", "active"),
                ["name"],
            )
        )
        minutes = self._get_month_minutes(people_sudo.ids, facts.day)
        rows = [
            {
                "id": person.id,
                "name": person.name,
                "minutes": minutes.get(person.id, 0),
            }
            for person in people_sudo
        ]
        rows.sort(key=lambda row: (-row["minutes"], row["name"], row["id"]))
        values = [row["minutes"] for row in rows]
        return {
            "helpers": rows,
            "mean": round(sum(values) / len(values)) if values else 0,
            "low": min(values, default=0),
            "high": max(values, default=0),
        }

    @api.model
    def _get_month_minutes(self, ids, day):
        """Minutes of the visits in the local month of a day: {helper id: minutes}."""
        first = day.replace(day=1)
        following = first + relativedelta(months=1)
        self.env["hcc.assignment"].flush_model(
            ["collaborator_id", "start", "stop", "state"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT collaborator_id,
                       (SUM(EXTRACT(epoch FROM stop - start)) / 60)::int
                  FROM hcc_assignment
                 WHERE collaborator_id = ANY(%s)
                   AND state IN ('offered', 'accepted', 'started', 'done')
                   AND start >= %s AND start < %s
                 GROUP BY collaborator_id
                """,
                list(ids),
                utc_datetime(first),
                utc_datetime(following),
            )
        )
        return dict(rows)

    @api.model
    def _count_visits(self, ids, day):
        """Visits of each on the day: {helper id: how many}."""
        # sudo: hcc.assignment - how many, of borrowed helpers too; no content
        groups = (
            self.env["hcc.assignment"]
            .sudo()
            ._read_group(
                Domain("collaborator_id", "in", list(ids))
                & Domain("state", "in", ENTRY_STATES)
                & Domain("is_live", "=", True)
                & Domain("start", ">=", utc_datetime(day))
                & Domain("start", "<", utc_datetime(day, 24)),
                ["collaborator_id"],
                ["__count"],
            )
        )
        return {person.id: count for person, count in groups}
