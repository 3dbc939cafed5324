from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..exceptions import HelperNotFit, HelperTaken, SlotTaken

OPEN = ("booked", "in_progress")
#: a helper may come a little early
EARLY = timedelta(minutes=60)
MAX_HELPERS = 2


class HccAppointmentFlow(models.AbstractModel):
    """What may happen to a visit, one method for each step."""

    _name = "hcc.appointment.flow"
    _description = "Steps of a Visit"
    _inherit = [
        "hcc.appointment.booking",
        "hcc.appointment.hold",
        "hcc.appointment.candidates",
        "hcc.appointment.dossiers",
        "hcc.appointment.practice",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "assignment_ids",
            "checked_in_at",
            "checkin_due",
            "desk",
            "done_at",
            "helpers_needed",
            "in_hours",
            "is_return",
            "is_walk_in",
            "lead_id",
            "needs_hand",
            "place",
            "promised_at",
            "reminded_at",
            "request_id",
            "service_point_id",
            "start",
            "state",
            "stop",
            "ward_id",
        }

    # -------------------------------------------------------------------------
    # WHO GOES
    # -------------------------------------------------------------------------

    def _assign(self, collaborators):
        """A coordinator gives the visit to helpers; all concerned are told.

        :param collaborators: ``hcc.collaborator``
        :return: the new assignments
        :raises HelperNotFit: when one of them may not take it
        :raises SlotTaken: when one of them has another visit then
        """
        self.ensure_one()
        self._check_coordinator()
        self._check_state(OPEN)
        visit_sudo = self.sudo()  # sudo: hcc.appointment - access was checked above
        live = visit_sudo.assignment_ids.filtered("is_live")
        if len(live) + len(collaborators) > MAX_HELPERS:
            raise UserError(
                self.env._("A visit takes two helpers at most. Replace one instead.")
            )
        # sudo: hcc.collaborator - borrowed helpers are of other wards
        with self._taking_time():
            entries_sudo = visit_sudo._offer(collaborators.sudo())
        visit_sudo._journal("assigned", collaborator_ids=collaborators.ids)
        self.env["hcc.message"]._tell_citizens("helper_changed", visit_sudo.request_id)
        return entries_sudo.with_env(self.env)

    def _reassign(self, assignment, collaborator, reason=False):
        """Another helper goes instead; the time promised stays.

        The citizen and both helpers are told.

        :param assignment: open ``hcc.assignment`` of this visit
        :param collaborator: who goes now
        :param str reason: words for the record
        :return: the new assignment
        :raises HelperNotFit: when the new one may not take it
        :raises SlotTaken: when the new one has another visit then
        """
        self.ensure_one()
        self._check_coordinator()
        self._check_state(OPEN)
        # sudo: hcc.appointment, hcc.assignment - access was checked above
        visit_sudo, old_sudo = self.sudo(), assignment.sudo()
        if old_sudo.appointment_id != visit_sudo or old_sudo.state not in (
            "offered",
            "accepted",
            "started",
        ):
            raise UserError(self.env._("This helper does not have the visit any more."))
        # sudo: hcc.collaborator - borrowed helpers are of other wards
        with self._taking_time():
            old_sudo._release("released", reason or False)
            # a release and a new row on the same time need two statements
            old_sudo.flush_recordset()
            new_sudo = visit_sudo._offer(collaborator.sudo())
        visit_sudo._journal(
            "reassigned",
            before=old_sudo.collaborator_id.id,
            after=collaborator.id,
        )
        messages = self.env["hcc.message"]
        messages._tell_helpers("released", old_sudo)
        messages._tell_citizens("helper_changed", visit_sudo.request_id)
        return new_sudo.with_env(self.env)

    def _offer(self, collaborators, sure=(), are_held=False):
        """Offer the visit to these, the first as lead where there is none.

        :param sure: see ``hcc.assignment._assign``, as ``are_held``
        """
        self.ensure_one()
        has_lead = any(
            entry.is_live and entry.role == "lead" for entry in self.assignment_ids
        )
        entries = self.env["hcc.assignment"]._assign(
            [
                {
                    "appointment_id": self.id,
                    "collaborator_id": person.id,
                    "role": "companion" if has_lead or number else "lead",
                }
                for number, person in enumerate(collaborators)
            ],
            sure,
            are_held,
        )
        self.env["hcc.message"]._tell_helpers("offer", entries)
        return entries

    def _fill(self, first=None):
        """Offer the visit to the next best after somebody handed it back.

        Those who had it already are not asked again, unless they are chosen.

        :param first: ``hcc.collaborator`` to ask before the others
        :return: the new assignment, or none: the visit stays promised and red
        """
        self.ensure_one()
        entry = self.env["hcc.assignment"]
        if first:
            # sudo: hcc.collaborator - borrowed helpers are of other wards
            entry = self._offer_to_one_of(first.sudo())
        if not entry:
            people = self._candidates() - self.assignment_ids.collaborator_id
            entry = self._offer_to_one_of(people)
        return entry

    def _offer_to_one_of(self, people):
        """Offer the visit to the first who can take it; the citizen is told."""
        for person in people:
            try:
                with self.env.cr.savepoint():
                    entry = self._offer(person)
            except (ExclusionViolation, HelperNotFit, HelperTaken):
                continue
            self.env["hcc.message"]._tell_citizens("helper_changed", self.request_id)
            return entry
        return self.env["hcc.assignment"]

    # -------------------------------------------------------------------------
    # HOW IT GOES
    # -------------------------------------------------------------------------

    def _begin(self, at):
        self._write_guarded({"state": "in_progress"})
        self._journal("appointment_begun")
        self.request_id._begin(at)

    def _get_moment_of_telling(self):
        """The moment that is meant when none is said: now; of a visit that is told of
        on a later day, its end.

        :rtype: datetime
        """
        self.ensure_one()
        now = fields.Datetime.now()
        return self.stop if local_date(now) > local_date(self.stop) else now

    def _complete(self, at=None):
        """The visit is done: one assist, counted on the day it ended.

        :param datetime at: naive UTC; now by default, or the end that was promised
            when the visit is closed on a later day
        """
        self.ensure_one()
        self._check_helper_or_clerk()
        self._check_state(OPEN)
        visit_sudo = self.sudo()  # sudo: hcc.appointment - access was checked above
        at = at or visit_sudo._get_moment_of_telling()
        if visit_sudo.state == "booked" and at < visit_sudo.start - EARLY:
            raise UserError(self.env._("The visit has not begun yet."))
        live = visit_sudo.assignment_ids.filtered("is_live")
        if not live:
            raise UserError(self.env._("Say first who went to this visit."))
        there = live.filtered(lambda entry: entry.state in ("accepted", "started"))
        there = there or live[:1]
        there._close("done")
        (live - there)._release("released", self.env._("The visit is over."))
        visit_sudo._write_guarded({"state": "done", "done_at": at})
        visit_sudo._journal("appointment_done")
        visit_sudo._record_practice(there)
        visit_sudo.request_id._finish(at)

    def _mark_no_show(self, at=None):
        """The citizen was not there.

        :param datetime at: naive UTC, now by default
        """
        self.ensure_one()
        self._check_helper_or_clerk()
        self._check_state(OPEN)
        visit_sudo = self.sudo()  # sudo: hcc.appointment - access was checked above
        if (at or fields.Datetime.now()) < visit_sudo.start:
            raise UserError(self.env._("The visit has not begun yet."))
        visit_sudo.assignment_ids.filtered("is_live")._close("no_show")
        visit_sudo._write_guarded({"state": "no_show"})
        visit_sudo._journal("appointment_no_show")
        visit_sudo.request_id._miss()

    def _call_off(self):
        """Take the visits away: their helpers are free again, and told."""
        live = self.assignment_ids.filtered("is_live")
        live._release("released", self.env._("The visit is cancelled."))
        self._write_guarded({"state": "cancelled", "checkin_due": False})
        self._journal("appointment_cancelled")
        self.env["hcc.message"]._tell_helpers("cancelled", live)
        self.env["hcc.waiting"]._wake()

    def _check_in(self):
        """Somebody heard from the helper after an evening visit."""
        self.ensure_one()
        self._check_helper_or_clerk()
        visit_sudo = self.sudo()  # sudo: hcc.appointment - access was checked above
        if not visit_sudo.checkin_due or visit_sudo.checked_in_at:
            raise UserError(self.env._("No check-in is waited for."))
        visit_sudo._write_guarded({"checked_in_at": fields.Datetime.now()})
        visit_sudo._journal("checked_in")

    def action_check_in(self):
        self._check_in()
        return True

    # -------------------------------------------------------------------------
    # CHECKS
    # -------------------------------------------------------------------------

    @contextmanager
    def _taking_time(self):
        """Turn what PostgreSQL refuses into words; nothing has changed then."""
        try:
            with self.env.cr.savepoint():
                yield
        except ExclusionViolation as conflict:
            raise SlotTaken(
                self.env._("This helper has another visit at that time.")
            ) from conflict

    def _check_coordinator(self):
        if self.env.su:
            return
        self.check_access("write")
        if self.ward_id - self.env.user.hcc_coordinator_ward_ids:
            raise AccessError(
                self.env._("Only a coordinator of the ward decides who goes.")
            )

    def _check_helper_or_clerk(self):
        """The helper of a visit and the clerks of its ward may close it."""
        if self.env.su:
            return
        self.check_access("read")
        # sudo: hcc.assignment - whether the user has this visit
        helpers = self.sudo().assignment_ids.filtered("is_live").user_id
        if self.env.user not in helpers:
            self.check_access("write")

    def _check_state(self, states):
        # sudo: hcc.appointment - only its state; whether the user may is asked apart
        if self.sudo().state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This cannot be done: visit %(reference)s is “%(state)s”.",
                    reference=self.reference,
                    state=labels[self.state],
                )
            )
