from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

EXAM = "hcc_exam"


class SurveySurvey(models.Model):
    """Examinations of courses are surveys of a kind of their own.

    Odoo's rules let the users of ``survey`` read answers of its own kinds only, so
    nobody reads the answers to an examination. Nothing is sent, nobody gets in by
    a link, and the right answers are never shown.
    """

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[(EXAM, "Examination of a course")],
        ondelete={EXAM: "set default"},
    )
    hcc_course_ids = fields.One2many("hcc.course", "survey_id", string="Courses")

    @api.depends("survey_type")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        for survey in self:
            survey.allowed_survey_types = [*(survey.allowed_survey_types or []), EXAM]
        return result

    @api.onchange("survey_type")
    def _onchange_hcc_exam(self):
        if self.survey_type == EXAM:
            self.update(self._prepare_exam_settings())

    @api.constrains(
        "survey_type",
        "access_mode",
        "users_login_required",
        "users_can_go_back",
        "scoring_type",
        "is_attempts_limited",
        "certification",
        "session_state",
    )
    def _check_hcc_exam(self):
        for survey in self.filtered(lambda survey: survey.survey_type == EXAM):
            wanted = self._prepare_exam_settings()
            if any(survey[name] != value for name, value in wanted.items()):
                raise ValidationError(
                    self.env._(
                        "An examination is for invited people who sign in, with a "
                        "limited number of attempts and scored without answers."
                    )
                )

    @api.model
    def _prepare_exam_settings(self):
        """What every examination has."""
        return {
            "access_mode": "token",
            "users_login_required": True,
            "users_can_go_back": False,
            "scoring_type": "scoring_without_answers",
            "is_attempts_limited": True,
            "certification": False,
            "session_state": False,
        }

    def action_send_survey(self):
        if any(survey.survey_type == EXAM for survey in self):
            raise UserError(
                self.env._(
                    "Nobody is invited to an examination by a link: people take it "
                    "from their own training."
                )
            )
        return super().action_send_survey()

    def _check_answer_creation(
        self,
        user,
        partner,
        email,
        test_entry=False,
        check_attempts=True,
        invite_token=False,
    ):
        """Only a try that somebody may begin makes answers to an examination."""
        if not test_entry and self.survey_type == EXAM:
            raise UserError(
                self.env._("Please begin the examination from your own training.")
            )
        return super()._check_answer_creation(
            user, partner, email, test_entry, check_attempts, invite_token
        )

    def _create_exam_input(self, user, earlier):
        """Make the answers of one try, bound to the account of the person.

        :param user: ``res.users``
        :param earlier: ``survey.user_input`` of the tries that count together
        """
        self.ensure_one()
        if not self.active:
            raise UserError(self.env._("This examination is closed at present."))
        UserInput = self.env["survey.user_input"]
        return UserInput.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        ).create(
            {
                "survey_id": self.id,
                "partner_id": user.partner_id.id,
                "nickname": user.name,
                "invite_token": earlier[:1].invite_token
                or UserInput._generate_invite_token(),
            }
        )
