from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_booking.models.hcc_assignment_on_the_way import EARLIEST

from ..tools.item import Rule
from .hcc_safety_steps import RUNNING
from .hcc_visit_proof_giving import HOWS, MOMENTS

#: who hears of it later learns nothing from it
TOO_LATE = timedelta(minutes=20)


class HccFieldSafety(models.AbstractModel):
    """On the way, proof and safety, as they come from the field page.

    A call for help and “I am safe” count whatever became of the visit, and of the
    device.
    """

    _name = "hcc.field.safety"
    _description = "Safety from the Field Page"
    _inherit = ["hcc.field.rules"]

    def _get_kind_rules(self):
        return super()._get_kind_rules() | {
            "on_the_way": Rule(rank=15),
            "help": Rule(rank=25, always=True),
            "proof": Rule(rank=60, proves=True),
            # after the visit was closed; these two as they were made
            "timer": Rule(rank=96, always=True),
            "safe": Rule(rank=96, always=True),
        }

    def _apply_on_the_way(self, items):
        item, entry = items[0], items[0].entry
        if entry.on_the_way_at or entry.state in ("started", "done", "no_show"):
            return
        if entry.state != "accepted" or entry.place != "home":
            raise UserError(
                self.env._("Only for a visit at home that you have accepted.")
            )
        if item.at < entry.start - EARLIEST:
            raise UserError(
                self.env._("Not earlier than two hours before the visit, please.")
            )
        now = fields.Datetime.now()
        if now - item.at > TOO_LATE or now > entry.stop:
            entry._write_guarded({"on_the_way_at": item.at})
            entry._journal("on_the_way")
            if not item.forced:
                # out there all the same; who decides later has heard of the helper
                self.env["hcc.safety.watch"]._watch(entry, item.at)
            item.words = self.env._(
                "This came too late to tell the person that you were on the way."
            )
        elif not entry._set_out(item.at):
            item.words = self.env._("Please call the person: no message reaches them.")

    def _apply_proof(self, items):
        good = [item for item in items if self._is_proof(item)]
        if not good:
            return
        states = self.env["hcc.visit.proof"]._give(
            good[0].entry,
            [
                {
                    "moment": item.payload["moment"],
                    "how": item.payload["how"],
                    "code": item.payload.get("code"),
                    "signature": item.payload.get("signature"),
                    "at": item.at,
                    # sudo: hcc.field.device - the one that sent this
                    "device": item.action.sudo().device_id,
                }
                for item in good
            ],
        )
        words = {
            "wrong": self.env._("The proof was not right. It is noted; try again."),
            "limited": self.env._(
                "Too many wrong numbers: this one was noted and not looked at. A "
                "signature is possible."
            ),
        }
        for item, state in zip(good, states, strict=True):
            item.words = words.get(state, "")

    def _is_proof(self, item):
        if item.payload.get("moment") in MOMENTS and item.payload.get("how") in HOWS:
            return True
        item.refuse(self.env._("This could not be read. Load the page anew."))
        return False

    def _apply_help(self, items):
        self._get_watch(items)._call_help(items[0].at)

    def _apply_safe(self, items):
        self._get_watch(items)._end("helper", items[-1].at)

    def _apply_timer(self, items):
        watch = self._get_watch(items)
        for item in items:
            minutes = item.payload.get("minutes")
            if type(minutes) is not int:
                minutes = watch._get_minutes("safety_extend_minutes")
            if watch.state in RUNNING:
                watch._extend(minutes, item.at)
            else:
                item.words = self.env._("No timer runs at this visit.")

    def _get_watch(self, items):
        return self.env["hcc.safety.watch"]._get_or_make(items[0].entry)
