import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .exam_common import ExamCase

SURVEY_MODELS = (
    "survey.survey",
    "survey.question",
    "survey.question.answer",
    "survey.user_input",
    "survey.user_input.line",
)


@tagged("post_install", "-at_install", "security")
class TestExamRoutes(ExamCase, HttpCase):
    """The pages and models of survey, tried by those whom an examination is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own.action_take_exam()
        cls.answers = (
            cls.env["hcc.exam"]
            .search([("attendance_id", "=", cls.own.id)])
            .user_input_id
        )
        cls.tokens = f"{cls.survey.access_token}/{cls.answers.access_token}"
        cls.question = cls.answers.predefined_question_ids[0]
        cls.right = cls.question.suggested_answer_ids.filtered("is_correct")
        # HttpCase keeps its own session here
        cls.session = None
        for user in (
            cls.user_collaborator,
            cls.user_other,
            cls.user_trainer,
            cls.user_portal,
        ):
            user.password = user.login

    def _get(self, path):
        return self.url_open(path, allow_redirects=False)

    def _call(self, path, **params):
        response = self.url_open(
            path,
            data=json.dumps({"jsonrpc": "2.0", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return response.json().get("result")

    def _get_pages(self):
        token, answers = self.tokens.split("/")
        return (
            f"/survey/start/{token}",
            f"/survey/start/{token}?answer_token={answers}",
            f"/survey/{token}/{answers}",
            f"/survey/print/{token}",
            f"/survey/print/{token}?answer_token={answers}",
            f"/survey/print/{token}?answer_token={answers}&review=True",
            f"/survey/retry/{token}/{answers}",
            f"/survey/test/{token}",
            f"/survey/results/{self.survey.id}",
            f"/survey/{self.survey.id}/get_certification",
            f"/survey/{self.survey.id}/certification_preview",
            f"/survey/session/manage/{token}",
        )

    def _assert_nothing_told(self):
        before = self.env["survey.user_input"].search_count([])
        texts = self.survey.question_ids.mapped("title")
        for path in self._get_pages():
            with self.subTest(path):
                with mute_logger("odoo.http"):
                    response = self._get(path)
                self.assertLess(response.status_code, 500)
                self.assertFalse([text for text in texts if text in response.text])
        result = self._call(f"/survey/begin/{self.tokens}")
        self.assertIn("error", result[1])
        result = self._call(
            f"/survey/submit/{self.tokens}",
            question_id=self.question.id,
            **{str(self.question.id): str(self.right.id)},
        )
        self.assertIn("error", result[1])
        self.env.invalidate_all()
        self.assertEqual(self.answers.state, "new")
        self.assertFalse(self.answers.user_input_line_ids)
        self.assertEqual(self.env["survey.user_input"].search_count([]), before)

    def test_stranger(self):
        self._assert_nothing_told()

    def test_other_people(self):
        for user in (self.user_other, self.user_trainer, self.user_portal):
            with self.subTest(user=user.login):
                self.authenticate(user.login, user.login)
                self._assert_nothing_told()

    def test_the_person_takes_it_to_the_end(self):
        user = self.user_collaborator
        self.authenticate(user.login, user.login)
        page = self._get(f"/survey/{self.tokens}")
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.survey.title, page.text)
        self.assertNotIn("error", self._call(f"/survey/begin/{self.tokens}")[1])
        self.env.invalidate_all()
        self.assertEqual(self.answers.state, "in_progress")
        for question in self.answers.predefined_question_ids:
            right = question.suggested_answer_ids.filtered("is_correct")
            told, page = self._call(
                f"/survey/submit/{self.tokens}",
                question_id=question.id,
                **{str(question.id): str(right.id)},
            )
            # never which answer was right
            self.assertFalse(told)
            self.assertNotIn("error", page)
        self.env.invalidate_all()
        self.assertEqual(self.own.result, "passed")
        certificate = self.own.certificate_id
        # the same once more, as a retried request sends it
        self.assertIn(
            "error",
            self._call(
                f"/survey/submit/{self.tokens}",
                question_id=question.id,
                **{str(question.id): str(right.id)},
            )[1],
        )
        self.env.invalidate_all()
        self.assertEqual(self.own.certificate_id, certificate)
        # no second try by survey's own way, no right answers afterwards
        self._get(f"/survey/retry/{self.tokens}")
        self.assertEqual(len(self.own.exam_ids), 1)
        text = self._get(
            f"/survey/print/{self.survey.access_token}"
            f"?answer_token={self.answers.access_token}&review=True"
        ).text
        self.assertNotIn("o_survey_quiz_correct", text)
        self.assertNotIn("is_correct", text)

    def test_models_are_closed_to_everybody_who_takes_it(self):
        users = (
            self.user_collaborator,
            self.user_other,
            self.user_trainer,
            self.user_coordinator,
            self.user_clerk,
            self.user_manager,
            self.user_committee,
            self.user_data_officer,
        )
        for user in users:
            for model in SURVEY_MODELS:
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(user=user.login, model=model, op=operation):
                        self.assertFalse(
                            self.env[model].with_user(user).has_access(operation)
                        )

    def test_administrators_write_questions_and_read_no_answers(self):
        user = self.user_administrator
        self.question.with_user(user).title = "Another question"
        self._answer(self.own.sudo().exam_ids)
        for model in ("survey.user_input", "survey.user_input.line"):
            self.assertFalse(self.env[model].with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.answers.with_user(user).read(["scoring_percentage"])

    def test_nobody_reaches_the_answers_through_the_try(self):
        exam = self.own.sudo().exam_ids
        users = (self.user_collaborator, self.user_trainer, self.user_administrator)
        for user in users:
            with self.subTest(user=user.login):
                self.assertNotIn(
                    "user_input_id", exam.with_user(user).fields_get(["user_input_id"])
                )
                with self.assertRaises(AccessError):
                    exam.with_user(user).read(["user_input_id"])
