from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.misc import format_datetime

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ, local_date

# Written by the methods below alone, never by a form or an import.
METHOD_FIELDS = {
    "state",
    "seats_taken",
    "waiting_count",
    "calendar_event_id",
    "cancel_reason",
    "reminded_at",
}
# What people who are enrolled are told of when it changes
PROMISED = {"start", "stop", "place", "link"}


class HccSession(models.Model):
    """One session of a course, on one day, with a trainer and seats.

    Trainers schedule and close their own. Coordinators of the area enrol;
    collaborators see the open ones of their branch and may enrol themselves, or
    wait in the order of asking. The database guards the seats: ``seats_taken`` is
    counted in SQL, under a CHECK, so two people cannot both have the last one.
    """

    _name = "hcc.session"
    _description = "Training session"
    _inherit = [
        "hcc.journal.mixin",
        "hcc.seats.mixin",
        "hcc.trainer.calendar.mixin",
        "hcc.session.people",
        "hcc.session.where",
        "hcc.session.notice",
        "hcc.session.here",
        "hcc.session.opinion",
    ]
    _order = "start desc, id desc"

    def _default_trainer_id(self):
        if self.env.user.has_group("hcc_collaborator.group_hcc_trainer"):
            return self.env.user
        return False

    course_id = fields.Many2one(
        "hcc.course", required=True, ondelete="restrict", index=True
    )
    trainer_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="restrict",
        index=True,
        default=lambda self: self._default_trainer_id(),
        domain=lambda self: self._get_trainer_domain(),
    )
    branch_id = fields.Many2one(
        "hcc.branch",
        ondelete="restrict",
        index="btree_not_null",
        help="For the collaborators of this branch. Empty: for the whole city.",
    )
    start = fields.Datetime(required=True, index=True)
    stop = fields.Datetime(
        required=True,
        compute="_compute_stop",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    material_count = fields.Integer(related="course_id.material_count")
    may_train = fields.Boolean(compute="_compute_may_train")

    _stop_after_start = models.Constraint(
        "CHECK (stop > start)", "The session must end after it starts."
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------
    @api.depends("start", "course_id")
    def _compute_stop(self):
        for session in self:
            if session.start:
                minutes = session.course_id.minutes or 60
                session.stop = session.start + timedelta(minutes=minutes)
            else:
                session.stop = session.stop

    @api.depends("trainer_id", "branch_id")
    @api.depends_context("uid")
    def _compute_may_train(self):
        allowed = self._origin._filtered_access("write")
        for session in self:
            session.may_train = not session._origin or session._origin in allowed

    @api.depends("course_id", "start")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for session in self:
            parts = (session.course_id.name, session._format_start())
            session.display_name = ", ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_method_fields(vals)
        sessions = super().create(vals_list)
        sessions._check_where()
        sessions._check_area()
        sessions._journal("created")
        return sessions

    def write(self, vals):
        self._check_method_fields(vals)
        planning = {"course_id", "trainer_id", "branch_id", *PROMISED}
        planned = planning.intersection(vals)
        self.check_access("write")
        if planned and not self.env.su:
            self._check_plannable()
        before = self._get_promises() if PROMISED.intersection(vals) else {}
        result = super().write(vals)
        if {"place", "link"}.intersection(vals):
            self._check_where()
        if {"branch_id", "trainer_id"}.intersection(vals):
            self._check_area()
        if planned:
            self._journal("planned", fields=sorted(planned))
            self._sync_calendar()
        self._tell_moved(before)
        if {"seats", "start", "stop"}.intersection(vals):
            self._promote_waiting()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(session.state != "draft" for session in self):
            raise UserError(
                self.env._(
                    "Only a draft session can be deleted. Cancel this one instead."
                )
            )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_open(self):
        """Open the sessions for enrolment and put them in the trainers' calendars.

        :raises UserError: not a draft, or already over
        """
        self._check_state("draft")
        now = fields.Datetime.now()
        if any(session.stop <= now for session in self):
            raise UserError(
                self.env._("This session is already over. Please choose a later time.")
            )
        self._open()
        self._check_still_mine()

    def action_done(self):
        """Close the sessions, once attendance and results are complete."""
        self._check_state("open")
        self.check_access("write")
        # sudo: hcc.attendance - the session is the user's own, checked above
        attendances_sudo = self.sudo().attendance_ids
        if any(attendance._is_pending() for attendance in attendances_sudo):
            raise UserError(
                self.env._(
                    "Some people have no attendance or no result yet. "
                    "Please mark them first."
                )
            )
        attendances_sudo.filtered(
            lambda attendance: attendance.state == "waiting"
        )._release(promote=False)
        self._set_state("done")
        self._ask_for_feedback()

    def action_reopen(self):
        """Open closed sessions again, to correct attendance or results."""
        self._check_state("done")
        self._set_state("open")

    def action_cancel_form(self):
        """Ask for the reason of a cancellation."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel the session"),
            "res_model": "hcc.session.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_session_id": self.id},
        }

    def action_view_attendances(self):
        """Open the attendance list, made for a phone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_training.hcc_attendance_action_session"
        )
        action["domain"] = [("session_id", "=", self.id)]
        action["display_name"] = self.display_name
        return action

    def action_view_materials(self):
        """Open what there is to read for this session."""
        self.ensure_one()
        return self.course_id.action_view_materials()

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------
    def _open(self):
        self._set_state("open")
        self._sync_calendar()

    def _cancel(self, reason):
        """Cancel the sessions; every seat is given back.

        :param str reason: why, shown to the people who were enrolled
        """
        self._check_state("draft", "open")
        self.check_access("write")
        # sudo: hcc.attendance - its state is written by methods only, the right to
        # cancel the session was checked above
        live_sudo = self.sudo().attendance_ids.filtered(
            lambda attendance: attendance.state != "cancelled"
        )
        if any(attendance.result != "none" for attendance in live_sudo):
            raise UserError(
                self.env._("This session has results and cannot be cancelled any more.")
            )
        live_sudo._release(promote=False)
        self._set_state("cancelled", cancel_reason=reason)
        self._tell_cancelled(live_sudo)
        self._sync_calendar()

    def _set_state(self, state, **values):
        self.check_access("write")
        # sudo: hcc.session - the state is written by methods only, access checked above
        self.sudo().write({"state": state, **values})
        self._journal(state)

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    @api.model
    def _get_trainer_domain(self):
        group = self.env.ref("hcc_collaborator.group_hcc_trainer")
        return [("all_group_ids", "in", group.ids), ("share", "=", False)]

    def _get_first_day(self):
        """Return the local day on which the session starts."""
        self.ensure_one()
        return local_date(self.start)

    @api.model
    def _get_today(self):
        return local_date(fields.Datetime.now())

    def _format_start(self):
        if not self.start:
            return ""
        return format_datetime(
            self.env, self.start, tz=LOCAL_TZ, dt_format="HH:mm dd/MM/yyyy"
        )

    def _check_state(self, *states):
        if any(session.state not in states for session in self):
            labels = dict(self._fields["state"]._description_selection(self.env))
            wrong = self.filtered(lambda session: session.state not in states)[:1]
            raise UserError(
                self.env._(
                    "The session “%(session)s” is in the state “%(state)s”: "
                    "this step is not possible now.",
                    session=wrong.display_name,
                    state=labels[wrong.state],
                )
            )

    def _check_plannable(self):
        """Refuse to replan what has begun to have a history."""
        self._check_state("draft", "open")
        if any(att.state in ("present", "absent") for att in self.attendance_ids):
            raise UserError(
                self.env._(
                    "Attendance has already been taken: the course, the time and "
                    "the trainer can no longer change."
                )
            )

    @api.model
    def _check_method_fields(self, vals):
        if not self.env.su and METHOD_FIELDS.intersection(vals):
            raise UserError(
                self.env._("This field changes by the buttons of the session only.")
            )

    def _check_area(self):
        """A trainer plans for the own area, or for the city as its trainer."""
        self.invalidate_recordset(["may_train"])
        # sudo: res.users - reading the trainer's own groups only
        group = self.env.ref("hcc_collaborator.group_hcc_trainer")
        for session in self if not self.env.su else self.browse():
            trainer_sudo = session.trainer_id.sudo()
            if group not in trainer_sudo.all_group_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s is not a trainer.", user=session.trainer_id.name
                    )
                )
        self._check_still_mine()
        own = self.env.user.hcc_trainer_ward_ids.branch_id
        if not self.env.su and any(
            s.branch_id and s.branch_id not in own for s in self
        ):
            raise ValidationError(
                self.env._("You can only plan sessions for the branches of your area.")
            )

    def _check_still_mine(self):
        """Refuse what would take a session out of the reach of who plans it."""
        if not self.env.su and self - self._filtered_access("write"):
            raise AccessError(
                self.env._(
                    "A trainer plans a draft for a colleague, and opens and changes "
                    "only the own sessions. Please ask an administrator."
                )
            )
