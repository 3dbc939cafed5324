from datetime import timedelta

from odoo import api, fields, models, tools

from ..tools.localtime import utc_datetime


class HccHoliday(models.Model):
    """A day on which office hours differ from the week's pattern.

    It changes office hours, never what on-call helpers may do. Days off are
    leaves of everybody in Odoo's working time, so that ``resource`` knows them.
    """

    _name = "hcc.holiday"
    _description = "Holiday"
    _inherit = ["hcc.import.mixin"]
    _order = "date"
    _import_key = "date"

    date = fields.Date(required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("holiday", "Holiday"),
            ("compensatory", "Compensatory day off"),
            ("swapped_day_off", "Swapped day off"),
            ("swapped_working_day", "Swapped working day"),
        ],
        required=True,
        default="holiday",
    )
    status = fields.Selection(
        [
            ("official", "Official"),
            ("reported", "Reported, to be verified"),
            ("calculated", "Calculated"),
        ],
        required=True,
        default="official",
    )
    leave_id = fields.Many2one(
        "resource.calendar.leaves",
        string="Time Off of Everybody",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    _date_unique = models.Constraint("UNIQUE (date)", "This day is listed already.")

    @api.depends("name", "date")
    def _compute_display_name(self):
        for holiday in self:
            day = fields.Date.to_string(holiday.date) or ""
            holiday.display_name = f"{holiday.name} ({day})"

    @api.model_create_multi
    def create(self, vals_list):
        holidays = super().create(vals_list)
        holidays._sync_leaves()
        self.env.registry.clear_cache()
        return holidays

    def write(self, vals):
        result = super().write(vals)
        if {"date", "kind", "name"} & vals.keys():
            self._sync_leaves()
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        # sudo: resource.calendar.leaves - they belong to the holidays
        leaves_sudo = self.sudo().leave_id
        result = super().unlink()
        leaves_sudo.unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _days_off(self, date_from, date_to):
        """Return the days between the two, both included, that are days off."""
        return {
            day
            for day, kind in self._list_days()
            if date_from <= day <= date_to and kind != "swapped_working_day"
        }

    @api.model
    def _working_days(self, date_from, date_to):
        """Return the days between the two that are working days by swap alone."""
        return {
            day
            for day, kind in self._list_days()
            if date_from <= day <= date_to and kind == "swapped_working_day"
        }

    @api.model
    def _add_working_days(self, day, count):
        """Return the day that is so many working days after another.

        :param date day: not counted itself
        :param int count: 0 or more
        """
        horizon = day + timedelta(days=3 * count + 30)
        off = self._days_off(day, horizon)
        swapped = self._working_days(day, horizon)
        while count:
            day += timedelta(days=1)
            if day in swapped or (day.weekday() < 5 and day not in off):
                count -= 1
        return day

    @api.model
    @tools.ormcache()
    def _list_days(self):
        """All days that differ; few, and asked for by each page of free times.

        :return: tuple of (date, kind)
        """
        # sudo: hcc.holiday - which days are off is public
        holidays_sudo = self.sudo().search_fetch([], ["date", "kind"])
        return tuple((holiday.date, holiday.kind) for holiday in holidays_sudo)

    @api.model
    @tools.ormcache("self.env.lang")
    def _get_names(self):
        """What the days off are called in the language of the environment.

        :return: {date: name}, to be read only
        """
        # sudo: hcc.holiday - what days are called is public
        holidays_sudo = self.sudo().search_fetch(
            [("kind", "!=", "swapped_working_day")], ["date", "name"]
        )
        return {holiday.date: holiday.name for holiday in holidays_sudo}

    def _sync_leaves(self):
        """Give each day off its leave of everybody, and take it from the others."""
        # sudo: hcc.holiday, resource.calendar.leaves - kept by this method alone
        holidays_sudo = self.sudo()
        off = holidays_sudo.filtered(lambda day: day.kind != "swapped_working_day")
        (holidays_sudo - off).leave_id.unlink()
        for holiday in off.filtered("leave_id"):
            holiday.leave_id.write(holiday._prepare_leave_values())
        missing = off.filtered(lambda day: not day.leave_id)
        leaves = holidays_sudo.env["resource.calendar.leaves"].create(
            [holiday._prepare_leave_values() for holiday in missing]
        )
        for holiday, leave in zip(missing, leaves, strict=True):
            holiday.leave_id = leave

    def _prepare_leave_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "calendar_id": False,
            "resource_id": False,
            "time_type": "leave",
            "date_from": utc_datetime(self.date),
            "date_to": utc_datetime(self.date, 24),
        }
