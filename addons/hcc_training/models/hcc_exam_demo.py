from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

#: signed and waiting practice visits of those who passed, one after another
PRACTICE = ((2, 0), (2, 0), (2, 0), (2, 0), (1, 1), (0, 1))


class HccExamDemo(models.AbstractModel):
    """Demonstration examinations and practice, by the methods that people use."""

    _name = "hcc.exam.demo"
    _description = "Demonstration data of examinations"

    @api.model
    def _take(self, attendances, is_passed):
        """Let people take the examination of their course.

        :param bool is_passed: nine right answers of ten, or five
        """
        for attendance in attendances:
            exam = self.env["hcc.exam"]._start(
                attendance.collaborator_id, attendance.course_id, attendance
            )
            answers = exam.user_input_id
            answers._mark_in_progress()
            for number, question in enumerate(answers.predefined_question_ids):
                is_right = number < (9 if is_passed else 5)
                choice = question.suggested_answer_ids.filtered(
                    lambda one, is_right=is_right: bool(one.is_correct) == is_right
                )[:1]
                answers._save_lines(question, str(choice.id))
            answers._mark_done()

    @api.model
    def _practise(self, attendances):
        """Give those who passed practice visits, led by others of their ward."""
        visits = self.env["hcc.practice.visit"]
        today = self.env["hcc.session"]._get_today()
        for number, attendance in enumerate(attendances):
            person = attendance.collaborator_id
            mentor = self._get_mentor(person)
            signed, waiting = PRACTICE[min(number, len(PRACTICE) - 1)]
            for index in range(signed + waiting):
                moment = utc_datetime(today - timedelta(days=9 - index), 9.0)
                visit = visits._record(
                    person,
                    mentor,
                    moment,
                    f"HT-MAU-{number + 1}{index + 1}, {fields.Date.to_string(moment)}",
                )
                if index < signed:
                    visit.action_sign()

    @api.model
    def _get_mentor(self, person):
        """The first of the ward, or the second when that is the person."""
        people = self.env["hcc.collaborator"].search(
            [("ward_id", "=", person.ward_id.id), ("state", "=", "active")],
            order="badge_number",
            limit=2,
        )
        return (people - person)[:1]
