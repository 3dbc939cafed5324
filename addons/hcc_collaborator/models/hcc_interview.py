from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import format_datetime

from ..tools.localtime import LOCAL_TZ
from .hcc_collaborator_application import STATUS_PATH

# A cheap calendar event: no invitation, no alarm, no follower mail.
CALENDAR_CONTEXT = {
    "dont_notify": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_mail_to_attendees": True,
    "skip_attendee_notification": True,
    "skip_contact_description": True,
    "tracking_disable": True,
}
MINUTES = 30


class HccInterview(models.Model):
    """A talk with an applicant, in the calendars of those who lead it.

    The calendar shows the reference of the application and the place, nobody's
    name. The applicant is told of the time, and of each change of it.
    """

    _name = "hcc.interview"
    _description = "Interview"
    _inherit = ["hcc.guard.mixin", "hcc.ward.scoped.mixin", "hcc.journal.mixin"]
    _order = "start desc, id desc"
    _rec_name = "reference"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", "Applicant", required=True, index=True, ondelete="cascade"
    )
    reference = fields.Char(related="collaborator_id.application_reference")
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    start = fields.Datetime(required=True, index=True)
    stop = fields.Datetime(
        compute="_compute_stop",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    place = fields.Char(help="Where to come to; empty when it is online.")
    link = fields.Char(help="Address of the meeting when it is online.")
    interviewer_ids = fields.Many2many(
        "res.users",
        "hcc_interview_interviewer_rel",
        string="Interviewers",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
    )
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Held"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="planned",
        copy=False,
    )
    # how often it was moved: each move is told once
    moves = fields.Integer(readonly=True, copy=False)
    calendar_event_id = fields.Many2one(
        "calendar.event",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _one_planned = models.UniqueIndex("(collaborator_id) WHERE state = 'planned'")
    _times_check = models.Constraint(
        "CHECK (stop > start)", "An interview ends after it begins."
    )
    _place_check = models.Constraint(
        "CHECK (place IS NOT NULL OR link IS NOT NULL)",
        "Say where the interview is, or give the link to it.",
    )
    _link_check = models.Constraint(
        "CHECK (link IS NULL OR link ~ '^https://')",
        "A link begins with https://",
    )

    @api.depends("start")
    def _compute_stop(self):
        for interview in self:
            if interview.start:
                # in a form: what is moved stays as long as it was
                before = interview._origin
                interview.stop = interview.start + before._get_length()

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "calendar_event_id",
            "collaborator_id",
            "moves",
            "state",
        }

    # -------------------------------------------------------------------------
    # CRUD
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [{**vals, "state": "planned"} for vals in vals_list]
        self._check_none_planned([vals.get("collaborator_id") for vals in vals_list])
        interviews = super().create(vals_list)
        for interview in interviews:
            if not interview.collaborator_id._is_candidate():
                raise UserError(self.env._("Only who is in selection is interviewed."))
        interviews._journal("interview_planned")
        interviews._sync_calendar()
        interviews._tell_planned()
        return interviews

    def write(self, vals):
        if any(interview.state != "planned" for interview in self):
            raise UserError(
                self.env._("What was held or cancelled is not changed any more.")
            )
        result = True
        for length, group in self.grouped(HccInterview._get_length).items():
            moved = {}
            if vals.get("start") and "stop" not in vals:
                start = fields.Datetime.to_datetime(vals["start"])
                moved = {"stop": start + length}
            result = super(HccInterview, group).write({**vals, **moved})
        if {"start", "stop", "place", "link", "interviewer_ids"} & vals.keys():
            self._sync_calendar()
        if {"start", "place", "link"} & vals.keys():
            for moves, group in self.grouped("moves").items():
                group._write_guarded({"moves": moves + 1})
            self._journal("interview_moved")
            self._tell_planned()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_calendar(self):
        # sudo: calendar.event - of the interviewers, whoever plans
        self.sudo().calendar_event_id.with_context(**CALENDAR_CONTEXT).unlink()

    @api.model
    def _check_none_planned(self, people_ids):
        """Say it in words before the database refuses it."""
        # sudo: hcc.interview - whether there is one, nothing of it
        if self.sudo().search_count(
            [("collaborator_id", "in", people_ids), ("state", "=", "planned")], limit=1
        ):
            raise UserError(
                self.env._(
                    "An interview with this applicant is planned already: move that "
                    "one."
                )
            )

    def _get_length(self):
        """How long it takes; half an hour for one to be."""
        if self.start and self.stop:
            return self.stop - self.start
        return timedelta(minutes=MINUTES)

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_done(self):
        """The interview was held: the applicant goes on to the decision."""
        self.check_access("write")
        self._end("done")
        self.collaborator_id.filtered(
            lambda person: person.state in ("applied", "screened")
        ).write({"state": "interviewed"})

    def action_cancel(self):
        """Call the interview off; the applicant is told."""
        self.check_access("write")
        planned = self.filtered(lambda interview: interview.state == "planned")
        planned._end("cancelled")
        planned._tell_cancelled()

    # -------------------------------------------------------------------------
    # BUSINESS METHODS
    # -------------------------------------------------------------------------

    def _end(self, state):
        """Close planned interviews; one that was called off leaves the calendar."""
        planned = self.filtered(lambda interview: interview.state == "planned")
        planned._write_guarded({"state": state})
        planned._journal(f"interview_{state}")
        if state == "cancelled":
            planned._unlink_calendar()

    def _sync_calendar(self):
        """Make the interviewers' calendars agree, without any mail."""
        # sudo: calendar.event - calendars of the interviewers, whoever plans
        events_sudo = self.env["calendar.event"].sudo().with_context(**CALENDAR_CONTEXT)
        missing = self.browse()
        for interview_sudo in self.sudo():
            event_sudo = interview_sudo.calendar_event_id
            if event_sudo:
                event_sudo.with_context(**CALENDAR_CONTEXT).write(
                    interview_sudo._prepare_calendar_values()
                )
            else:
                missing |= interview_sudo
        events_sudo = events_sudo.create(
            [interview._prepare_calendar_values() for interview in missing]
        )
        for interview_sudo, event_sudo in zip(missing, events_sudo, strict=True):
            interview_sudo._write_guarded({"calendar_event_id": event_sudo.id})

    def _prepare_calendar_values(self):
        """Values of the event: the reference, when, where, and nothing personal."""
        return {
            "name": self.reference,
            "start": self.start,
            "stop": self.stop,
            "user_id": self.interviewer_ids[:1].id,
            "partner_ids": [Command.set(self.interviewer_ids.partner_id.ids)],
            "location": self.place or False,
            "videocall_location": self.link or False,
        }

    # -------------------------------------------------------------------------
    # TELLING
    # -------------------------------------------------------------------------

    def _tell_planned(self):
        for interview in self:

            def words(person, interview=interview):
                return (
                    person.env._("Your interview"),
                    person.env._(
                        "We would like to meet you: %(when)s, %(where)s. If you cannot "
                        "come, please call us. Your reference: %(reference)s.",
                        when=interview._get_when(person.env),
                        where=interview.place or interview.link,
                        reference=interview.reference,
                    ),
                )

            self.env["hcc.notice"]._tell(
                interview.collaborator_id,
                "interview",
                words,
                key=f"{interview.id}:{interview.moves}",
                path=STATUS_PATH,
            )

    def _tell_cancelled(self):
        for interview in self:

            def words(person, interview=interview):
                return (
                    person.env._("Your interview does not take place"),
                    person.env._(
                        "The interview of %(when)s does not take place. We will get in "
                        "touch with you. Your reference: %(reference)s.",
                        when=interview._get_when(person.env),
                        reference=interview.reference,
                    ),
                )

            self.env["hcc.notice"]._tell(
                interview.collaborator_id,
                "interview",
                words,
                key=f"{interview.id}:cancelled",
            )

    def _get_when(self, env):
        """The time as people of the place say it, in the language of ``env``."""
        self.ensure_one()
        return format_datetime(
            env, self.start, tz=LOCAL_TZ, dt_format="HH:mm, EEEE dd/MM/yyyy"
        )
