from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SESSION_START, TrainingCase


@tagged("post_install", "-at_install")
class TestAttendance(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attendance = (
            cls.session.with_user(cls.user_coordinator)
            ._enrol(cls.c_a1_1)
            .with_user(cls.user_trainer)
        )

    def test_not_before_the_day(self):
        with self.assertRaisesRegex(UserError, "from the day of the session"):
            self.attendance.action_present()
        # 00:10 of the day in Hanoi, still the day before in UTC
        with freeze_time(SESSION_START - timedelta(hours=8, minutes=20)):
            self.attendance.action_present()
        self.assertEqual(self.attendance.state, "present")

    def test_present_absent_and_back(self):
        with freeze_time(self._during()):
            self.attendance.action_present()
            self.attendance.action_absent()
            self.assertEqual(self.attendance.state, "absent")
            self.attendance.action_reset()
        self.assertEqual(self.attendance.state, "enrolled")
        self.assertEqual(self.session.seats_taken, 1)
        rows = self.env["hcc.journal"].search(
            [
                ("model", "=", "hcc.attendance"),
                ("res_id", "=", self.attendance.id),
            ],
            order="id",
        )
        self.assertEqual(
            rows.mapped("action"), ["enrolled", "present", "absent", "enrolled"]
        )
        self.assertEqual(rows.ward_id, self.ward_a1)

    def test_same_mark_twice_is_one(self):
        with freeze_time(self._during()):
            self.attendance.action_present()
            self.attendance.action_present()
        self.assertEqual(
            self.env["hcc.journal"].search_count(
                [
                    ("model", "=", "hcc.attendance"),
                    ("res_id", "=", self.attendance.id),
                    ("action", "=", "present"),
                ]
            ),
            1,
        )

    def test_result_only_for_those_present(self):
        with freeze_time(self._during()):
            for mark in (None, "action_absent"):
                if mark:
                    getattr(self.attendance, mark)()
                for action in ("action_pass", "action_fail"):
                    with self.assertRaisesRegex(UserError, "who were present"):
                        getattr(self.attendance, action)()
        self.assertEqual(self.attendance.result, "none")

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_pass_of_someone_absent(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.attendance.sudo().write({"state": "absent", "result": "passed"})
            self.env.flush_all()

    def test_presence_is_fixed_by_a_result(self):
        with freeze_time(self._during()):
            self.attendance.action_present()
            self.attendance.action_fail()
            for action in ("action_present", "action_absent", "action_reset"):
                with self.assertRaisesRegex(UserError, "Undo the result"):
                    getattr(self.attendance, action)()
            with self.assertRaisesRegex(UserError, "a result already"):
                self.attendance.action_pass()

    def test_cancelled_enrolment_is_not_marked(self):
        self.attendance.action_cancel()
        with (
            freeze_time(self._during()),
            self.assertRaisesRegex(UserError, "was cancelled"),
        ):
            self.attendance.action_present()

    def test_closed_session_is_not_marked(self):
        with freeze_time(self._during()):
            self.attendance.action_absent()
            self._as_trainer(self.session).action_done()
            with self.assertRaisesRegex(UserError, "not possible now"):
                self.attendance.action_present()

    def test_score_is_free_until_the_result(self):
        with freeze_time(self._during()):
            self.attendance.action_present()
            self.attendance.score = 72.5
            self.attendance.action_pass()
            with self.assertRaisesRegex(UserError, "Undo the result"):
                self.attendance.score = 40
        self.assertEqual(self.attendance.score, 72.5)

    @mute_logger("odoo.sql_db")
    def test_score_out_of_range(self):
        for score in (-1, 101):
            with self.assertRaises(CheckViolation), self.cr.savepoint():
                self.attendance.score = score
                self.env.flush_all()

    def test_state_changes_by_methods_only(self):
        for values in (
            {"state": "present"},
            {"result": "passed"},
            {"collaborator_id": self.c_a1_2.id},
            {"session_id": self.session.id},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.attendance.write(values)
        with self.assertRaises(AccessError):
            self.env["hcc.attendance"].with_user(self.user_trainer).create(
                {"session_id": self.session.id, "collaborator_id": self.c_a1_2.id}
            )

    def test_only_trainers_mark(self):
        with freeze_time(self._during()):
            for user in (
                self.user_coordinator,
                self.user_collaborator,
                self.user_manager,
                self.user_trainer_b,
            ):
                attendance = self.attendance.with_user(user)
                for action in ("action_present", "action_absent", "action_reset"):
                    with (
                        self.subTest(user=user.login, action=action),
                        self.assertRaises(AccessError),
                    ):
                        getattr(attendance, action)()

    def test_trainer_of_the_session_marks_people_of_other_areas(self):
        session = self._new_session(branch_id=False)
        session.action_open()
        attendance = self._as_trainer(
            self._enrol(self.c_b1_1, session=session, user=self.user_coordinator_b)
        )
        self.assertTrue(attendance.may_mark)
        self.assertFalse(attendance.with_user(self.user_manager).may_mark)
        with freeze_time(self._during()):
            attendance.action_present()
        self.assertEqual(attendance.state, "present")
