import logging
from datetime import timedelta

from psycopg2.errors import (
    DeadlockDetected,
    LockNotAvailable,
    SerializationFailure,
)

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.hcc_booking.models.hcc_appointment_flow import EARLY

from ..exceptions import FieldConflict
from ..tools.item import APPLIED

_logger = logging.getLogger(__name__)
#: what the web server tries again from the beginning
AGAIN = (DeadlockDetected, LockNotAvailable, SerializationFailure)
#: the office gave the visit to somebody else, or called it off
GONE = ("released", "declined", "expired")
#: milliseconds of a year: whatever is longer ago is no time
FAR = 365 * 24 * 3600 * 1000
#: the clock of a device may be read so much out of order
SLACK = timedelta(minutes=1)


class HccFieldFold(models.AbstractModel):
    """Decides what becomes of actions, visit by visit, and has them carried out.

    The conflict rule is the table in docs/field.md.
    """

    _name = "hcc.field.fold"
    _description = "Actions of a Visit"
    _inherit = ["hcc.field.rules", "hcc.guard.mixin", "hcc.journal.mixin"]

    # -------------------------------------------------------------------------
    # TIME
    # -------------------------------------------------------------------------

    def _set_times(self, items, clocks, now, device_now):
        """Say when each was done, by the clock of the server.

        The clock of a device counts for how long ago something was, seen from the
        moment of sending, and no more. Times of a visit are in the order in which
        things were done, none is in the future, and nothing of a visit that took
        place is before a helper may begin.

        :param dict clocks: {id: clock of the device in milliseconds}
        """
        by_entry = {}
        for item in sorted(items, key=lambda item: item.seq):
            by_entry.setdefault(item.entry, []).append(item)
        for entry, same in by_entry.items():
            before = None
            for item in same:
                ago = device_now - clocks[item.uid]
                # nobody's device is that old
                at = now - timedelta(milliseconds=min(max(ago, -FAR), FAR))
                least = item.since or at
                if entry and self._get_kind_rule(item.kind).proves:
                    least = max(least, entry.start - EARLY)
                right = max(min(max(at, least), now), before or at)
                right = min(right, now)
                item.jumped = abs(right - at) > SLACK
                item.at = before = right.replace(microsecond=0)

    # -------------------------------------------------------------------------
    # THE RULE
    # -------------------------------------------------------------------------

    @api.model
    def _follow(self, entries):
        """Where helpers have their visits now: a visit that moves is offered anew,
        to the same helper where that can be.

        :param entries: ``hcc.assignment`` in sudo
        :return: {assignment: itself, or what its helper has of the same visit now}
        """
        gone = entries.filtered(lambda entry: entry.state in GONE)
        live = gone and gone.search(
            [
                ("appointment_id", "in", gone.appointment_id.ids),
                ("user_id", "in", gone.user_id.ids),
                ("is_live", "=", True),
                ("state", "!=", "held"),
            ]
        )
        own = {(entry.appointment_id, entry.user_id): entry for entry in live}
        return {entry: entry for entry in entries} | {
            entry: own.get((entry.appointment_id, entry.user_id), entry)
            for entry in gone
        }

    def _carry_out(self, device, items):
        """Judge and apply; nothing here raises for one of them."""
        todo = []
        lost = device._must_wipe()
        for item in items:
            if item.status != APPLIED:
                continue
            if not item.entry:
                item.refuse(
                    self.env._("This visit is not known, or is no longer yours.")
                )
            elif not self._get_handler(item.kind):
                item.refuse(self.env._("This is not known here. Load the page anew."))
            elif self._get_kind_rule(item.kind).always:
                todo.append(item)
            elif item.entry.request_id.citizen_id.erased_at:
                item.refuse(
                    self.env._(
                        "The data of this person were taken away: nothing is kept of "
                        "this."
                    )
                )
            elif lost:
                item.attach(
                    self.env._(
                        "This device is out of use: the coordinator looks at it."
                    )
                )
            else:
                todo.append(item)
        self._lock_entries({item.entry.id for item in todo})
        proved = self._find_proved(todo)
        by_entry = {}
        for item in todo:
            by_entry.setdefault(item.entry, []).append(item)
        for entry, same in by_entry.items():
            self._carry_out_visit(entry, same, entry.id in proved)

    def _carry_out_visit(self, entry, items, proved):
        gone = entry.state in GONE or entry.appointment_id.state == "cancelled"
        by_kind = {}
        for item in sorted(items, key=lambda item: item.seq):
            rule = self._get_kind_rule(item.kind)
            if gone and not rule.always:
                self._judge_gone(item, proved)
            else:
                by_kind.setdefault(item.kind, []).append(item)
        kinds = sorted(
            by_kind,
            key=lambda kind: (self._get_kind_rule(kind).rank, by_kind[kind][0].seq),
        )
        for kind in kinds:
            self._run(kind, by_kind[kind])

    def _judge_gone(self, item, proved):
        """The office's word counts for a visit that was not started; what happened
        at one that took place is kept for the coordinator."""
        if proved:
            item.attach(
                self.env._(
                    "The office has changed this visit meanwhile: the coordinator "
                    "looks at what you recorded."
                )
            )
        else:
            item.refuse(
                self.env._("The office has given this visit away or called it off.")
            )

    def _find_proved(self, items):
        """Which of the visits took place, as their helpers told.

        :return: set of ids of assignments
        """
        rules = self._get_kind_rules()
        kinds = [kind for kind, rule in rules.items() if rule.proves]
        proved = {item.entry.id for item in items if item.kind in kinds}
        rest = {
            item.entry.id
            for item in items
            if item.entry.state in GONE
            or item.entry.appointment_id.state == "cancelled"
        } - proved
        if rest:
            rows = self.env.execute_query(
                SQL(
                    """SELECT DISTINCT assignment_id FROM hcc_field_action
                        WHERE assignment_id = ANY(%s) AND kind = ANY(%s)
                          AND status IN ('applied', 'attached', 'taken', 'kept')""",
                    sorted(rest),
                    kinds,
                )
            )
            proved |= {number for (number,) in rows}
        return proved

    # -------------------------------------------------------------------------
    # CARRYING OUT
    # -------------------------------------------------------------------------

    def _get_handler(self, kind):
        return getattr(self, f"_apply_{kind}", None)

    def _lock_entries(self, ids):
        """Whoever changes one of these at once is waited for, and then the web
        server begins anew with what is true by then."""
        if ids:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM hcc_assignment WHERE id = ANY(%s) ORDER BY id"
                    " FOR NO KEY UPDATE",
                    sorted(ids),
                ),
                log_exceptions=False,
            )

    def _mark_changed(self, entry):
        """Let whoever waits for this visit begin anew.

        What is added to it is in no row that they wait for: they would not see it,
        and fail over it.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE hcc_assignment SET write_date = write_date WHERE id = %s",
                entry.id,
            )
        )

    def _run(self, kind, items):
        """Apply actions of one kind of one visit; when they fail together, each alone.

        So nothing takes anything else with it.
        """
        try:
            with self.env.cr.savepoint():
                self._get_handler(kind)(items)
            return
        except AGAIN:
            raise
        except Exception as error:
            for item in items:
                item.reset()
            if len(items) == 1:
                self._say_failed(items[0], error)
                return
        for item in items:
            self._run(kind, [item])

    def _say_failed(self, item, error):
        if isinstance(error, FieldConflict):
            item.attach(str(error))
        elif isinstance(error, UserError):
            item.refuse(str(error))
        else:
            # its words may name a person
            _logger.warning(
                "Action %s (%s) of a device was not applied: %s",
                item.action.id,
                item.kind,
                type(error).__name__,
            )
            item.attach(
                self.env._("This could not be applied: the coordinator looks at it.")
            )
