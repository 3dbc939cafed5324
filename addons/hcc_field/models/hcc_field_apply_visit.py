from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.hcc_booking.models.hcc_assignment import OPEN_STATES

from ..exceptions import FieldConflict
from ..tools.item import Rule

WISH_LENGTH = 250


class HccFieldApplyVisit(models.AbstractModel):
    """How a visit goes: taken, begun, done, nobody there, to be continued."""

    _name = "hcc.field.apply.visit"
    _description = "Steps of a Visit in the Field"
    _inherit = ["hcc.field.rules"]

    def _get_kind_rules(self):
        return super()._get_kind_rules() | {
            "accept": Rule(rank=10),
            "start": Rule(rank=20, proves=True),
            "no_show": Rule(rank=90, proves=True),
            "done": Rule(rank=91, proves=True),
            "return_visit": Rule(rank=95, proves=True),
        }

    @contextmanager
    def _keeping(self):
        """What the office's rules refuse of a visit that took place is kept."""
        try:
            with self.env.cr.savepoint():
                yield
        except FieldConflict:
            raise
        except UserError as error:
            raise FieldConflict(str(error)) from error

    def _apply_accept(self, items):
        entry = items[0].entry
        if entry.state != "offered":
            return
        if any(item.number == entry.id for item in items):
            entry.action_accept()
            return
        for item in items:
            item.refuse(
                self.env._(
                    "The office has changed this visit. Look at it, and accept it anew."
                )
            )

    def _apply_start(self, items):
        entry = items[0].entry
        if entry.state == "no_show":
            raise FieldConflict(self._say_closed(entry))
        if entry.state in ("offered", "accepted"):
            with self._keeping():
                entry._start(items[0].at)

    def _apply_done(self, items):
        entry = items[0].entry
        if entry.state == "no_show":
            raise FieldConflict(self._say_closed(entry))
        if entry.state in OPEN_STATES:
            with self._keeping():
                entry._done(items[0].at)

    def _apply_no_show(self, items):
        entry = items[0].entry
        if entry.appointment_id.state == "done":
            raise FieldConflict(self._say_closed(entry.appointment_id))
        if entry.state in OPEN_STATES:
            with self._keeping():
                entry.appointment_id._mark_no_show(items[0].at)

    def _apply_return_visit(self, items):
        entry, request = items[0].entry, items[0].entry.request_id
        if entry.state in OPEN_STATES:
            with self._keeping():
                entry._done(items[0].at)
        if request.state in ("waiting", "booked"):
            items[0].words = self.env._("Another visit is being agreed on already.")
            return
        wish = str(items[0].payload.get("wish") or "")[:WISH_LENGTH]
        items[0].text = wish
        with self._keeping():
            request._return_visit(wish=wish)

    def _say_closed(self, record):
        """:param record: the visit, or its assignment"""
        labels = dict(record._fields["state"]._description_selection(self.env))
        return self.env._(
            "The office closed this visit as “%(state)s” meanwhile.",
            state=labels[record.state],
        )
