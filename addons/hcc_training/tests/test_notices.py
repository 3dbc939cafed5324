from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SESSION_START, TrainingCase

DAY_BEFORE = SESSION_START - timedelta(hours=23)


@tagged("post_install", "-at_install")
class TestNotices(TrainingCase):
    """Reminded a day before, told of changes; rows only, nothing is sent here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_trainer.email = "trainer@example.org"
        cls.session.with_user(cls.user_coordinator)._enrol(cls.c_a1_1 | cls.c_a1_2)

    def _run(self):
        cron = self.env.ref("hcc_training.ir_cron_hcc_session_remind")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _notices(self, person=None):
        people = person or (self.c_a1_1 | self.c_a1_2 | self.c_a1_3)
        return self.env["hcc.notice"].search([("collaborator_id", "in", people.ids)])

    def _letters(self):
        return self.env["mail.mail"].search([("email_to", "=", "trainer@example.org")])

    def test_reminded_one_day_before_once(self):
        with freeze_time(DAY_BEFORE - timedelta(hours=2)):
            self._run()
            self.assertFalse(self._notices())
        with freeze_time(DAY_BEFORE):
            self._run()
            self._run()
        notices = self._notices()
        self.assertEqual(notices.collaborator_id, self.c_a1_1 | self.c_a1_2)
        self.assertEqual(len(notices), 2)
        self.assertEqual(set(notices.mapped("kind")), {"training"})
        self.assertIn("Room 1", notices[0].body)
        letters = self._letters()
        self.assertEqual(len(letters), 1)
        self.assertEqual(letters.state, "outgoing")
        self.assertIn("2 of 3", letters.body_html)

    def test_in_the_language_of_each(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_collaborator.lang = "vi_VN"
        with freeze_time(DAY_BEFORE):
            self._run()
        course = self.course.with_context(lang="vi_VN").name
        self.assertIn(course, self._notices(self.c_a1_1).subject)

    def test_neither_drafts_nor_cancelled_sessions(self):
        self._new_session()
        self._as_trainer(self.session)._cancel("No room")
        told = self._notices()
        with freeze_time(DAY_BEFORE):
            self._run()
        self.assertEqual(self._notices(), told)

    def test_one_bad_session_does_not_stop_the_others(self):
        other = self._new_session(
            start=SESSION_START + timedelta(minutes=10), course_id=self.course_skill.id
        )
        other.action_open()
        self._enrol(self.c_a1_3, session=other)
        Session = self.env.registry["hcc.session"]
        remind, bad_id = Session._remind_one, self.session.id

        def fail(session):
            if session.id == bad_id:
                raise ValueError("broken")
            return remind(session)

        with (
            freeze_time(DAY_BEFORE + timedelta(minutes=10)),
            patch.object(Session, "_remind_one", fail),
            mute_logger("odoo.addons.hcc_training.models.mixins.hcc_session_notice"),
        ):
            self._run()
        self.assertEqual(self._notices().collaborator_id, self.c_a1_3)
        self.assertFalse(self.session.reminded_at)

    def test_moved_sessions_are_told_and_reminded_anew(self):
        with freeze_time(DAY_BEFORE):
            self._run()
        session = self._as_trainer(self.session)
        session.write(
            {
                "start": SESSION_START + timedelta(days=2),
                "stop": SESSION_START + timedelta(days=2, hours=2),
            }
        )
        moved = self._notices(self.c_a1_1)[:1]
        self.assertIn("has changed", moved.subject)
        self.assertIn("08:30 27/11/2026", moved.body)
        self.assertFalse(session.reminded_at)
        with freeze_time(DAY_BEFORE + timedelta(days=2)):
            self._run()
        self.assertEqual(len(self._notices(self.c_a1_1)), 3)

    def test_what_is_no_promise_is_not_told(self):
        session = self._as_trainer(self.session)
        session.seats = 9
        session.place = session.place
        self.assertFalse(self._notices())
        draft = self._new_session()
        draft.place = "Room 8"
        self.assertFalse(self._notices())

    def test_nothing_leaves_inside_the_request(self):
        mails = self.env["mail.mail"].search_count([])
        self._as_trainer(self.session)._cancel("No room")
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(
            set(self._notices().mapped("state")) - {"pending", "to_call", "failed"},
            set(),
        )

    def test_reminding_many_takes_no_query_each(self):
        """The people of a session are told in one go."""
        self._as_trainer(self.session).seats = 30
        counts = []
        for _round in range(2):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.session.sudo()._remind()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self._enrol(self.c_a1_3 | self.c_a2_1)
            self.session.sudo().reminded_at = False
            break
        before = self.cr.sql_log_count
        self.env.invalidate_all()
        self.session.sudo()._remind()
        self.env.flush_all()
        self.assertLessEqual(self.cr.sql_log_count - before, counts[0] + 2)
