from odoo import fields, models
from odoo.exceptions import UserError

from .hcc_appointment_flow import EARLY

OPEN = ("offered", "accepted", "started")
REASON_LENGTH = 250


class HccAssignmentFlow(models.AbstractModel):
    """What a helper does with a visit, one method for each step."""

    _name = "hcc.assignment.flow"
    _description = "Steps of an Assignment"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "appointment_id",
            "calendar_event_id",
            "calendar_stale",
            "collaborator_id",
            "is_live",
            "offered_at",
            "reason",
            "request_id",
            "role",
            "start",
            "state",
            "stop",
            "user_id",
            "ward_id",
        }

    # -------------------------------------------------------------------------
    # ACTIONS of the helper, or of a coordinator for the helper
    # -------------------------------------------------------------------------

    def action_accept(self):
        """Take the visit that was offered."""
        self._check_step(("offered",))
        self._write_state("accepted")
        return True

    def action_hand_back(self, reason=False):
        """Give the visit back; the next best is asked at once.

        :param str reason: words for the record
        """
        self._check_step(("offered", "accepted"))
        if reason and len(str(reason)) > REASON_LENGTH:
            raise UserError(
                self.env._("At most %(limit)s characters, please.", limit=REASON_LENGTH)
            )
        for entry in self.sudo():  # sudo: hcc.appointment - who takes it over
            entry._release(
                "declined" if entry.state == "offered" else "released", reason
            )
            entry.flush_recordset()
            entry.appointment_id._fill()
        return True

    def action_start(self):
        """The visit begins."""
        self._start()
        return True

    def action_done(self):
        """The visit is over and helped."""
        self._done()
        return True

    def action_no_show(self):
        """The citizen is not there."""
        self._check_step(OPEN)
        for entry in self:
            entry.appointment_id._mark_no_show()
        return True

    def action_return_visit(self):
        """Close this visit and ask for another time for the same request."""
        self._check_step(("accepted", "started", "done"))
        for entry in self:
            if entry.state != "done":
                entry._done()
            # sudo: hcc.request - helpers change it through their visit alone
            entry.sudo().request_id._return_visit()
        return True

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    def _start(self, at=None):
        """Begin the visits.

        :param datetime at: naive UTC, now by default
        """
        self._check_step(("offered", "accepted"))
        at = at or fields.Datetime.now()
        for entry in self:
            if at < entry.start - EARLY:
                raise UserError(
                    self.env._(
                        "It is too early to start visit %(reference)s.",
                        reference=entry.reference,
                    )
                )
        self._write_state("started")
        # sudo: hcc.appointment, hcc.request - helpers change them through here
        waiting_sudo = self.sudo().appointment_id.filtered(
            lambda visit: visit.state == "booked"
        )
        if waiting_sudo:
            waiting_sudo._begin(at)

    def _done(self, at=None):
        """Close the visits as done.

        :param datetime at: naive UTC, now by default
        """
        self._check_step(OPEN)
        for entry in self:
            # sudo: hcc.assignment - who closes an offer accepts it with that
            entry.sudo()._accept_if_offered()
            entry.appointment_id._complete(at)

    def _accept_if_offered(self):
        self.filtered(lambda entry: entry.state == "offered")._write_state("accepted")

    def _release(self, state, reason=False):
        """Take the visit from the helper.

        :param str state: ``released``, ``declined`` or ``expired``
        :param str reason: words for the record
        """
        self._write_guarded({"reason": reason or False})
        self._write_state(state)

    def _close(self, state):
        self._write_state(state)

    def _write_state(self, state):
        if not self:
            return
        for before, same in self.grouped("state").items():
            same._journal("assignment_state", before=before, after=state)
        self._write_guarded({"state": state, "calendar_stale": True})

    # -------------------------------------------------------------------------
    # CHECKS
    # -------------------------------------------------------------------------

    def _check_step(self, states):
        """Whether the user may, and whether each is in such a state."""
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for entry in self:
            if entry.state not in states:
                raise UserError(
                    self.env._(
                        "This cannot be done: visit %(reference)s is “%(state)s”.",
                        reference=entry.reference,
                        state=labels[entry.state],
                    )
                )
