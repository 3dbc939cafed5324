from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SESSION_START, TrainingCase


@tagged("post_install", "-at_install")
class TestEnrol(TrainingCase):
    def _form(self, user=None, session=None):
        return Form(
            self.env["hcc.session.enrol"]
            .with_user(user or self.user_coordinator)
            .with_context(default_session_id=(session or self.session).id)
        )

    # ------------------------------------------------------------------
    # Seats
    # ------------------------------------------------------------------
    def test_seats_are_counted(self):
        self._enrol(self.c_a1_1, self.c_a1_2)
        self.assertEqual(self.session.seats_taken, 2)
        self.assertEqual(self.session.seats_left, 1)

    def test_more_people_than_seats(self):
        self._enrol(self.c_a1_1, self.c_a1_2)
        attendances = self._enrol(self.c_a1_3, self.c_a2_1)
        self.assertEqual(attendances.mapped("state"), ["enrolled", "waiting"])
        self.assertRecordValues(
            self.session, [{"seats_taken": 3, "seats_left": 0, "waiting_count": 1}]
        )

    def test_nobody_waits_for_a_session_that_has_begun(self):
        self._enrol(self.c_a1_1, self.c_a1_2)
        with freeze_time(self._during()):
            with self.assertRaisesRegex(UserError, "1 left, 2 wanted"):
                self._enrol(self.c_a1_3, self.c_a2_1)
            self.assertEqual(self.session.seats_taken, 2)
            self._enrol(self.c_a2_1)
        self.assertEqual(self.session.seats_left, 0)

    @mute_logger("odoo.sql_db")
    def test_database_guards_the_seats(self):
        self._enrol(self.c_a1_1, self.c_a1_2)
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self._as_trainer(self.session).seats = 1
            self.env.flush_all()
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            self.cr.execute(
                "UPDATE hcc_session SET seats_taken = 4 WHERE id = %s",
                [self.session.id],
            )

    def test_constraints_are_in_the_database(self):
        self.cr.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'hcc_session'::regclass"
        )
        names = {name for (name,) in self.cr.fetchall()}
        self.assertLessEqual(
            {
                "hcc_session_seats_guarded",
                "hcc_session_seats_positive",
                "hcc_session_stop_after_start",
            },
            names,
        )
        self.cr.execute(
            "SELECT indexdef FROM pg_indexes"
            " WHERE indexname = 'hcc_attendance_one_seat_each'"
        )
        self.assertIn("UNIQUE", self.cr.fetchone()[0])

    def test_cancelled_seat_is_free_again(self):
        attendance = self._enrol(self.c_a1_1)
        attendance.action_cancel()
        self.assertEqual(attendance.state, "cancelled")
        self.assertEqual(self.session.seats_taken, 0)
        with self.assertRaises(UserError):
            attendance.action_cancel()
        self.assertEqual(self.session.seats_taken, 0)
        self._enrol(self.c_a1_1)
        self.assertEqual(self.session.seats_taken, 1)

    # ------------------------------------------------------------------
    # Who may be enrolled
    # ------------------------------------------------------------------
    def test_nobody_has_two_seats_at_one_time(self):
        self._enrol(self.c_a1_1)
        with self.assertRaisesRegex(UserError, "already has a training"):
            self._enrol(self.c_a1_1)
        other = self._new_session(start=SESSION_START + timedelta(hours=2))
        other.action_open()
        with self.assertRaisesRegex(UserError, "already has a training"):
            self._enrol(self.c_a1_1, session=other)
        later = self._new_session(start=SESSION_START + timedelta(hours=3))
        later.action_open()
        self._enrol(self.c_a1_1, session=later)

    def test_session_must_be_open(self):
        draft = self._new_session()
        with self.assertRaisesRegex(UserError, "not possible now"):
            self._enrol(self.c_a1_1, session=draft)
        self.assertEqual(draft.seats_taken, 0)

    def test_someone_must_be_chosen(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self._form().save().action_confirm()

    def test_not_those_who_left(self):
        self.c_a1_1.state = "suspended"
        with self.assertRaisesRegex(UserError, "is not working"):
            self._enrol(self.c_a1_1)

    def test_not_those_of_another_branch(self):
        with self.assertRaisesRegex(UserError, "is not of the branch"):
            self._enrol(self.c_b1_1, user=self.user_administrator)

    # ------------------------------------------------------------------
    # Who may enrol
    # ------------------------------------------------------------------
    def test_coordinator_enrols_own_wards_only(self):
        city = self._new_session(branch_id=False)
        city.action_open()
        with self.assertRaises(AccessError):
            self._enrol(self.c_b1_1, session=city)
        self._enrol(self.c_b1_1, session=city, user=self.user_coordinator_b)
        self.assertEqual(city.seats_taken, 1)

    def test_clerk_and_manager_may_not_enrol(self):
        for user in (self.user_clerk, self.user_manager, self.user_committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._enrol(self.c_a1_1, user=user)

    def test_coordinator_of_another_branch_sees_no_session(self):
        with self.assertRaises(AccessError):
            self._enrol(self.c_b1_1, user=self.user_coordinator_b)

    def test_collaborator_enrols_and_leaves(self):
        session = self.session.with_user(self.user_collaborator)
        self.assertFalse(session.is_enrolled)
        session.action_enrol_me()
        session.invalidate_recordset(["is_enrolled"])
        self.assertTrue(session.is_enrolled)
        self.assertEqual(self.session.attendance_ids.collaborator_id, self.c_a1_1)
        session.action_leave()
        self.assertEqual(self.session.seats_taken, 0)
        self.assertEqual(self.session.attendance_ids.state, "cancelled")

    def test_collaborator_enrols_nobody_else(self):
        with self.assertRaises(AccessError):
            self._enrol(self.c_a1_2, user=self.user_collaborator)
        other = self._enrol(self.c_a1_2)
        with self.assertRaises(AccessError):
            other.with_user(self.user_collaborator).action_cancel()

    def test_collaborator_is_in_time(self):
        session = self.session.with_user(self.user_collaborator)
        with freeze_time(self._during()), self.assertRaisesRegex(UserError, "begun"):
            session.action_enrol_me()
        with freeze_time(self._during()):
            self._enrol(self.c_a1_1)
            with self.assertRaisesRegex(UserError, "begun"):
                session.action_leave()

    def test_account_without_collaborator(self):
        with self.assertRaisesRegex(UserError, "does not belong"):
            self._as_trainer(self.session).action_enrol_me()

    # ------------------------------------------------------------------
    # The form
    # ------------------------------------------------------------------
    def test_form_shows_who_lacks_or_will_lose_it(self):
        self.env["hcc.qualification"].create(
            [
                {
                    "collaborator_id": self.c_a1_1.id,
                    "type_id": self.type_social.id,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2027, 6, 1),
                },
                {
                    "collaborator_id": self.c_a1_2.id,
                    "type_id": self.type_social.id,
                    "date_from": date(2026, 1, 1),
                    "date_to": date(2026, 12, 1),
                },
            ]
        )
        form = self._form()
        self.assertEqual(
            set(form.candidate_ids.ids),
            set((self.c_a1_2 | self.c_a1_3 | self.c_a2_1).ids),
        )
        form.within_days = 0
        self.assertNotIn(self.c_a1_2, form.candidate_ids)
        form.need = "all"
        self.assertIn(self.c_a1_1, form.candidate_ids)
        form.ward_id = self.ward_a2
        self.assertEqual(form.candidate_ids.ids, self.c_a2_1.ids)

    def test_form_enrols_everyone_shown(self):
        self._enrol(self.c_a1_2)
        form = self._form()
        self.assertNotIn(self.c_a1_2, form.candidate_ids)
        wizard = form.save()
        wizard.action_add_all()
        self.assertEqual(len(wizard.collaborator_ids), 2)
        wizard.action_confirm()
        self.assertEqual(self.session.seats_left, 0)

    def test_form_leaves_out_who_is_busy(self):
        other = self._new_session(
            course_id=self.course_skill.id, start=SESSION_START + timedelta(hours=1)
        )
        other.action_open()
        self._enrol(self.c_a1_1, session=other)
        self.assertNotIn(self.c_a1_1, self._form().candidate_ids)

    def test_form_of_a_course_without_qualification(self):
        session = self._new_session(course_id=self.course_skill.id, branch_id=False)
        session.action_open()
        attendance = self._enrol(self.c_a1_1, session=session)
        with freeze_time(self._during()):
            self._as_trainer(attendance).action_present()
            self._as_trainer(attendance).action_pass()
        again = self._new_session(
            course_id=self.course_skill.id, start=SESSION_START + timedelta(days=7)
        )
        again.action_open()
        form = self._form(session=again)
        self.assertNotIn(self.c_a1_1, form.candidate_ids)
        self.assertIn(self.c_a1_2, form.candidate_ids)

    def test_form_keeps_to_the_wards_of_the_user(self):
        wizard = self._form().save()
        with self.assertRaises(AccessError):
            wizard.collaborator_ids = [Command.link(self.c_b1_1.id)]
