from freezegun import freeze_time

from .common import TrainingCase


class ExamCase(TrainingCase):
    """The session of branch A, of a course with the shipped examination."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("hcc_training.survey_exam_basic")
        cls.course.write({"survey_id": cls.survey.id, "practice_needed": 0})
        cls.person = cls.c_a1_1
        cls.user_other = cls.env["res.users"].create(
            {
                "login": "test_other_helper",
                "name": "Helper A1 Two",
                "group_ids": [(6, 0, cls.env.ref("base.group_user").ids)],
            }
        )
        cls.c_a1_2.user_id = cls.user_other
        cls.attendance = (
            cls.session.with_user(cls.user_coordinator)
            ._enrol(cls.person)
            .with_user(cls.user_trainer)
        )
        cls.startClassPatcher(freeze_time(cls._during()))
        cls.attendance.action_present()
        cls.own = cls.attendance.with_user(cls.user_collaborator)

    @classmethod
    def _take(cls, attendance=None, right=10, done=True):
        """Take the examination as its person, with so many right answers.

        :return: ``hcc.exam`` in sudo
        """
        own = attendance or cls.own
        own.action_take_exam()
        exam = cls.env["hcc.exam"].search(
            [("attendance_id", "=", own.id)], limit=1, order="id desc"
        )
        cls._answer(exam, right, done)
        return exam

    @classmethod
    def _answer(cls, exam, right=10, done=True):
        answers = exam.user_input_id.with_user(exam.user_id).sudo()
        if answers.state == "new":
            answers._mark_in_progress()
        for number, question in enumerate(answers.predefined_question_ids):
            choice = question.suggested_answer_ids.filtered(
                lambda one, good=number < right: bool(one.is_correct) == good
            )[:1]
            answers._save_lines(question, str(choice.id), overwrite_existing=False)
        if done:
            answers._mark_done()

    def _make_practice(self, person=None, count=1, mentor=None):
        person = person or self.person
        visits = self.env["hcc.practice.visit"]
        for _number in range(count):
            index = visits.search_count([])
            visits |= visits._record(
                person, mentor or self.c_a1_2, self._during(), f"YC-{index}"
            )
        return visits

    def _sign(self, visits):
        visits.with_user(visits.mentor_user_id).action_sign()
