from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from ..models.survey_survey import EXAM


class ExamPages(Survey):
    """The pages of ``survey``, for examinations: each person the own try alone."""

    def _check_validity(
        self,
        survey_sudo,
        answer_sudo,
        answer_token,
        ensure_token=True,
        check_partner=True,
    ):
        if survey_sudo and survey_sudo.survey_type == EXAM:
            if request.env.user._is_public():
                return "survey_auth"
            # some pages of ``survey`` take whoever has the link
            ensure_token = check_partner = True
        return super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            ensure_token=ensure_token,
            check_partner=check_partner,
        )
