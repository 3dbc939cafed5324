from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DEFAULTS = {
    "safety_minutes": 30,
    "safety_extend_minutes": 30,
    "safety_ask_minutes": 10,
    "safety_branch_minutes": 20,
    "safety_help_minutes": 5,
}
#: minutes that a page may add at once
MOST = 120
#: nothing was asked and nobody told of the time that runs now
AFRESH = {"asked_at": False, "told_at": False, "branch_told_at": False}
#: the timer runs: somebody is out there
RUNNING = ("running", "asked", "late")
CALM = {"taken_at": False, "taken_by_id": False}


class HccSafetySteps(models.AbstractModel):
    """What a helper at a home visit does for the own safety."""

    _name = "hcc.safety.steps"
    _description = "Steps of a Watch"

    # -------------------------------------------------------------------------
    # ACTIONS of the helper, in the own list
    # -------------------------------------------------------------------------

    def action_safe(self):
        """I am safe."""
        self._check_own()
        self._end("helper", fields.Datetime.now())
        return self._reload(self.env._("Thank you, good that you are back."))

    def action_extend(self):
        """I need longer."""
        self._check_own()
        self._extend(self._get_minutes("safety_extend_minutes"), fields.Datetime.now())
        return self._reload(
            self.env._("Noted: until %(time)s.", time=self[:1].due_words)
        )

    def action_help(self):
        """I need help; nothing is heard, and the screen says little."""
        self._check_own()
        self._call_help(fields.Datetime.now())
        return self._reload(self.env._("Sent."))

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    @api.model
    def _get_or_make(self, entries):
        """The watches of some assignments, made where there is none.

        :param entries: ``hcc.assignment``
        :return: watches in sudo
        """
        # sudo: hcc.safety.watch - written by methods, for whoever has the visit
        watches_sudo = self.env["hcc.safety.watch"].sudo()
        found = watches_sudo.search([("assignment_id", "in", entries.ids)])
        missing = entries.sudo() - found.assignment_id
        return found | watches_sudo.create(
            [{"assignment_id": entry.id} for entry in missing]
        )

    @api.model
    def _watch(self, entries, at=None):
        """Start the timer of home visits: at setting out, and anew at the start.

        So a helper whose telephone has no network or no battery left at the home is
        missed all the same.

        :param entries: ``hcc.assignment``
        :param datetime at: naive UTC, now by default
        """
        at = at or fields.Datetime.now()
        homes = entries.filtered(lambda entry: entry.place == "home")
        for watch in self._get_or_make(homes) if homes else ():
            due = watch._get_first_due(at)
            if watch.extensions:
                due = max(due, watch.due)
            watch._write_guarded(
                {
                    "state": "running",
                    "started_at": watch.started_at or at,
                    "due": due,
                    "over_at": False,
                    "over_by": False,
                    **AFRESH,
                    **({} if watch._is_calling() else CALM),
                }
            )
            watch._journal("safety_started", due=str(due))

    def _get_first_due(self, at):
        """When the helper should have been heard from: once, not twice.

        A while after the planned end; the check-in of an evening visit is that
        moment where it comes sooner.
        """
        # sudo: hcc.appointment - when the own visit ends
        entry_sudo = self.sudo().assignment_id
        stop = max(entry_sudo.stop, at + (entry_sudo.stop - entry_sudo.start))
        due = stop + timedelta(minutes=self._get_minutes("safety_minutes"))
        check_in = entry_sudo.appointment_id.checkin_due
        return min(due, check_in) if check_in and check_in > at else due

    def _extend(self, minutes, at):
        """The helper needs longer, and so is well.

        :param int minutes: how much longer
        :param datetime at: naive UTC, when the helper said so
        """
        minutes = min(max(minutes, 1), MOST)
        for watch in self.sudo():  # sudo: hcc.safety.watch - the caller checked
            if watch.state not in RUNNING:
                raise UserError(self.env._("No timer runs at this visit."))
            # whoever answers in time gets the whole time that was asked for
            due = max(watch.due, at) + timedelta(minutes=minutes)
            watch._write_guarded(
                {
                    "state": "running",
                    "due": due,
                    "extensions": watch.extensions + 1,
                    **AFRESH,
                    **({} if watch._is_calling() else CALM),
                }
            )
            watch._journal("safety_extended", due=str(due))

    def _end(self, by, at):
        """The helper is back; a call for help stays until the office settles it.

        :param str by: ``helper``, ``visit`` or ``office``
        :param datetime at: naive UTC
        """
        # sudo: hcc.safety.watch, hcc.appointment - the caller checked
        out = self.sudo().filtered(lambda watch: watch.state != "over")
        if not out:
            return
        out._write_guarded({"state": "over", "over_at": at, "over_by": by})
        out._journal("safety_over", by=by)
        if by == "visit":
            return
        waiting = out.appointment_id.filtered(
            lambda visit: visit.checkin_due and not visit.checked_in_at
        )
        # another helper of the visit is out there still, and is asked too
        waiting -= out.search(
            [("appointment_id", "in", waiting.ids), ("state", "in", RUNNING)]
        ).appointment_id
        for visit in waiting:
            # the check-in of an evening visit was answered with that
            visit._check_in()

    def _call_help(self, at):
        """Tell the coordinator and the branch at once; pressed again it tells no
        second time while the call is open. Where nobody takes it, all are told once
        more, see the escalation.

        :param datetime at: naive UTC
        """
        for watch in self.sudo():  # sudo: hcc.safety.watch - the caller checked
            if watch._is_calling():
                continue
            watch._write_guarded(
                {
                    "help_at": at,
                    "help_told_at": fields.Datetime.now(),
                    "help_again_at": False,
                    "help_closed_at": False,
                    "help_closed_by_id": False,
                    **CALM,
                }
            )
            watch._journal("help_called")
            watch._tell_office("help_call", ("coordinator", "branch"))

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _check_own(self):
        """
        :raises AccessError: when somebody else has the visit
        """
        self.check_access("read")
        if any(watch.user_id != self.env.user for watch in self):
            raise AccessError(self.env._("Only whoever has the visit says this."))

    @api.model
    def _get_minutes(self, name):
        # sudo: ir.config_parameter - a number
        raw = self.env["ir.config_parameter"].sudo().get_param(f"hcc_field.{name}")
        return int(raw) if raw and str(raw).isdecimal() else DEFAULTS[name]

    def _reload(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
