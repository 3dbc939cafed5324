from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SESSION_START, TrainingCase


@tagged("post_install", "-at_install")
class TestWaiting(TrainingCase):
    """A line in the order of asking; a freed seat goes to the next by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._new_session(seats=1, start=SESSION_START + timedelta(days=1))
        cls.one.action_open()
        enrol = cls.one.with_user(cls.user_coordinator)._enrol
        cls.seated = enrol(cls.c_a1_2)
        cls.first = enrol(cls.c_a1_1)
        cls.second = enrol(cls.c_a1_3)

    def _states(self):
        self.env.invalidate_all()
        line = self.seated | self.first | self.second
        return line.sudo().mapped("state")

    def _notices(self, attendance):
        return self.env["hcc.notice"].search(
            [("collaborator_id", "=", attendance.sudo().collaborator_id.id)]
        )

    def test_the_line_is_in_the_order_of_asking(self):
        self.assertEqual(self._states(), ["enrolled", "waiting", "waiting"])
        self.assertEqual(self.first.waiting_position, 1)
        self.assertEqual(self.second.waiting_position, 2)
        self.assertEqual(self.seated.waiting_position, 0)
        self.assertRecordValues(self.one, [{"seats_taken": 1, "waiting_count": 2}])

    def test_a_freed_seat_goes_to_the_next(self):
        self.seated.action_cancel()
        self.assertEqual(self._states(), ["cancelled", "enrolled", "waiting"])
        self.assertRecordValues(self.one, [{"seats_taken": 1, "waiting_count": 1}])
        self.assertEqual(self.second.waiting_position, 1)
        notice = self._notices(self.first)
        self.assertEqual(len(notice), 1)
        self.assertIn("You have a seat now", notice.subject)
        self.assertFalse(self._notices(self.second))

    def test_leaving_the_line_frees_no_seat(self):
        self.first.action_cancel()
        self.assertEqual(self._states(), ["enrolled", "cancelled", "waiting"])
        self.assertRecordValues(self.one, [{"seats_taken": 1, "waiting_count": 1}])
        self.assertEqual(self.second.waiting_position, 1)

    def test_more_seats_are_given_to_the_line(self):
        self._as_trainer(self.one).seats = 3
        self.assertEqual(self._states(), ["enrolled"] * 3)
        self.assertRecordValues(self.one, [{"seats_taken": 3, "waiting_count": 0}])

    def test_collaborator_waits_sees_the_place_and_leaves(self):
        session = self.one.with_user(self.user_collaborator)
        self.assertTrue(session.is_waiting)
        self.assertFalse(session.is_enrolled)
        self.assertEqual(session.own_position, 1)
        with self.assertRaisesRegex(UserError, "waiting list of this session"):
            session.action_enrol_me()
        session.action_leave()
        self.assertFalse(session.is_waiting)
        session.action_enrol_me()
        # who asks anew stands at the end
        session.invalidate_recordset()
        self.assertEqual(session.own_position, 2)

    def test_who_is_busy_by_now_is_passed_over(self):
        other = self._new_session(start=SESSION_START + timedelta(days=1, hours=1))
        other.action_open()
        # waiting keeps nobody from another session
        self._enrol(self.c_a1_1, session=other)
        self.seated.action_cancel()
        self.assertEqual(self._states(), ["cancelled", "waiting", "enrolled"])

    def test_who_left_is_passed_over(self):
        self.c_a1_1.sudo().state = "suspended"
        self.seated.action_cancel()
        self.assertEqual(self._states(), ["cancelled", "waiting", "enrolled"])

    def test_once_begun_the_trainer_decides(self):
        with freeze_time(SESSION_START + timedelta(days=1, minutes=5)):
            self.seated.action_cancel()
            self.assertEqual(self._states(), ["cancelled", "waiting", "waiting"])
            self._as_trainer(self.second).action_give_seat()
            with self.assertRaisesRegex(UserError, "enough seats"):
                self._as_trainer(self.first).action_give_seat()
            with self.assertRaisesRegex(UserError, "needs a seat first"):
                self._as_trainer(self.first).action_present()
        self.assertEqual(self.second.sudo().state, "enrolled")

    def test_nobody_else_gives_seats(self):
        self._as_trainer(self.one).seats = 2
        self.first.sudo()._release(promote=False)
        self.env.invalidate_all()
        for user in (self.user_collaborator, self.user_manager, self.user_trainer_b):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.second.with_user(user).action_give_seat()

    def test_cancelling_a_session_tells_the_line_too(self):
        self._as_trainer(self.one)._cancel("Trainer ill")
        self.assertEqual(self._states(), ["cancelled"] * 3)
        self.assertRecordValues(self.one, [{"seats_taken": 0, "waiting_count": 0}])
        for attendance in (self.seated, self.first, self.second):
            self.assertIn("Trainer ill", self._notices(attendance).body)

    def test_closing_a_session_ends_the_line(self):
        with freeze_time(SESSION_START + timedelta(days=1, hours=4)):
            self._as_trainer(self.seated).action_absent()
            self._as_trainer(self.one).action_done()
        self.assertEqual(self._states(), ["absent", "cancelled", "cancelled"])

    @mute_logger("odoo.sql_db")
    def test_database_guards_the_line(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.cr.execute(
                "UPDATE hcc_session SET waiting_count = -1 WHERE id = %s", [self.one.id]
            )
