from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import SESSION_START
from .page_common import PageCase


@tagged("post_install", "-at_install", "security")
class TestFeedback(PageCase):
    """What participants think: figures and words, never names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.c_a1_1 | cls.c_a1_2 | cls.c_a1_3
        for person in cls.c_a1_2 | cls.c_a1_3:
            person.user_id = new_test_user(
                cls.env, f"user_{person.id}", groups="base.group_user"
            )
        cls.attendances = (
            cls.lesson.with_user(cls.user_coordinator)
            ._enrol(cls.people)
            .with_user(cls.user_trainer)
        )
        cls.startClassPatcher(freeze_time(SESSION_START + timedelta(hours=3)))
        cls.attendances.action_present()
        cls.mine = cls.lesson.with_user(cls.user_trainer)

    def _say(self, person, value, comment=""):
        self.lesson.with_user(person.user_id)._give_feedback(value, comment)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_asked_when_the_session_is_closed(self):
        self.attendances[:2].action_fail()
        self.attendances[2].action_absent()
        self.mine.action_done()
        self.mine.action_reopen()
        self.mine.action_done()
        notices = self.env["hcc.notice"].search(
            [("collaborator_id", "in", self.people.ids)]
        )
        asked = self.attendances[:2].sudo().collaborator_id
        self.assertEqual(notices.collaborator_id, asked)
        self.assertEqual(len(notices), 2)
        self.assertEqual(
            set(notices.mapped("path")), {f"/hcc/training/feedback/{self.lesson.id}"}
        )

    def test_figures_and_words(self):
        self._say(self.c_a1_1, 5, "Zebra: more examples")
        self._say(self.c_a1_2, 4, " ")
        self.assertRecordValues(
            self.mine,
            [{"feedback_count": 2, "feedback_average": 0.0, "feedback_words": ""}],
        )
        self._say(self.c_a1_3, 3, "All was clear")
        self.assertRecordValues(
            self.mine,
            [
                {
                    "feedback_count": 3,
                    "feedback_average": 4.0,
                    "feedback_rate": 100.0,
                    "feedback_words": "– All was clear\n– Zebra: more examples",
                }
            ],
        )

    def test_once_each_and_only_who_was_present(self):
        session = self.lesson.with_user(self.user_collaborator)
        self.assertTrue(session.may_give_feedback)
        self._say(self.c_a1_1, 5)
        self.assertFalse(session.may_give_feedback)
        with self.assertRaisesRegex(UserError, "once each"):
            self._say(self.c_a1_1, 1)
        self.attendances[1].action_absent()
        with self.assertRaisesRegex(UserError, "once each"):
            self._say(self.c_a1_2, 5)
        with self.assertRaises(UserError):
            self._say(self.c_a1_3, 6)
        self.assertEqual(self.mine.feedback_count, 1)

    def test_nobody_finds_out_who_said_what(self):
        before = self.attendances[0].sudo().write_date
        for person in self.people:
            self._say(person, 2, f"Words of {person.id}")
        self.assertEqual(self.attendances[0].sudo().write_date, before)
        Feedback = self.env["hcc.session.feedback"]
        self.assertEqual(set(Feedback._fields) & {"create_uid", "create_date"}, set())
        self.assertFalse(
            self.env["hcc.journal"].search([("model", "=", "hcc.session.feedback")])
        )
        for user in (
            self.user_trainer,
            self.user_coordinator,
            self.user_manager,
            self.user_data_officer,
            self.user_administrator,
            self.user_collaborator,
        ):
            attendances = self.attendances.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    Feedback.with_user(user).search([])
                with self.assertRaises(AccessError):
                    attendances[:1].read(["has_given_feedback"])
                with self.assertRaises(AccessError):
                    attendances.search([("has_given_feedback", "=", True)])
                with self.assertRaises(AccessError):
                    attendances._read_group([], ["has_given_feedback"])

    def test_only_who_plans_the_session_sees_the_figures(self):
        for person in self.people:
            self._say(person, 2, "Too fast")
        for user in (self.user_trainer, self.user_administrator):
            self.assertEqual(self.lesson.with_user(user).feedback_words.count("Too"), 3)
        for user in (self.user_collaborator, self.user_coordinator, self.user_manager):
            session = self.lesson.with_user(user)
            self.assertEqual(session.feedback_count, 0)
            self.assertFalse(session.feedback_words)

    # ------------------------------------------------------------------
    # The page
    # ------------------------------------------------------------------
    def test_page(self):
        path = f"/hcc/training/feedback/{self.lesson.id}"
        self._sign_in(self.user_collaborator)
        page = self._get(path)
        self.assertEqual(self._title(page), "What did you think of this session?")
        values = self._form(page)
        wrong = self._post(path, {**values, "comment": "Long words"})
        self.assertEqual(wrong.status_code, 422)
        self.assertEqual(self._form(wrong)["comment"], "Long words")
        stale = self._post(path, {**values, "value": "4", "form_token": "x"})
        self.assertIn("The page was open for a long time", self._text(stale))
        self.assertEqual(self._form(stale)["value"], "4")
        done = self._post(path, {**values, "value": "4", "comment": "Good"})
        self.assertIn("Thank you", self._title(done))
        again = self._post(path, {**values, "value": "1"})
        self.assertIn("Thank you", self._title(again))
        self.env.invalidate_all()
        answers = self.env["hcc.session.feedback"].search(
            [("session_id", "=", self.lesson.id)]
        )
        self.assertRecordValues(answers, [{"value": 4, "comment": "Good"}])

    def test_page_is_for_who_was_there(self):
        path = f"/hcc/training/feedback/{self.lesson.id}"
        self.assertIn("/web/login", self._get(path).url)
        for user in (self.user_trainer, self.user_clerk, self.user_portal):
            self._sign_in(user)
            with self.subTest(user=user.login):
                self.assertEqual(self._get(path).status_code, 404)
                self.assertEqual(self._post(path, {"value": "5"}).status_code, 404)
        self._sign_in(self.user_collaborator)
        other = self._get(f"/hcc/training/feedback/{self.lesson.id + 10**6}")
        self.assertEqual(other.status_code, 404)
        self.attendances[0].action_absent()
        self.assertEqual(self._get(path).status_code, 404)
        self.assertFalse(
            self.env["hcc.session.feedback"]
            .search([])
            .filtered(lambda answer: answer.session_id == self.lesson)
        )

    def test_users_of_other_roles(self):
        self.user_coordinator.group_ids = [
            Command.link(self.env.ref("base.group_system").id)
        ]
        with self.assertRaises(AccessError):
            self.env["hcc.session.feedback"].with_user(self.user_coordinator).search([])
