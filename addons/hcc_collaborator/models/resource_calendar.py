from odoo import models, tools

from ..tools.localtime import LOCAL_TZ

PATTERN_FIELDS = ("attendance_ids", "tz", "two_weeks_calendar")


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if any(name in vals for name in PATTERN_FIELDS):
            self.env.registry.clear_cache()
        return result

    @tools.ormcache("self.id")
    def _get_week_pattern(self):
        """The opening hours of a week; it is asked for at each booking.

        :return: (time zone, whether two weeks differ, {(weekday, week type or
            False): ((from, to), ...)} with hours as floats)
        """
        self.ensure_one()
        # sudo: resource.calendar - opening hours are public
        calendar_sudo = self.sudo()
        hours = {}
        for line in calendar_sudo.attendance_ids:
            if not line.display_type and line.day_period != "lunch":
                week = line.week_type if calendar_sudo.two_weeks_calendar else False
                key = int(line.dayofweek), week
                hours[key] = (*hours.get(key, ()), (line.hour_from, line.hour_to))
        zone = calendar_sudo.tz or LOCAL_TZ
        return zone, calendar_sudo.two_weeks_calendar, hours
