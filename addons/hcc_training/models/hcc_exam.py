from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import NO_ACCESS, Domain


class HccExam(models.Model):
    """One try of a person at the examination of a course.

    The questions and answers lie in ``survey``, which nobody reads but whoever
    writes questions; here stands what became of it. A collaborator reads the own
    tries, trainers those of their sessions, coordinators and readers those of
    their wards. Made and closed by methods only.
    """

    _name = "hcc.exam"
    _description = "Try at an Examination"
    _inherit = ["hcc.ward.scoped.mixin", "hcc.journal.mixin"]
    _order = "id desc"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", required=True, readonly=True, ondelete="restrict"
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
    course_id = fields.Many2one(
        "hcc.course", required=True, readonly=True, ondelete="restrict", index=True
    )
    attendance_id = fields.Many2one(
        "hcc.attendance",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: the examination alone.",
    )
    trainer_id = fields.Many2one(
        related="attendance_id.trainer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Answers",
        required=True,
        readonly=True,
        ondelete="restrict",
        groups=NO_ACCESS,
    )
    number = fields.Integer("Try", required=True, readonly=True, aggregator=None)
    started_at = fields.Datetime("Begun", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    score = fields.Float("Score (%)", digits=(5, 1), readonly=True, aggregator="avg")
    state = fields.Selection(
        [
            ("open", "Not finished"),
            ("passed", "Passed"),
            ("failed", "Failed"),
            ("annulled", "Annulled"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    certificate_id = fields.Many2one("hcc.certificate", readonly=True, copy=False)
    is_own = fields.Boolean(compute="_compute_is_own")

    _answers_unique = models.UniqueIndex("(user_input_id)")
    _one_open_each = models.UniqueIndex(
        "(collaborator_id, course_id) WHERE state = 'open'",
        "This examination has begun already.",
    )
    _person_idx = models.Index("(collaborator_id, course_id)")

    @api.depends("course_id", "number")
    def _compute_display_name(self):
        for exam in self:
            exam.display_name = self.env._(
                "%(course)s, try %(number)s",
                course=exam.course_id.name,
                number=exam.number,
            )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_own(self):
        for exam in self:
            exam.is_own = exam.user_id == self.env.user

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_continue(self):
        """Open the pages of the examination again."""
        self.ensure_one()
        self.check_access("read")
        self._check_own(self.collaborator_id)
        return self._get_page_action()

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------
    @api.model
    def _start(self, collaborator, course, attendance=None):
        """Give the person the pages of the examination; asked twice, the same.

        :param collaborator: ``hcc.collaborator`` of the user
        :param course: ``hcc.course`` with an examination
        :param attendance: ``hcc.attendance`` that allows it; none: it stands alone
        :return: the try, not finished
        :raises UserError: already passed, or no try left
        """
        self._check_own(collaborator)
        # sudo: hcc.exam, survey - made by this method only, the right was checked
        course_sudo, collaborator_sudo = course.sudo(), collaborator.sudo()
        tries_sudo = self.sudo()._get_tries(collaborator_sudo, course_sudo, attendance)
        open_sudo = tries_sudo.filtered(lambda exam: exam.state == "open")
        open_sudo._close_overdue()
        open_sudo = open_sudo.filtered(lambda exam: exam.state == "open")
        if open_sudo:
            return open_sudo[:1].with_env(self.env)
        # of two taps PostgreSQL refuses the second, which then finds the first's
        collaborator_sudo._queue_up()
        survey_sudo = course_sudo.survey_id
        if any(exam.state == "passed" for exam in tries_sudo):
            raise UserError(self.env._("You have passed this examination already."))
        if len(tries_sudo) >= survey_sudo.attempts_limit:
            raise UserError(
                self.env._(
                    "You have used all your tries. Please come to a session of the "
                    "course again."
                )
            )
        exam_sudo = self.sudo().create(
            {
                "collaborator_id": collaborator_sudo.id,
                "course_id": course_sudo.id,
                "attendance_id": attendance.id if attendance else False,
                "number": len(tries_sudo) + 1,
                "user_input_id": survey_sudo._create_exam_input(
                    collaborator_sudo.user_id, tries_sudo.user_input_id
                ).id,
            }
        )
        exam_sudo.flush_recordset()
        exam_sudo._journal("exam_started")
        return exam_sudo.with_env(self.env)

    @api.model
    def _get_tries(self, collaborator, course, attendance=None):
        """The tries that count together: of one seat in a session, or alone.

        Alone, what was passed once does not count for the next time.
        """
        domain = Domain("collaborator_id", "=", collaborator.id) & Domain(
            "course_id", "=", course.id
        )
        tries = self.search(domain & Domain("state", "!=", "annulled"), order="id")
        # whatever is open is gone on with, from wherever it was begun
        going_on = tries.filtered(lambda exam: exam.state == "open")
        if attendance:
            return going_on | tries.filtered(
                lambda exam: exam.attendance_id == attendance
            )
        alone = tries.filtered(lambda exam: not exam.attendance_id)
        passed = alone.filtered(lambda exam: exam.state == "passed")
        last = passed[-1:]
        if last and last._is_done_with():
            alone = alone.filtered(lambda exam: exam.id > last.id)
        return going_on | alone

    def _is_done_with(self):
        """Whether what this try gave ends soon, so that another may be begun."""
        self.ensure_one()
        certificate = self.certificate_id
        if not certificate:
            return False
        if certificate.state != "valid":
            return True
        soon = fields.Date.add(
            self.env["hcc.session"]._get_today(), days=self.course_id.renew_days
        )
        return bool(certificate.date_to) and certificate.date_to <= soon

    def _finish(self):
        """Write down the result of tries whose answers are in.

        Called when ``survey`` closes the answers; the second time changes nothing.
        """
        for exam in self.filtered(lambda exam: exam.state == "open"):
            exam.collaborator_id._queue_up()
            answers = exam.user_input_id
            passed = answers.scoring_success
            exam.write(
                {
                    "state": "passed" if passed else "failed",
                    "score": answers.scoring_percentage,
                    "started_at": answers.start_datetime,
                    "ended_at": answers.end_datetime,
                }
            )
            exam.flush_recordset()
            exam._journal("exam_passed" if passed else "exam_failed")
            if exam.attendance_id:
                exam.attendance_id._on_exam(exam)
            elif passed:
                exam._certify_complete()

    def _close_overdue(self):
        """Close tries whose time has run out and that nobody sent off."""
        for exam in self.filtered(lambda exam: exam.state == "open"):
            answers = exam.user_input_id
            if answers.state == "in_progress" and answers.survey_time_limit_reached:
                answers._mark_done()

    def _certify_complete(self):
        """Give the certificates of examinations alone, once all parts are there."""
        ready = self.filtered(
            lambda exam: (
                exam.state == "passed"
                and not exam.attendance_id
                and not exam.certificate_id
                and not exam.course_id._get_missing_practice(exam.collaborator_id)
            )
        )
        for exam in ready:
            exam.certificate_id = self.env["hcc.certificate"]._issue(
                [exam._prepare_certificate_values()]
            )

    def _annul(self):
        """The result was taken back: the person may try again."""
        self.write({"state": "annulled"})
        self._journal("exam_annulled")

    @api.model
    def _cron_close_overdue(self):
        """Close what was begun, ran out of time and was never sent off."""
        exams = self.search(
            [("state", "=", "open"), ("user_input_id.state", "=", "in_progress")],
            order="id",
        )
        self.env["ir.cron"]._commit_progress(remaining=len(exams))
        for exam in exams:
            exam = exam.try_lock_for_update().filtered_domain([("state", "=", "open")])
            exam._close_overdue()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _check_own(self, collaborator):
        # sudo: hcc.collaborator - whose it is
        if not self.env.su and collaborator.sudo().user_id != self.env.user:
            raise AccessError(
                self.env._("Everybody takes the examination for oneself alone.")
            )

    def _get_page_action(self):
        # sudo: survey.survey, survey.user_input - the address of the own pages
        answers_sudo = self.sudo().user_input_id
        survey_sudo = answers_sudo.survey_id
        return {
            "type": "ir.actions.act_url",
            "url": f"/survey/{survey_sudo.access_token}/{answers_sudo.access_token}",
            "target": "self",
        }

    def _prepare_certificate_values(self):
        self.ensure_one()
        today = self.env["hcc.session"]._get_today()
        return {
            "exam_id": self.id,
            "collaborator_id": self.collaborator_id.id,
            "course_id": self.course_id.id,
            "date_from": today,
            "date_to": self.course_id._get_last_valid_day(today),
        }
