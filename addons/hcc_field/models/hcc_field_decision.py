from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.item import APPLIED, Item
from .hcc_field_fold import EARLY, GONE


class HccFieldDecision(models.AbstractModel):
    """What a coordinator decides about actions that did not fit.

    Taken over, they count as if they had come in time: the visit is the helper's
    again where that is needed, and each is carried out by the same method as any
    other. Kept as a note, they change nothing and can be read.
    """

    _name = "hcc.field.decision"
    _description = "Decision about Actions in the Field"
    _inherit = ["hcc.field.rules", "hcc.guard.mixin", "hcc.journal.mixin"]

    visit_count = fields.Integer(compute="_compute_visit_count")

    @api.depends("status", "assignment_id")
    def _compute_visit_count(self):
        """How many of the same visit wait."""
        waiting = self._read_group(
            [
                ("assignment_id", "in", self.assignment_id.ids),
                ("status", "=", "attached"),
            ],
            ["assignment_id"],
            ["__count"],
        )
        counts = {entry.id: count for entry, count in waiting}
        for action in self:
            action.visit_count = counts.get(action.assignment_id.id, 0)

    # -------------------------------------------------------------------------
    # ACTIONS of the coordinator
    # -------------------------------------------------------------------------

    def action_take_over(self):
        """What the helper told counts."""
        self._check_to_decide()
        # sudo: hcc.assignment - which one its helper has of the same visit now
        now = self._follow(self.assignment_id.sudo())
        for entry, same in self.grouped("assignment_id").items():
            same._take_over(now.get(entry, entry))
        self._decide("taken")
        return True

    def action_take_over_visit(self):
        """All that waits of this visit counts."""
        self.ensure_one()
        return self.search(
            [("assignment_id", "=", self.assignment_id.id), ("status", "=", "attached")]
        ).action_take_over()

    def action_keep(self):
        """It stays to be read, and changes nothing."""
        self._check_to_decide()
        self._decide("kept")
        return True

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    def _check_to_decide(self):
        self.check_access("write")
        self.lock_for_update()
        self.invalidate_recordset(["status"])
        if any(action.status != "attached" for action in self):
            raise UserError(self.env._("Somebody has decided about this already."))

    def _decide(self, status):
        # sudo: hcc.field.action - what was said goes, which nobody reads, but for what
        # stays of any other of its kind that was applied
        actions_sudo = self.sudo()
        actions_sudo._write_guarded(
            {
                "status": status,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        actions_sudo.filtered(
            lambda action: (
                status != "taken" or not self._get_kind_rule(action.kind).keep
            )
        )._write_guarded({"payload": False})
        self._journal("field_action_decided", status=status)

    def _take_over(self, entry):
        """Carry out actions of one visit, all of them or none."""
        # sudo: hcc.assignment, hcc.field.action - a coordinator of the ward decides,
        # as was checked; what was said is nobody's to read
        entry_sudo, actions_sudo = entry.sudo(), self.sudo()
        items = [action._to_item(entry_sudo) for action in actions_sudo]
        if self._is_to_reopen(entry_sudo, {item.kind for item in items}):
            proving = [i.at for i in items if self._get_kind_rule(i.kind).proves]
            self._reopen(entry_sudo, min(proving))
        by_kind = {}
        for item in sorted(items, key=lambda item: item.seq):
            by_kind.setdefault(item.kind, []).append(item)
        for kind in sorted(by_kind, key=lambda kind: self._get_kind_rule(kind).rank):
            getattr(self, f"_apply_{kind}")(by_kind[kind])
        for item in items:
            if item.status != APPLIED:
                raise UserError(item.words)
            values = {"text": item.text} if item.text else {}
            if self._get_kind_rule(item.kind).keep:
                values["payload"] = item.payload
            if values:
                actions_sudo.browse(item.action.id)._write_guarded(values)

    def _to_item(self, entry):
        """The action as a handler takes it, at a time that is possible."""
        at = max(self.at or self.received_at, entry.start - EARLY)
        if self.kind == "no_show":
            at = max(at, entry.start)
        item = Item(
            uid=self.uid,
            kind=self.kind,
            seq=self.seq,
            number=entry.id,
            payload=self.payload or {},
            entry=entry,
            at=min(at, fields.Datetime.now()),
        )
        item.action, item.forced = self, True
        return item

    def _is_to_reopen(self, entry, kinds):
        """Whether the visit has to be the helper's again for this."""
        visit = entry.appointment_id
        proving = {kind for kind in kinds if self._get_kind_rule(kind).proves}
        if visit.state == "done" or not proving:
            return False
        if visit.state == "no_show":
            return bool(proving - {"no_show"})
        return entry.state in GONE or visit.state == "cancelled"

    def _reopen(self, entry, began_at):
        """The visit is the helper's again, as what happened shows.

        :param datetime began_at: naive UTC, the first that shows it
        """
        visit, request = entry.appointment_id, entry.request_id
        if request.current_appointment_id != visit:
            raise UserError(
                self.env._(
                    "The person has another visit by now. Keep this as a note, and "
                    "record there what is to be added."
                )
            )
        others = visit.assignment_ids.filtered(
            lambda other: (
                other != entry and other.is_live and other.role == entry.role
            )
        )
        with visit._taking_time():
            others._release("released", self.env._("Another helper made this visit."))
            others.flush_recordset()
            if visit.state in ("cancelled", "no_show"):
                visit._write_guarded({"state": "in_progress"})
            entry._write_state("started")
        if visit.state == "booked":
            visit._begin(began_at)
        elif request.state in ("cancelled", "no_show"):
            request._write_guarded(
                {"state": "in_progress", "cancel_reason": False, "cancelled_by": False}
            )
        visit._journal("field_reopened", assignment=entry.id)
        self.env["hcc.message"]._tell_helpers("released", others)

    # -------------------------------------------------------------------------
    # WORDS
    # -------------------------------------------------------------------------

    def _get_kind_names(self):
        """What the kinds of actions are called, for the office.

        :rtype: dict
        """
        _ = self.env._
        return {
            "accept": _("Accepted"),
            "checklist": _("Papers seen"),
            "done": _("Done"),
            "dossier": _("Dossier"),
            "no_show": _("Citizen not there"),
            "note": _("Note"),
            "photo": _("Photo"),
            "return_visit": _("Another visit is needed"),
            "start": _("Started"),
        }

    def _describe(self, item):
        """What an action says, in words for whoever decides; made to be extended.

        :param item: see ``hcc.field.sync``
        :rtype: str
        """
        told = item.payload
        match item.kind:
            case "dossier":
                return self._describe_dossier(told)
            case "checklist" | "photo":
                return ""
            case _other:
                parts = [str(each) for each in told.values() if isinstance(each, str)]
                return "\n".join(part for part in parts if len(part) <= 1000)

    def _describe_dossier(self, told):
        filed = dict(
            self.env["hcc.visit.finish"]
            ._fields["filed"]
            ._description_selection(self.env)
        )
        reasons = self.env["hcc.dossier"]._fields["not_filed_reason"]
        number = told.get("procedure")
        procedure = self.env["hcc.procedure"]
        if type(number) is int and 0 < number < 2**31:
            # sudo: hcc.procedure - what it is called
            procedure = procedure.sudo().browse(number).exists()
        parts = [
            filed.get(str(told.get("filed"))),
            procedure.name,
            told.get("code"),
            dict(reasons._description_selection(self.env)).get(str(told.get("reason"))),
            told.get("note"),
        ]
        return "\n".join(str(part)[:1000] for part in parts if part)
