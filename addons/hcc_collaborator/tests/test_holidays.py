from datetime import date, datetime

from ..tools.localtime import local_date, utc_datetime
from .common import HccCase


class TestHolidays(HccCase):
    """Frozen Monday 23 November 2026; the 24th is a day off."""

    def test_shipped_holidays_are_leaves_of_everybody(self):
        holiday = self.env.ref("hcc_collaborator.holiday_2026_11_24")
        self.assertEqual(holiday.leave_id.date_from, datetime(2026, 11, 23, 17))
        self.assertEqual(holiday.leave_id.date_to, datetime(2026, 11, 24, 17))
        self.assertFalse(holiday.leave_id.calendar_id)
        self.assertFalse(holiday.leave_id.resource_id)
        working = self.env.ref("hcc_collaborator.holiday_2026_08_22")
        self.assertFalse(working.leave_id)

    def test_days(self):
        Holiday = self.env["hcc.holiday"]
        self.assertEqual(
            Holiday._days_off(date(2026, 8, 20), date(2026, 9, 2)),
            {date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)},
        )
        self.assertEqual(
            Holiday._working_days(date(2026, 8, 1), date(2026, 8, 31)),
            {date(2026, 8, 22)},
        )

    def test_leave_follows_the_holiday(self):
        holiday = self.env["hcc.holiday"].create(
            {"name": "Flood", "date": "2026-12-01", "kind": "holiday"}
        )
        leave = holiday.leave_id
        holiday.date = "2026-12-02"
        self.assertEqual(leave.date_from, datetime(2026, 12, 1, 17))
        holiday.kind = "swapped_working_day"
        self.assertFalse(leave.exists())
        holiday.kind = "holiday"
        leave = holiday.leave_id
        self.assertTrue(leave)
        holiday.unlink()
        self.assertFalse(leave.exists())

    def test_office_time(self):
        moments = [
            datetime(2026, 11, 23, 1, 0),  # Monday 08:00
            datetime(2026, 11, 23, 0, 59),  # 07:59
            datetime(2026, 11, 23, 5, 30),  # 12:30, lunch
            datetime(2026, 11, 23, 9, 59),  # 16:59
            datetime(2026, 11, 23, 10, 0),  # 17:00
            datetime(2026, 11, 24, 2, 0),  # a holiday
            datetime(2026, 11, 28, 2, 0),  # Saturday
            datetime(2026, 8, 22, 2, 0),  # Saturday that is worked
            datetime(2026, 8, 31, 2, 0),  # Monday off instead
            datetime(2026, 11, 22, 17, 30),  # Monday 00:30
        ]
        self.assertEqual(
            self.env["hcc.office.hours"]._is_office_time(moments),
            [True, False, False, True, False, False, False, True, False, False],
        )
        self.assertEqual(self.env["hcc.office.hours"]._is_office_time([]), [])

    def test_opening_intervals(self):
        self.point_a2.calendar_id = self.calendar_point
        self.point_b1.calendar_id = False
        points = self.point_a1 | self.point_a2 | self.point_b1
        opened = points._opening_intervals(
            datetime(2026, 11, 22, 17), datetime(2026, 11, 25, 17)
        )
        self.assertEqual(
            opened[self.point_a1.id],
            [
                (datetime(2026, 11, 23, 1), datetime(2026, 11, 23, 5)),
                (datetime(2026, 11, 23, 6), datetime(2026, 11, 23, 10)),
                (datetime(2026, 11, 25, 1), datetime(2026, 11, 25, 5)),
                (datetime(2026, 11, 25, 6), datetime(2026, 11, 25, 10)),
            ],
        )
        self.assertEqual(
            opened[self.point_a2.id],
            [
                (datetime(2026, 11, 23, 1), datetime(2026, 11, 23, 13)),
                (datetime(2026, 11, 25, 1), datetime(2026, 11, 25, 13)),
            ],
        )
        self.assertEqual(opened[self.point_b1.id], [])

    def test_intervals_are_cut_to_the_period(self):
        opened = self.point_a1._opening_intervals(
            datetime(2026, 11, 23, 2), datetime(2026, 11, 23, 3)
        )
        self.assertEqual(
            opened[self.point_a1.id],
            [(datetime(2026, 11, 23, 2), datetime(2026, 11, 23, 3))],
        )

    def test_same_as_resource(self):
        """Odoo's own working time knows the same days off."""
        start, stop = datetime(2026, 11, 22, 17), datetime(2026, 12, 6, 17)
        opened = self.point_a1._opening_intervals(start, stop)[self.point_a1.id]
        hours = sum((to - at).total_seconds() for at, to in opened) / 3600
        self.assertEqual(hours, self.calendar_office.get_work_hours_count(start, stop))
        self.assertEqual(hours, 9 * 8)

    def test_queries_do_not_grow_with_points(self):
        start, stop = datetime(2026, 11, 22, 17), datetime(2026, 12, 6, 17)
        calendars = self.env["resource.calendar"]
        for _index in range(4):
            calendars |= self.calendar_point.copy()
        points = self.env["hcc.service.point"].create(
            [
                {"name": "P", "ward_id": self.ward_a1.id, "calendar_id": calendar.id}
                for calendar in calendars
            ]
        )
        self.env.flush_all()
        points._opening_intervals(start, stop)  # what is known from then on
        counts = []
        for some in (points[:1], points):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._opening_intervals(start, stop)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_what_is_known_follows_every_change(self):
        """Days off are remembered, and forgotten when one of them changes."""
        day, other = date(2026, 12, 7), date(2026, 12, 8)
        start, stop = utc_datetime(day), utc_datetime(other, 24)

        def opened():
            found = self.point_a1._opening_intervals(start, stop)[self.point_a1.id]
            return sorted({local_date(at) for at, _to in found})

        Holiday = self.env["hcc.holiday"]
        self.assertEqual(opened(), [day, other])
        holiday = Holiday.create({"date": day, "name": "Bench day"})
        self.assertEqual(opened(), [other])
        self.assertEqual(Holiday._get_names()[day], "Bench day")
        holiday.write({"date": other, "name": "Other day"})
        self.assertEqual(opened(), [day])
        self.assertEqual(Holiday._get_names()[other], "Other day")
        self.assertEqual(Holiday._days_off(day, other), {other})
        holiday.kind = "swapped_working_day"
        self.assertEqual(opened(), [day, other])
        self.assertEqual(Holiday._working_days(day, other), {other})
        holiday.unlink()
        self.assertNotIn(other, Holiday._working_days(day, other))
        leave = self.env["resource.calendar.leaves"].create(
            {"name": "Closed", "date_from": start, "date_to": utc_datetime(day, 24)}
        )
        self.assertEqual(opened(), [other])
        leave.write({"date_to": stop})
        self.assertEqual(opened(), [])
        leave.unlink()
        self.assertEqual(opened(), [day, other])

    def test_two_weeks_calendar(self):
        calendar = self.calendar_office.copy({"name": "Two weeks"})
        calendar.switch_calendar_type()
        lines = calendar.attendance_ids
        lines.filtered(lambda line: line.week_type == "1").unlink()
        self.point_a1.calendar_id = calendar
        start, stop = datetime(2026, 11, 29, 17), datetime(2026, 12, 13, 17)
        opened = self.point_a1._opening_intervals(start, stop)[self.point_a1.id]
        hours = sum((to - at).total_seconds() for at, to in opened) / 3600
        self.assertEqual(hours, 40)
        self.assertEqual(hours, calendar.get_work_hours_count(start, stop))
