from odoo import api, models, tools

from ..tools.localtime import LOCAL_TZ

PATTERN_FIELDS = ("attendance_ids", "tz", "two_weeks_calendar")


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        if any(name in vals for name in PATTERN_FIELDS):
            self.env.registry.clear_cache()
        return super().write(vals)

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


class ResourceCalendarAttendance(models.Model):
    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._forget_common()
        return leaves

    def write(self, vals):
        self._forget_common()
        result = super().write(vals)
        self._forget_common()
        return result

    def unlink(self):
        self._forget_common()
        return super().unlink()

    def _forget_common(self):
        # a helper's own time off is none of everybody's
        if any(not leave.resource_id for leave in self):
            self.env.registry.clear_cache()

    @api.model
    @tools.ormcache()
    def _list_common(self):
        """When everybody is off; few, and asked for by each page of free times.

        :return: tuple of (calendar id or False for all, from, to) in naive UTC
        """
        # sudo: resource.calendar.leaves - those of everybody, no person's
        leaves_sudo = self.sudo().search_fetch(
            [("time_type", "=", "leave"), ("resource_id", "=", False)],
            ["calendar_id", "date_from", "date_to"],
        )
        return tuple(
            (leave.calendar_id.id, leave.date_from, leave.date_to)
            for leave in leaves_sudo
        )
