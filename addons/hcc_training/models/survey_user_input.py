from odoo import models
from odoo.exceptions import UserError

from .survey_survey import EXAM


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _mark_done(self):
        """The answers are in: the tries at an examination get their result."""
        # sudo: hcc.exam - its result is written by this hook only
        exams_sudo = self.env["hcc.exam"].sudo()
        exams_sudo = exams_sudo.search([("user_input_id", "in", self.ids)])
        # the turn first: two last parts of a training never miss each other
        exams_sudo.collaborator_id._queue_up()
        result = super()._mark_done()
        self.flush_recordset()
        exams_sudo._finish()
        return result

    def _notify_new_participation_subscribers(self):
        others = self.filtered(lambda answers: answers.survey_id.survey_type != EXAM)
        return super(SurveyUserInput, others)._notify_new_participation_subscribers()

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        """Take in an examination only what the page lets one choose.

        A request made by hand could answer questions that were not drawn, or tick
        all the answers of a question that has one.
        """
        if self.survey_id.survey_type == EXAM and not self.test_entry:
            self._check_exam_answer(question, answer)
        return super()._save_lines(
            question, answer, comment=comment, overwrite_existing=overwrite_existing
        )

    def _check_exam_answer(self, question, answer):
        chosen = answer if isinstance(answer, list) else [answer]
        chosen = [str(one) for one in chosen if one]
        possible = {str(one) for one in question.suggested_answer_ids.ids}
        choice = question.question_type in ("simple_choice", "multiple_choice")
        if (
            question not in self.predefined_question_ids
            or (choice and not possible.issuperset(chosen))
            or (question.question_type == "simple_choice" and len(chosen) > 1)
            or len(chosen) != len(set(chosen))
        ):
            raise UserError(self.env._("This answer is not possible here."))
