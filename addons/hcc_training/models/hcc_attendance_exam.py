from odoo import api, fields, models
from odoo.exceptions import UserError


class HccAttendanceExam(models.AbstractModel):
    """A seat in a session of a course with an examination or with practice."""

    _name = "hcc.attendance.exam"
    _description = "Parts of a Course at a Seat"

    exam_ids = fields.One2many(
        "hcc.exam", "attendance_id", string="Tries", readonly=True
    )
    parts = fields.Char("What is missing", compute="_compute_parts")
    may_take_exam = fields.Boolean(compute="_compute_parts")

    @api.depends(
        "state", "result", "certificate_id", "course_id", "exam_ids.state", "user_id"
    )
    @api.depends_context("uid", "lang")
    def _compute_parts(self):
        # sudo: hcc.course, hcc.exam - of seats that the user may read
        selves_sudo = self.sudo()
        practising = selves_sudo.filtered("course_id.practice_needed")
        counts = practising.collaborator_id._count_practice()
        for attendance, attendance_sudo in zip(self, selves_sudo, strict=True):
            course = attendance_sudo.course_id
            attendance.parts = False
            attendance.may_take_exam = False
            if attendance.state != "present" or not course._has_parts():
                continue
            left = attendance_sudo._get_tries_left()
            attendance.may_take_exam = (
                attendance.user_id == self.env.user
                and attendance.result == "none"
                and left > 0
            )
            attendance.parts = attendance_sudo._get_parts_words(left, counts)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_take_exam(self):
        """Begin the examination, or go on with it."""
        self.ensure_one()
        self.check_access("read")
        # sudo: hcc.course - whether it has an examination
        if not self.sudo().course_id.has_exam:
            raise UserError(self.env._("This course has no examination."))
        if self.state != "present":
            raise UserError(
                self.env._(
                    "The examination is for those who were present. Please ask the "
                    "trainer to mark you as present."
                )
            )
        exam = self.env["hcc.exam"]._start(self.collaborator_id, self.course_id, self)
        return exam._get_page_action()

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------
    def _check_no_exam(self):
        # sudo: hcc.course - whether it has an examination
        if any(course.has_exam for course in self.sudo().course_id):
            raise UserError(
                self.env._("In this course the examination gives the result.")
            )

    def _on_exam(self, exam):
        """A try at the examination is over: pass, or fail when none is left."""
        self.ensure_one()
        if self.result == "passed" or self.state != "present":
            return
        if exam.state == "passed":
            self._set(result="passed", score=exam.score)
            self._journal("passed", exam=exam.id)
            self._certify_complete()
        elif not self._get_tries_left():
            self._set(result="failed", score=exam.score)
            self._journal("failed", exam=exam.id)

    def _certify_complete(self):
        """Give the certificates of those whose last part is there."""
        # sudo: hcc.course - how many practice visits it asks for
        passed_sudo = self.sudo().filtered(
            lambda attendance: (
                attendance.result == "passed" and not attendance.certificate_id
            )
        )
        practising = passed_sudo.filtered("course_id.practice_needed")
        counts = practising.collaborator_id._count_practice()
        ready_sudo = passed_sudo.filtered(
            lambda attendance: (
                not attendance.course_id._get_missing_practice(
                    attendance.collaborator_id, counts
                )
            )
        )
        if ready_sudo:
            ready_sudo._certify()

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _get_tries_left(self):
        """How many tries at the examination are left; one that is open counts."""
        self.ensure_one()
        survey = self.course_id.survey_id
        used = self.exam_ids.filtered(lambda exam: exam.state in ("passed", "failed"))
        return max(0, survey.attempts_limit - len(used)) if survey else 0

    def _get_parts_words(self, left, counts):
        """What is there and what is missing, in a line."""
        _ = self.env._
        words = []
        course = self.course_id
        if course.has_exam:
            tries = self.exam_ids.filtered(lambda exam: exam.state != "annulled")
            if self.result == "passed":
                words.append(_("Examination passed"))
            elif any(exam.state == "open" for exam in tries):
                words.append(_("Examination not finished"))
            else:
                words.append(_("Examination: %(left)s tries left", left=left))
        if course.practice_needed and not self.certificate_id:
            missing = course._get_missing_practice(self.collaborator_id, counts)
            words.append(
                _(
                    "Practice visits signed: %(done)s of %(needed)s",
                    done=course.practice_needed - missing,
                    needed=course.practice_needed,
                )
            )
        return " · ".join(words)
