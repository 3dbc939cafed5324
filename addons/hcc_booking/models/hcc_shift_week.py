from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..slots.intervals import intersect, overlaps, subtract
from ..slots.model import Interval
from ..tools.locks import COLLABORATOR, lock

#: what is left of availability beside an absence must be worth a shift
SHORTEST = timedelta(minutes=30)


class HccShiftWeek(models.AbstractModel):
    """Turns weekly availability into the published shifts of one week."""

    _name = "hcc.shift.week"
    _description = "Publishing a week of shifts"

    @api.model
    def _publish_week(self, teams, monday, now=None):
        """Publish availability minus absences; doing it twice changes nothing.

        A shift that is there already, or was cancelled by hand, is left alone.

        :param teams: ``hcc.team`` recordset
        :param monday: any local date of the week
        :param now: naive UTC; what is over by then makes no shift
        :return: list of dicts (collaborator_id, start, stop, outcome ``made`` or
            ``skipped``, reason), one for each stretch of availability
        """
        monday -= timedelta(days=monday.weekday())
        collaborators = self.env["hcc.collaborator"].search(
            [("team_id", "in", teams.ids), ("state", "=", "active")]
        )
        lock(self.env.cr, COLLABORATOR, collaborators.ids)
        week = Interval(utc_datetime(monday), utc_datetime(monday + timedelta(days=7)))
        wanted = self._get_wanted(collaborators, monday, week)
        outcomes, vals_list = self._plan_week(
            collaborators, wanted, week, now or fields.Datetime.now()
        )
        try:
            with self.env.cr.savepoint():
                self.create(vals_list)
        except ExclusionViolation as twice:
            # somebody else has just published: start over, and see their shifts
            raise ConcurrencyError("hcc_shift") from twice
        return outcomes

    @api.model
    def _get_wanted(self, collaborators, monday, week):
        """Stretches of availability in the week.

        :return: list of (availability line, Interval, whether its point is open)
        """
        lines = self.env["hcc.availability"].search(
            [("collaborator_id", "in", collaborators.ids)]
        )
        points = lines.service_point_id
        openings = points._opening_intervals(week.start, week.stop) if points else {}
        wanted = []
        for line in lines:
            for number in range(7):
                day = monday + timedelta(days=number)
                if line._is_valid_on(day):
                    asked = Interval(
                        utc_datetime(day, line.hour_from),
                        utc_datetime(day, line.hour_to),
                    )
                    point = line.service_point_id
                    is_open = not point or any(
                        overlaps(asked, Interval(start, stop))
                        for start, stop in openings.get(point.id, ())
                    )
                    wanted.append((line, asked, is_open))
        wanted.sort(key=lambda item: (item[1], item[0].id))
        return wanted

    @api.model
    def _plan_week(self, collaborators, wanted, week, now):
        """Decide about each stretch.

        :return: (outcomes, values of the shifts to create)
        """
        away = self._get_absent(collaborators, week)
        taken, cancelled = self._get_existing(collaborators, week)
        outcomes, vals_list = [], []
        for line, asked, is_open in wanted:
            key = line.collaborator_id.id
            pieces = subtract([asked], away.get(key, ()))
            if not is_open or not pieces:
                reason = "absent" if is_open else "closed"
                outcomes.append(self._prepare_outcome(key, asked, reason))
            for piece in pieces if is_open else ():
                reason = self._get_obstacle(
                    piece, taken.get(key, []), cancelled.get(key, []), now
                )
                outcomes.append(self._prepare_outcome(key, piece, reason))
                if not reason:
                    taken.setdefault(key, []).append(piece)
                    vals_list.append(self._prepare_shift_values(line, piece))
        return outcomes, vals_list

    @api.model
    def _get_absent(self, collaborators, span):
        """When each is away: {collaborator id: list of Interval}."""
        away = {}
        for absence in collaborators.env["hcc.absence"].search_fetch(
            [
                ("collaborator_id", "in", collaborators.ids),
                ("state", "=", "live"),
                ("start", "<", span.stop),
                ("stop", ">", span.start),
            ],
            ["collaborator_id", "start", "stop"],
        ):
            away.setdefault(absence.collaborator_id.id, []).append(
                Interval(absence.start, absence.stop)
            )
        return away

    @api.model
    def _get_existing(self, collaborators, week):
        """Times of the shifts that are there, and of those cancelled by hand."""
        taken, cancelled = {}, {}
        # sudo: hcc.shift - a shift in a ward out of reach is in the way as well
        for shift_sudo in (
            self.env["hcc.shift"]
            .sudo()
            .search_fetch(
                [
                    ("collaborator_id", "in", collaborators.ids),
                    ("start", "<", week.stop),
                    ("stop", ">", week.start),
                ],
                ["collaborator_id", "start", "stop", "state"],
            )
        ):
            times = cancelled if shift_sudo.state == "cancelled" else taken
            times.setdefault(shift_sudo.collaborator_id.id, []).append(
                Interval(shift_sudo.start, shift_sudo.stop)
            )
        return taken, cancelled

    @api.model
    def _get_obstacle(self, piece, taken, cancelled, now):
        """Why a stretch makes no shift; nothing when it makes one."""
        if piece in taken:
            return "present"
        if any(overlaps(piece, other) for other in taken):
            return "overlap"
        if piece in cancelled:
            return "cancelled"
        if piece.stop <= now:
            return "past"
        if piece.stop - piece.start < SHORTEST:
            return "short"
        return None

    @api.model
    def _prepare_outcome(self, collaborator_id, interval, reason):
        reasons = {
            "absent": self.env._("Absent at that time"),
            "closed": self.env._("The support point is closed"),
            "present": self.env._("There already"),
            "overlap": self.env._("Overlaps another shift"),
            "cancelled": self.env._("Was cancelled before"),
            "past": self.env._("Already over"),
            "short": self.env._("Less than half an hour is left"),
        }
        return {
            "collaborator_id": collaborator_id,
            "start": interval.start,
            "stop": interval.stop,
            "outcome": "skipped" if reason else "made",
            "reason": reasons.get(reason, ""),
        }

    @api.model
    def _prepare_shift_values(self, line, piece):
        return {
            "collaborator_id": line.collaborator_id.id,
            "start": piece.start,
            "stop": piece.stop,
            "kind": line.kind,
            "service_point_id": line.service_point_id.id,
            "branch_wide": line.branch_wide,
            "state": "published",
        }

    @api.model
    def _get_coverage_gaps(self, points, start, stop):
        """Open hours of the points in which nobody stands there.

        :param points: ``hcc.service.point`` recordset
        :param start: naive UTC
        :param stop: naive UTC
        :return: list of (service point id, Interval) by start
        """
        # sudo: hcc.shift, hcc.absence - times of helpers from other wards count
        shifts_sudo = (
            self.env["hcc.shift"]
            .sudo()
            .search(
                [
                    ("service_point_id", "in", points.ids),
                    ("state", "=", "published"),
                    ("collaborator_id.state", "=", "active"),
                    ("start", "<", stop),
                    ("stop", ">", start),
                ]
            )
        )
        away = self._get_absent(shifts_sudo.collaborator_id, Interval(start, stop))
        covered = {}
        for shift_sudo in shifts_sudo:
            covered.setdefault(shift_sudo.service_point_id.id, []).extend(
                subtract(
                    [Interval(shift_sudo.start, shift_sudo.stop)],
                    away.get(shift_sudo.collaborator_id.id, ()),
                )
            )
        gaps = []
        openings = points._get_open_hours(start, stop) if points else {}
        for point_id, hours in openings.items():
            opened = intersect(
                [Interval(*pair) for pair in hours], [Interval(start, stop)]
            )
            gaps += [
                (point_id, gap) for gap in subtract(opened, covered.get(point_id, ()))
            ]
        return sorted(gaps, key=lambda gap: (gap[1], gap[0]))
