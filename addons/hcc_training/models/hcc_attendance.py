from odoo import api, fields, models
from odoo.exceptions import UserError

# Written by the methods below alone; a trainer writes score and note directly.
FREE_FIELDS = {"score", "note"}
# Nobody reads it: who has said something about a session stays unknown.
NO_ACCESS = "."


class HccAttendance(models.Model):
    """A collaborator's seat in a session, or place in its line; presence, result.

    The trainer of the session marks presence and result; coordinators and readers
    of the ward read; collaborators read their own. Every change goes through a
    method, is guarded by state and journaled.
    """

    _name = "hcc.attendance"
    _description = "Training attendance"
    _inherit = [
        "hcc.attendance.exam",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
        "hcc.attendance.enrolment",
    ]
    _order = "session_start desc, collaborator_name, id"

    session_id = fields.Many2one(
        "hcc.session", required=True, readonly=True, ondelete="restrict", index=True
    )
    session_start = fields.Datetime(
        related="session_id.start", store=True, string="Starts", precompute=True
    )
    session_state = fields.Selection(
        related="session_id.state", string="State of the session"
    )
    course_id = fields.Many2one(
        related="session_id.course_id", store=True, index=True, precompute=True
    )
    has_exam = fields.Boolean(related="course_id.has_exam")
    trainer_id = fields.Many2one(
        related="session_id.trainer_id", store=True, index=True, precompute=True
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    collaborator_name = fields.Char(
        related="collaborator_id.name", string="Name", store=True, precompute=True
    )
    badge_number = fields.Char(related="collaborator_id.badge_number")
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    state = fields.Selection(
        [
            ("waiting", "On the waiting list"),
            ("enrolled", "Enrolled"),
            ("present", "Present"),
            ("absent", "Absent"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="enrolled",
        index=True,
    )
    result = fields.Selection(
        [("none", "No result"), ("passed", "Passed"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="none",
    )
    score = fields.Float(
        aggregator="avg", digits=(5, 1), help="0 to 100. Left at 0 when not scored."
    )
    note = fields.Char()
    has_given_feedback = fields.Boolean(groups=NO_ACCESS, copy=False)
    materials_read = fields.Char(
        string="Read before",
        compute="_compute_materials_read",
        help="How many materials of the course this person has read.",
    )
    may_mark = fields.Boolean(compute="_compute_may_mark")
    certificate_ids = fields.One2many(
        "hcc.certificate", "attendance_id", string="All certificates", readonly=True
    )
    certificate_id = fields.Many2one("hcc.certificate", readonly=True, copy=False)

    _one_seat_each = models.UniqueIndex(
        "(session_id, collaborator_id) WHERE state != 'cancelled'",
        "This person is already enrolled in the session or on its waiting list.",
    )
    _score_range = models.Constraint(
        "CHECK (score >= 0 AND score <= 100)", "A score lies between 0 and 100."
    )
    _result_needs_presence = models.Constraint(
        "CHECK (result = 'none' OR state = 'present')",
        "Only people who were present have a result.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------
    @api.depends("collaborator_name", "session_id")
    def _compute_display_name(self):
        for attendance in self:
            attendance.display_name = attendance.collaborator_name

    @api.depends("course_id", "collaborator_id")
    def _compute_materials_read(self):
        counts = self.env["hcc.course.reading"]._count_read(
            self.course_id, self.collaborator_id
        )
        for attendance in self:
            course = attendance.course_id
            count = counts.get((course.id, attendance.collaborator_id.id), 0)
            total = course.material_count
            attendance.materials_read = f"{count}/{total}" if total else ""

    @api.depends("trainer_id", "ward_id")
    @api.depends_context("uid")
    def _compute_may_mark(self):
        allowed = self._origin._filtered_access("write")
        for attendance in self:
            attendance.may_mark = attendance._origin in allowed

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        if not self.env.su:
            if not FREE_FIELDS.issuperset(vals):
                raise UserError(self.env._("Attendance changes by its buttons only."))
            self._check_session_state("open")
            if any(attendance.result != "none" for attendance in self):
                raise UserError(
                    self.env._("Undo the result before you change the score.")
                )
        return super().write(vals)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_present(self):
        """Mark the people as present."""
        self._mark("present")

    def action_absent(self):
        """Mark the people as absent."""
        self._mark("absent")

    def action_reset(self):
        """Take back a presence that was marked by mistake."""
        self._mark("enrolled")

    def action_pass(self):
        """Mark as passed: gives the certificate and the qualification.

        Where practice is asked for, they wait for the last practice visit.
        """
        self._check_result_possible()
        # the last practice visit may be signed at this moment
        self.filtered("course_id.practice_needed").collaborator_id._queue_up()
        self._set(result="passed")
        self._journal("passed")
        self._certify_complete()

    def action_fail(self):
        """Mark as failed: gives nothing."""
        self._check_result_possible()
        self._set(result="failed")
        self._journal("failed")

    def action_undo_result(self):
        """Take back a result; a pass loses its certificate and qualification."""
        self.check_access("write")
        self._check_session_state("open")
        if any(attendance.result == "none" for attendance in self):
            raise UserError(self.env._("There is no result to undo."))
        # sudo: hcc.certificate - nobody may edit one by hand, access checked above
        self.sudo().certificate_id._revoke()
        # sudo: hcc.exam - a try that gave the result counts no more
        self.sudo().exam_ids._annul()
        self._set(result="none", certificate_id=False)
        self._journal("result_undone")

    def action_print_certificate(self):
        if any(not attendance.certificate_id for attendance in self):
            raise UserError(self.env._("There is no certificate to print."))
        return self.certificate_id.action_print()

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------
    def _mark(self, state):
        self.check_access("write")
        self._check_session_state("open")
        today = self.session_id._get_today()
        if any(session._get_first_day() > today for session in self.session_id):
            raise UserError(
                self.env._("Attendance can be taken from the day of the session on.")
            )
        if any(attendance.state == "cancelled" for attendance in self):
            raise UserError(self.env._("This enrolment was cancelled."))
        if any(attendance.state == "waiting" for attendance in self):
            raise UserError(
                self.env._("Whoever is on the waiting list needs a seat first.")
            )
        if any(attendance.result != "none" for attendance in self):
            raise UserError(
                self.env._("Undo the result before you change the attendance.")
            )
        changed = self.filtered(lambda attendance: attendance.state != state)
        changed._set(state=state)
        changed._journal(state)

    def _certify(self):
        """Create the qualifications and certificates of people who passed."""
        # sudo: hcc.certificate - given by a pass only
        attendances_sudo = self.sudo()
        Certificate = self.env["hcc.certificate"].sudo()
        certificates_sudo = Certificate._issue(
            [
                attendance._prepare_certificate_values()
                for attendance in attendances_sudo
            ]
        )
        for attendance, certificate in zip(
            attendances_sudo, certificates_sudo, strict=True
        ):
            attendance.certificate_id = certificate

    def _set(self, **values):
        # sudo: hcc.attendance - state and result are written by methods only, the
        # caller has checked the access
        self.sudo().write(values)
        # at once: of two clicks on one person PostgreSQL refuses the second, Odoo
        # replays it, and it then finds the state changed
        self.flush_recordset()

    def _is_pending(self):
        """Return whether attendance or result is still missing."""
        self.ensure_one()
        # an examination may follow when the session is closed
        return self.state == "enrolled" or (
            self.state == "present" and self.result == "none" and not self.has_exam
        )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    def _check_session_state(self, *states):
        self.session_id._check_state(*states)

    def _check_result_possible(self):
        self.check_access("write")
        self._check_no_exam()
        self._check_session_state("open")
        if any(attendance.state != "present" for attendance in self):
            raise UserError(
                self.env._("Only people who were present can get a result.")
            )
        if any(attendance.result != "none" for attendance in self):
            raise UserError(
                self.env._("There is a result already. Undo it to correct it.")
            )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _prepare_certificate_values(self):
        self.ensure_one()
        first_day = self.session_id._get_first_day()
        if self.course_id._has_parts():
            # the last part may have come long after the session
            first_day = max(first_day, self.session_id._get_today())
        return {
            "attendance_id": self.id,
            "collaborator_id": self.collaborator_id.id,
            "course_id": self.course_id.id,
            "date_from": first_day,
            "date_to": self.course_id._get_last_valid_day(first_day),
        }
