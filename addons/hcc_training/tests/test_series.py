from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from .common import TrainingCase

# Tuesday 08:30 in Hanoi
FIRST = datetime(2026, 12, 1, 1, 30)


@tagged("post_install", "-at_install")
class TestSeries(TrainingCase):
    def _new_series(self, user=None, **values):
        return (
            self.env["hcc.session.series"]
            .with_user(user or self.user_trainer)
            .create(
                {
                    "course_id": self.course.id,
                    "branch_id": self.branch_a.id,
                    "place": "Room 1",
                    "start": FIRST,
                    "count": 4,
                    **values,
                }
            )
        )

    def _days(self, series):
        return [local_date(start) for start in series._plan()[0]]

    def test_every_week(self):
        series = self._new_series()
        self.assertEqual(
            self._days(series),
            [
                date(2026, 12, 1),
                date(2026, 12, 8),
                date(2026, 12, 15),
                date(2026, 12, 22),
            ],
        )

    def test_every_two_weeks_until_a_day(self):
        series = self._new_series(
            every="two_weeks", ends="until", until=date(2026, 12, 29)
        )
        self.assertEqual(
            self._days(series),
            [date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 29)],
        )

    def test_monthly_keeps_the_day_where_there_is_one(self):
        series = self._new_series(
            start=datetime(2027, 1, 31, 1, 30), every="month", count=3
        )
        self.assertEqual(
            self._days(series),
            [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)],
        )

    def test_holidays_are_left_out_and_made_up_for(self):
        self.env["hcc.holiday"].create({"date": date(2026, 12, 8), "name": "Feast"})
        series = self._new_series()
        self.assertEqual(
            self._days(series),
            [
                date(2026, 12, 1),
                date(2026, 12, 15),
                date(2026, 12, 22),
                date(2026, 12, 29),
            ],
        )
        self.assertIn("Left out: Tuesday, 08/12/2026 (Feast)", series.preview)
        until = self._new_series(ends="until", until=date(2026, 12, 22))
        self.assertEqual(until.session_count, 3)

    def test_late_sessions_keep_to_the_local_day(self):
        # 00:30 in Hanoi is the day before in UTC
        self.env["hcc.holiday"].create({"date": date(2026, 12, 8), "name": "Feast"})
        series = self._new_series(start=datetime(2026, 11, 30, 17, 30), count=2)
        self.assertEqual(self._days(series), [date(2026, 12, 1), date(2026, 12, 15)])

    def test_preview_in_the_form(self):
        form = Form(self.env["hcc.session.series"].with_user(self.user_trainer))
        form.course_id = self.course
        form.start = FIRST
        form.count = 2
        self.assertEqual(form.minutes, self.course.minutes)
        self.assertEqual(form.trainer_id, self.user_trainer)
        self.assertEqual(form.session_count, 2)
        self.assertEqual(
            form.preview.split("\n"), ["Tuesday, 01/12/2026", "Tuesday, 08/12/2026"]
        )

    def test_makes_drafts_that_change_singly(self):
        series = self._new_series(link="https://meet.example.org/x", minutes=60)
        action = series.action_create()
        sessions = self.env["hcc.session"].search(action["domain"], order="start")
        self.assertEqual(len(sessions), 4)
        self.assertEqual(set(sessions.mapped("state")), {"draft"})
        self.assertEqual(sessions[0].stop - sessions[0].start, timedelta(hours=1))
        mine = self._as_trainer(sessions)
        self.assertEqual(set(mine.mapped("link")), {"https://meet.example.org/x"})
        mine[1].place = "Room 9"
        self.assertEqual(
            sessions.mapped("place"), ["Room 1", "Room 9"] + ["Room 1"] * 2
        )

    def test_bounds(self):
        for count in (0, 61):
            with (
                self.subTest(count=count),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self._new_series(count=count).flush_recordset()
        with self.assertRaises(ValidationError):
            self._new_series(ends="until", until=date(2026, 11, 30))
        endless = self._new_series(ends="until", until=date(2099, 1, 1))
        self.assertEqual(endless.session_count, 60)
        self.env["hcc.holiday"].create({"date": date(2026, 12, 1), "name": "Feast"})
        with self.assertRaisesRegex(UserError, "No day is left"):
            self._new_series(ends="until", until=date(2026, 12, 1)).action_create()

    def test_neither_room_nor_link(self):
        with self.assertRaises(ValidationError):
            self._new_series(place=False).action_create()

    def test_own_area_and_own_form_only(self):
        with self.assertRaises(ValidationError):
            self._new_series(branch_id=self.branch_b.id).action_create()
        series = self._new_series()
        with self.assertRaises(AccessError):
            series.with_user(self.user_trainer_b).action_create()
        with self.assertRaises(AccessError):
            self._new_series(user=self.user_coordinator)

    def test_more_sessions_take_few_more_queries(self):
        """One batched create."""
        counts = []
        for number in (2, 20):
            series = self._new_series(count=number)
            self.env.flush_all()
            before = self.cr.sql_log_count
            series._create_sessions()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 4)
