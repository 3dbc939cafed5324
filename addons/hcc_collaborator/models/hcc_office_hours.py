from collections import defaultdict
from datetime import UTC, datetime, timedelta

from pytz import timezone

from odoo import api, models
from odoo.tools.intervals import Intervals

NO_DAYS = frozenset()


class HccOfficeHours(models.AbstractModel):
    """When calendars are open, holidays and swapped working days included."""

    _name = "hcc.office.hours"
    _description = "Office Hours"

    @api.model
    def _is_office_time(self, moments):
        """Tell for each moment whether it lies in the city's office hours.

        :param moments: naive UTC datetimes
        :return: list of bool in the same order
        """
        moments = list(moments)
        if not moments:
            return []
        calendar = self._get_office_calendar()
        opened = self._get_open_intervals(
            calendar, min(moments), max(moments) + timedelta(minutes=1)
        )[calendar.id]
        pairs = [(start, stop) for start, stop, _records in opened]
        order = sorted(range(len(moments)), key=moments.__getitem__)
        result = [False] * len(moments)
        index = 0
        for position in order:
            moment = moments[position]
            while index < len(pairs) and pairs[index][1] <= moment:
                index += 1
            result[position] = index < len(pairs) and pairs[index][0] <= moment
        return result

    @api.model
    def _get_office_calendar(self):
        """The city's office hours; its id is known without a query."""
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        xmlid = "hcc_collaborator.calendar_office"
        # sudo: resource.calendar - opening hours are public
        calendars_sudo = self.env["resource.calendar"].sudo()
        return calendars_sudo.browse(get_id(xmlid, raise_if_not_found=True))

    @api.model
    def _get_open_intervals(self, calendars, start, stop):
        """Return when the calendars are open, with the same few queries for all.

        :param calendars: resource.calendar recordset
        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: dict of calendar id to :class:`Intervals` of naive UTC datetimes
        """
        # sudo: resource.calendar, its leaves, hcc.holiday - opening hours are public
        calendars_sudo = calendars.sudo()
        closed = self._get_closed_intervals(calendars_sudo, start, stop)
        extra_days = self._get_swapped_days(start, stop)
        return {
            calendar.id: self._get_pattern(calendar, start, stop, extra_days)
            - closed[calendar.id]
            for calendar in calendars_sudo
        }

    @api.model
    def _get_swapped_days(self, start, stop):
        """Return the local days on which people work although it is a weekend."""
        margin = timedelta(days=1)
        return self.env["hcc.holiday"]._working_days(
            (start - margin).date(), (stop + margin).date()
        )

    @api.model
    def _get_closed_intervals(self, calendars_sudo, start, stop):
        """Return the leaves of everybody, by calendar."""
        nobody = self.env["resource.calendar"]
        closed = defaultdict(list)
        for calendar_id, since, until in self.env[
            "resource.calendar.leaves"
        ]._list_common():
            if since < stop and until > start:
                closed[calendar_id].append((since, until, nobody))
        return {
            calendar.id: Intervals(closed[False] + closed[calendar.id])
            for calendar in calendars_sudo
        }

    @api.model
    def _get_pattern(self, calendar, start, stop, extra_days=NO_DAYS):
        """Return the week's pattern of one calendar, cut to the period.

        On a swapped working day a calendar is open as on Mondays, too.
        """
        zone_name, has_two_weeks, hours = calendar._get_week_pattern()
        zone = timezone(zone_name)
        get_week_type = self.env["resource.calendar.attendance"].get_week_type
        nobody = self.env["resource.calendar"]
        result = []
        day = start.replace(tzinfo=UTC).astimezone(zone).date()
        last = stop.replace(tzinfo=UTC).astimezone(zone).date()
        while day <= last:
            week = False
            if has_two_weeks:
                week = str(get_week_type(day))
            periods = hours.get((day.weekday(), week), ())
            if day in extra_days:
                periods += hours.get((0, week), ())
            midnight = datetime.combine(day, datetime.min.time())
            for hour_from, hour_to in periods:
                opens, closes = (
                    zone.localize(midnight + timedelta(hours=hour))
                    .astimezone(UTC)
                    .replace(tzinfo=None)
                    for hour in (hour_from, hour_to)
                )
                result.append((max(opens, start), min(closes, stop), nobody))
            day += timedelta(days=1)
        return Intervals(result)
