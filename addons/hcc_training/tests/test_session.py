from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NOW, SESSION_START, TrainingCase


@tagged("post_install", "-at_install")
class TestSession(TrainingCase):
    def test_form_proposes_trainer_and_end(self):
        form = Form(self.env["hcc.session"].with_user(self.user_trainer))
        form.course_id = self.course
        form.start = SESSION_START
        form.place = "Room 2"
        self.assertEqual(form.trainer_id, self.user_trainer)
        self.assertEqual(form.stop, SESSION_START + timedelta(minutes=180))
        form.branch_id = self.branch_a
        session = form.save()
        self.assertEqual(session.state, "draft")
        self.assertEqual(session.seats_left, session.seats)

    def test_name_tells_the_time_of_hanoi(self):
        session = self.session.with_context(lang="en_US", tz="UTC")
        self.assertEqual(
            session.display_name, "Procedures: social protection, 08:30 25/11/2026"
        )

    def test_first_day_is_the_local_one(self):
        late = self._new_session(start=datetime(2026, 11, 25, 17, 30))
        self.assertEqual(str(late._get_first_day()), "2026-11-26")

    @mute_logger("odoo.sql_db")
    def test_end_before_start_is_refused(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self._as_trainer(self.session).stop = SESSION_START
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_no_seat_is_refused(self):
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self._as_trainer(self.session).seats = 0
            self.env.flush_all()

    def test_past_session_is_not_opened(self):
        session = self._new_session(start=NOW - timedelta(days=1))
        with self.assertRaisesRegex(UserError, "already over"):
            session.action_open()
        self.assertEqual(session.state, "draft")

    def test_states_are_guarded(self):
        session = self._new_session()
        with self.assertRaises(UserError):
            session.action_done()
        with self.assertRaises(UserError):
            session.action_reopen()
        session.action_open()
        with self.assertRaises(UserError):
            session.action_open()
        session.action_done()
        with self.assertRaises(UserError):
            session._cancel("too late")
        session.action_reopen()
        self.assertEqual(session.state, "open")
        session._cancel("trainer ill")
        self.assertRecordValues(
            session, [{"state": "cancelled", "cancel_reason": "trainer ill"}]
        )
        with self.assertRaises(UserError):
            session.action_reopen()

    def test_state_and_seats_change_by_methods_only(self):
        session = self._as_trainer(self.session)
        for values in (
            {"state": "done"},
            {"seats_taken": 2},
            {"cancel_reason": "x"},
            {"calendar_event_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                session.write(values)
        with self.assertRaises(UserError):
            self._new_session(state="open")

    def test_every_change_is_journaled(self):
        session = self._new_session()
        session.action_open()
        session.place = "Room 9"
        session._cancel("no room")
        rows = self.env["hcc.journal"].search(
            [("model", "=", "hcc.session"), ("res_id", "=", session.id)], order="id"
        )
        self.assertEqual(
            rows.mapped("action"), ["created", "open", "planned", "cancelled"]
        )
        self.assertEqual(set(rows.mapped("user_id")), {self.user_trainer.id})

    def test_not_closed_while_someone_is_unmarked(self):
        attendance = self._as_trainer(self._enrol(self.c_a1_1))
        session = self._as_trainer(self.session)
        with self.assertRaisesRegex(UserError, "no attendance or no result"):
            session.action_done()
        with freeze_time(self._during()):
            attendance.action_present()
            with self.assertRaisesRegex(UserError, "no attendance or no result"):
                session.action_done()
            attendance.action_fail()
            session.action_done()
        self.assertEqual(session.state, "done")

    def test_not_replanned_after_attendance(self):
        attendance = self._as_trainer(self._enrol(self.c_a1_1))
        with freeze_time(self._during()):
            attendance.action_absent()
            with self.assertRaisesRegex(UserError, "Attendance has already"):
                self._as_trainer(self.session).start = NOW

    def test_cancel_gives_the_seats_back(self):
        attendances = self._enrol(self.c_a1_1, self.c_a1_2)
        self._as_trainer(self.session)._cancel("room flooded")
        self.assertEqual(set(attendances.sudo().mapped("state")), {"cancelled"})
        self.assertEqual(self.session.seats_taken, 0)

    def test_not_cancelled_with_results(self):
        attendance = self._as_trainer(self._enrol(self.c_a1_1))
        with freeze_time(self._during()):
            attendance.action_present()
            attendance.action_pass()
            with self.assertRaisesRegex(UserError, "has results"):
                self._as_trainer(self.session)._cancel("oops")

    def test_cancel_form_asks_why(self):
        action = self._as_trainer(self.session).action_cancel_form()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.user_trainer)
            .with_context(**action["context"])
        )
        form.reason = "Trainer ill"
        form.save().action_confirm()
        self.assertEqual(self.session.state, "cancelled")
        self.assertEqual(self.session.cancel_reason, "Trainer ill")

    def test_only_a_draft_is_deleted(self):
        with self.assertRaisesRegex(UserError, "Only a draft"):
            self._as_trainer(self.session).unlink()
        self._new_session().unlink()

    def test_trainer_must_be_a_trainer(self):
        with self.assertRaisesRegex(ValidationError, "is not a trainer"):
            self._as_trainer(self.session).trainer_id = self.user_clerk

    def test_trainer_plans_for_the_own_area_only(self):
        with self.assertRaises(ValidationError):
            self._new_session(branch_id=self.branch_b.id)
        with self.assertRaises(ValidationError):
            self._new_session().branch_id = self.branch_b
        city = self._new_session(branch_id=False)
        self.assertFalse(city.branch_id)
