from collections import defaultdict
from datetime import datetime, timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..slots.intervals import subtract
from ..slots.local_time import local_date, to_local, to_utc
from ..slots.model import Interval
from ..tools.opening_hours import by_day, merged


class HccServicePoint(models.Model):
    _inherit = "hcc.service.point"

    def action_open_poster(self):
        """Open the poster that is hung up at the point."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcc/points/{self.id}/poster",
            "target": "new",
        }

    def _local_hours(self, days=1):
        """Return when the points are open from today on, holidays considered.

        :return: dict of point id to list of (day, list of (start, stop)), local
        """
        today = local_date(fields.Datetime.now())
        start = to_utc(datetime.combine(today, datetime.min.time()))
        opened = self._get_open_hours(start, start + timedelta(days=days))
        return {
            point_id: by_day(
                [(to_local(opens), to_local(closes)) for opens, closes in intervals],
                today,
                days,
            )
            for point_id, intervals in opened.items()
        }

    def _get_open_hours(self, start, stop):
        """Opening hours, less the times in which the points are closed for once.

        :param datetime start: naive UTC, as ``stop``
        :return: as ``_opening_intervals``
        """
        # sudo: hcc.point.closure - when a point is closed is public
        closures_sudo = self.env["hcc.point.closure"].sudo()
        closed = {}
        for closure in closures_sudo.search_fetch(
            Domain("service_point_id", "in", self.ids)
            & Domain("state", "=", "live")
            & Domain("start", "<", stop)
            & Domain("stop", ">", start),
            ["service_point_id", "start", "stop"],
        ):
            span = Interval(closure.start, closure.stop)
            closed.setdefault(closure.service_point_id.id, []).append(span)
        return {
            point_id: [
                (span.start, span.stop)
                for span in subtract(
                    [Interval(*pair) for pair in hours],
                    sorted(closed.get(point_id, ())),
                )
            ]
            for point_id, hours in self._opening_intervals(start, stop).items()
        }

    def _usual_hours(self):
        """Return the hours of an ordinary week, Monday first, as local times.

        :return: seven lists of (start, stop); the days are not those of a week
        """
        self.ensure_one()
        # sudo: resource.calendar - opening hours are public
        lines = self.sudo().calendar_id.attendance_ids.filtered(
            lambda line: not line.display_type and line.day_period != "lunch"
        )
        hours = defaultdict(list)
        for line in lines:
            midnight = datetime(2024, 1, 1)
            hours[int(line.dayofweek)].append(
                (
                    midnight + timedelta(hours=line.hour_from),
                    midnight + timedelta(hours=line.hour_to),
                )
            )
        return [merged(hours[weekday]) for weekday in range(7)]
