from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .survey_survey import EXAM

WRITERS = "hcc_collaborator.group_hcc_administrator"


class HccCourseExam(models.AbstractModel):
    """The parts of a course besides its sessions: examination and practice.

    A course without them is passed by the trainer's word, as ever. With them the
    certificate is given when all parts are complete, whichever comes last.
    """

    _name = "hcc.course.exam"
    _description = "Parts of a Course"

    survey_id = fields.Many2one(
        "survey.survey",
        "Examination",
        domain=[("survey_type", "=", EXAM)],
        ondelete="restrict",
        index="btree_not_null",
        groups=WRITERS,
        help="Who was present takes it; passing it passes the course.",
    )
    has_exam = fields.Boolean(
        "With an examination", compute="_compute_has_exam", compute_sudo=True
    )
    exam_alone = fields.Boolean(
        "Examination without a session",
        help="Whoever knows it already may take the examination without coming.",
    )
    practice_needed = fields.Integer(
        "Practice visits",
        help="How many visits as a companion a mentor must have signed. 0: none. "
        "Those signed before count, so a renewal asks for no new ones.",
    )
    renew_days = fields.Integer(
        "Renewed from (days before the end)",
        default=60,
        help="From when on the examination alone may be taken again.",
    )
    may_take_exam = fields.Boolean(compute="_compute_may_take_exam")

    _practice_range = models.Constraint(
        "CHECK (practice_needed BETWEEN 0 AND 50)",
        "The number of practice visits lies between 0 and 50.",
    )
    _renew_days_range = models.Constraint(
        "CHECK (renew_days BETWEEN 0 AND 730)",
        "The number of days lies between 0 and 730.",
    )

    @api.depends("survey_id")
    def _compute_has_exam(self):
        for course in self:
            course.has_exam = bool(course.survey_id)

    @api.depends("survey_id", "exam_alone")
    @api.depends_context("uid")
    def _compute_may_take_exam(self):
        person = self.env.user.hcc_collaborator_ids[:1]
        for course in self:
            course.may_take_exam = bool(
                person and course.exam_alone and course.has_exam
            )

    @api.constrains("survey_id")
    def _check_survey(self):
        for course in self:
            # sudo: survey.survey - its kind
            survey_sudo = course.sudo().survey_id
            if survey_sudo and survey_sudo.survey_type != EXAM:
                raise ValidationError(
                    self.env._("Choose an examination, not another survey.")
                )

    def action_take_exam(self):
        """Begin the examination alone, or go on with it."""
        self.ensure_one()
        person = self.env["hcc.session"]._get_own_collaborator()
        if not self.may_take_exam or person.state not in ("approved", "active"):
            raise UserError(
                self.env._(
                    "Please come to a session of this course first; the examination "
                    "follows."
                )
            )
        return self.env["hcc.exam"]._start(person, self)._get_page_action()

    def _has_parts(self):
        """Whether more than a trainer's word is needed."""
        self.ensure_one()
        return self.has_exam or self.practice_needed > 0

    def _get_missing_practice(self, collaborator, counts=None):
        """How many practice visits the person still lacks."""
        self.ensure_one()
        if not self.practice_needed:
            return 0
        if counts is None:
            counts = collaborator._count_practice()
        return max(0, self.practice_needed - counts[collaborator.id])
