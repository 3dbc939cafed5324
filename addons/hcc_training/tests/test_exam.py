from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .exam_common import ExamCase


@tagged("post_install", "-at_install")
class TestExam(ExamCase):
    """Who was present takes the examination; passing it passes the course."""

    def _count_certificates(self):
        return self.env["hcc.certificate"].search_count(
            [("collaborator_id", "=", self.person.id)]
        )

    def _get_exams(self):
        return self.env["hcc.exam"].search(
            [("user_id", "=", self.user_collaborator.id)]
        )

    def test_pass_gives_result_certificate_and_last_valid_day(self):
        exam = self._take(right=9)
        self.assertRecordValues(exam, [{"state": "passed", "score": 90, "number": 1}])
        self.assertRecordValues(self.own, [{"result": "passed", "score": 90}])
        certificate = self.own.certificate_id
        self.assertRecordValues(
            certificate.qualification_id.sudo(),
            [
                {
                    "type_id": self.type_social.id,
                    "date_from": date(2026, 11, 25),
                    "date_to": date(2027, 11, 24),
                    "source": "training",
                    "reference": certificate.number,
                }
            ],
        )
        self.assertEqual(
            self.person._qualified_on(self.type_social, date(2027, 11, 24)),
            self.person,
        )
        next_day = date(2027, 11, 25)
        self.assertFalse(self.person._qualified_on(self.type_social, next_day))

    def test_eighty_percent_is_enough_and_less_is_not(self):
        self.assertEqual(self._take(right=7).state, "failed")
        self.assertEqual(self.own.result, "none")
        self.assertIn("2 tries left", self.own.parts)
        self.assertEqual(self._take(right=8).state, "passed")

    def test_three_tries_and_no_more(self):
        for _try in range(3):
            self.assertTrue(self.own.may_take_exam)
            self._take(right=0)
            self.env.invalidate_all()
        self.assertEqual(self.own.result, "failed")
        self.assertFalse(self.own.may_take_exam)
        with self.assertRaisesRegex(UserError, "used all your tries"):
            self.own.action_take_exam()
        self.assertFalse(self._count_certificates())

    def test_ten_questions_are_drawn_anew(self):
        drawn = set()
        for _try in range(3):
            answers = self._take(right=0).user_input_id
            self.assertEqual(len(answers.predefined_question_ids), 10)
            drawn.add(frozenset(answers.predefined_question_ids.ids))
        self.assertGreater(len(drawn), 1)
        self.assertGreaterEqual(len(self.survey.question_ids), 15)

    def test_begun_twice_is_one_try(self):
        first = self.own.action_take_exam()
        self.assertEqual(first, self.own.action_take_exam())
        self.assertEqual(len(self.own.exam_ids), 1)
        self.assertEqual(first["type"], "ir.actions.act_url")

    def test_finished_twice_has_the_effect_of_once(self):
        exam = self._take(right=10)
        exam.user_input_id._mark_done()
        exam._finish()
        self.assertEqual(self._count_certificates(), 1)
        self.assertEqual(
            self.env["hcc.journal"].search_count(
                [("action", "=", "exam_passed"), ("res_id", "=", exam.id)]
            ),
            1,
        )

    def test_passed_is_not_taken_again(self):
        self._take()
        self.assertFalse(self.own.may_take_exam)
        with self.assertRaisesRegex(UserError, "passed this examination already"):
            self.own.action_take_exam()

    def test_only_who_was_present(self):
        self.attendance.action_reset()
        with self.assertRaisesRegex(UserError, "for those who were present"):
            self.own.action_take_exam()

    def test_everybody_for_oneself(self):
        for user in (self.user_trainer, self.user_coordinator, self.user_administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.own.with_user(user).action_take_exam()
        with self.assertRaises(AccessError):
            self.own.with_user(self.user_other).action_take_exam()
        exam = self._take(done=False)
        with self.assertRaises(AccessError):
            exam.with_user(self.user_trainer).action_continue()
        self.assertIn(
            exam.user_input_id.access_token,
            exam.with_user(self.user_collaborator).action_continue()["url"],
        )

    def test_trainer_gives_no_result_of_an_examination(self):
        for action in ("action_pass", "action_fail"):
            with self.assertRaisesRegex(UserError, "the examination gives the result"):
                getattr(self.attendance, action)()

    def test_session_closes_before_the_examination(self):
        session = self._as_trainer(self.session)
        session.action_done()
        self._take()
        self.assertEqual(self.own.result, "passed")

    def test_taken_back_lets_one_try_again(self):
        exam = self._take()
        certificate = self.own.certificate_id
        self.attendance.action_undo_result()
        self.assertEqual(exam.state, "annulled")
        self.assertEqual(certificate.state, "revoked")
        self.assertTrue(self.own.may_take_exam)
        self._take()
        self.assertEqual(self._count_certificates(), 2)

    def test_time_that_ran_out_counts_what_was_answered(self):
        exam = self._take(right=10, done=False)
        with freeze_time(self._during() + timedelta(minutes=21)):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "hcc_training.ir_cron_hcc_exam_close_overdue"
                ).method_direct_trigger()
        self.assertEqual(exam.state, "passed")

    def test_time_that_ran_out_is_a_try(self):
        self.own.action_take_exam()
        exam = self.own.sudo().exam_ids
        exam.user_input_id._mark_in_progress()
        with freeze_time(self._during() + timedelta(minutes=21)):
            self.own.action_take_exam()
        self.assertEqual(exam.state, "failed")
        self.assertEqual(len(self.own.exam_ids), 2)

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------
    def test_practice_before_the_examination(self):
        self.course.practice_needed = 2
        self._sign(self._make_practice(count=2))
        self._take()
        self.assertTrue(self.own.certificate_id)

    def test_practice_after_the_examination(self):
        self.course.practice_needed = 2
        visits = self._make_practice(count=2)
        self._take()
        self.assertEqual(self.own.result, "passed")
        self.assertFalse(self.own.certificate_id)
        self.assertIn("0 of 2", self.own.parts)
        self._sign(visits[0])
        self.assertFalse(self.own.certificate_id)
        with freeze_time("2026-12-05 02:00:00"):
            self._sign(visits[1])
        # valid from the day on which it was complete
        self.assertEqual(self.own.certificate_id.date_from, date(2026, 12, 5))
        self.assertEqual(self._count_certificates(), 1)

    def test_practice_after_a_trainers_word(self):
        self.course.write({"survey_id": False, "practice_needed": 1})
        self.attendance.action_pass()
        self.assertFalse(self.own.certificate_id)
        self._sign(self._make_practice())
        self.assertTrue(self.own.certificate_id)

    def test_refused_practice_does_not_count(self):
        self.course.practice_needed = 1
        self._take()
        visit = self._make_practice()
        visit.with_user(self.user_other)._refuse("Came late")
        self.assertFalse(self.own.certificate_id)

    # ------------------------------------------------------------------
    # Alone
    # ------------------------------------------------------------------
    def test_examination_alone(self):
        course = self.course.with_user(self.user_collaborator)
        with self.assertRaisesRegex(UserError, "come to a session"):
            course.action_take_exam()
        self.course.exam_alone = True
        self.env.invalidate_all()
        course.action_take_exam()
        exam = self._get_exams()
        self._answer(exam)
        self.assertFalse(exam.attendance_id)
        self.assertEqual(exam.certificate_id.exam_id, exam)
        self.assertEqual(
            self.person._qualified_on(self.type_social, date(2027, 11, 24)),
            self.person,
        )
        with self.assertRaisesRegex(UserError, "passed this examination already"):
            course.action_take_exam()
        # near the end of the validity it may be taken again
        with freeze_time("2027-11-01 02:00:00"):
            course.action_take_exam()
        self.assertEqual(exam.search_count([("user_id", "=", exam.user_id.id)]), 2)

    def test_paper_of_an_examination_alone(self):
        self.course.exam_alone = True
        self.course.with_user(self.user_collaborator).action_take_exam()
        exam = self._get_exams()
        self._answer(exam)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "hcc_training.hcc_certificate_document", exam.certificate_id.ids
        )
        self.assertIn(self.person.name, html.decode())

    # ------------------------------------------------------------------
    # Honesty, and what survey does by itself
    # ------------------------------------------------------------------
    def test_no_more_than_the_page_lets_one_choose(self):
        self.own.action_take_exam()
        answers = self.own.sudo().exam_ids.user_input_id
        answers._mark_in_progress()
        drawn = answers.predefined_question_ids
        other = (self.survey.question_ids - drawn)[:1]
        first, second = drawn[:2]
        right = first.suggested_answer_ids.filtered("is_correct")
        for question, answer in (
            (other, str(other.suggested_answer_ids[:1].id)),
            (first, [str(one) for one in first.suggested_answer_ids.ids]),
            (second, str(right.id)),
            (first, [str(right.id), str(right.id)]),
        ):
            with self.assertRaisesRegex(UserError, "not possible here"):
                answers._save_lines(question, answer)

    def test_nothing_is_sent_and_nobody_follows(self):
        before = self.env["mail.mail"].search_count([])
        messages = self.env["mail.message"].search_count([])
        exam = self._take()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertFalse(exam.user_input_id.message_follower_ids)
        self.assertFalse(self.env.ref("gamification.ir_cron_check_challenge").active)
        with self.assertRaisesRegex(UserError, "Nobody is invited"):
            self.survey.action_send_survey()

    def test_an_examination_stays_closed_to_links(self):
        for values in (
            {"access_mode": "public"},
            {"users_login_required": False},
            {"scoring_type": "scoring_with_answers"},
            {"is_attempts_limited": False},
            {"certification": True},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.survey.write(values)
                self.env.flush_all()
        with self.assertRaisesRegex(UserError, "your own training"):
            self.survey._create_answer(user=self.user_collaborator)
        with self.assertRaises(ValidationError):
            self.course.survey_id = self.env["survey.survey"].create({"title": "Other"})

    def test_parts_in_few_queries(self):
        people = self._enrol(self.c_a1_2, self.c_a1_3)
        self.course.practice_needed = 2
        self._as_trainer(people).action_present()
        seats = self.attendance | self._as_trainer(people)
        seats.mapped("parts")
        counts = []
        for some in (seats[:1], seats):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("parts")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
