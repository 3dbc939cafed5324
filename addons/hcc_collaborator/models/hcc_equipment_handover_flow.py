import base64
import binascii

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

PNG = b"\x89PNG"
MAX_SIGNATURE = 200_000
# {state in which it is signed: (office's signature, collaborator's, who, when)}
SIGNED = {
    "prepared": ("given_signature", "taken_signature", "given_by_id", "given_at"),
    "returning": (
        "return_office_signature",
        "return_holder_signature",
        "returned_to_id",
        "returned_at",
    ),
}


class HccEquipmentHandoverFlow(models.AbstractModel):
    """Signing, returning and losing what was handed over."""

    _name = "hcc.equipment.handover.flow"
    _description = "Steps of a Handover"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_sign(self):
        """Open the form in which this step is signed."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_equipment_sign_action"
        )
        if self.state == "prepared":
            action["name"] = self.env._("Sign the handover")
        return action | {"context": {"default_handover_id": self.id}}

    def action_cancel(self):
        """The handover does not take place."""
        self.check_access("write")
        if any(handover.state != "prepared" for handover in self):
            raise UserError(
                self.env._("It has been handed over: it can be returned only.")
            )
        self._cancel()

    def action_link_session(self):
        """ "This is my tablet": remember the session that it is signed in with."""
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user or not self.is_held:
            raise AccessError(self.env._("Only whoever has the tablet links it."))
        name = self._require_current_session()
        # sudo: hcc.equipment.handover - its holder does not write it
        handover_sudo = self.sudo()
        known = self._get_open_sessions(self.user_id)
        names = [
            other
            for other in handover_sudo.session_names or []
            if other in known and other != name
        ]
        handover_sudo._write_guarded(
            {"session_names": [*names, name], "linked_at": fields.Datetime.now()}
        )
        self._journal("tablet_linked", equipment=self.equipment_id.id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Linked. If this tablet is lost, it is signed out at once."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_end_all_sessions(self):
        """Sign the holder out everywhere, in case the lost device was not linked."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "lost":
            raise UserError(self.env._("Only for what is lost."))
        names = self._get_open_sessions(self.user_id)
        count = self._end_named_sessions(names - {self._get_current_session()})
        self._journal(
            "sessions_ended", equipment=self.equipment_id.id, sessions_ended=count
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Signed out: %(count)s sessions.", count=count),
            },
        }

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    def _sign(self, office=None, holder=None, unsigned_reason=""):
        """Put signatures under this step; with both, it counts.

        :param office: picture (base64) that the one who hands over has drawn
        :param holder: picture that the collaborator has drawn, on the own phone or
            on the device of the office
        :param str unsigned_reason: why a return is not signed by the collaborator
        """
        self.ensure_one()
        self.check_access("read")
        if self.state not in SIGNED:
            raise UserError(self.env._("There is nothing to sign."))
        office_name, holder_name, by_name, _at_name = SIGNED[self.state]
        mine = self.user_id == self.env.user
        values = {}
        if office:
            self._check_office()
            values[office_name] = self._check_picture(office)
            values[by_name] = self.env.uid
        if holder:
            if not mine:
                self._check_office()
            values[holder_name] = self._check_picture(holder)
        elif unsigned_reason and self.state == "returning":
            self._check_office()
            values["unsigned_reason"] = unsigned_reason
        if not values:
            raise UserError(self.env._("Please sign first."))
        # sudo: hcc.equipment.handover, maintenance.equipment - who signs was
        # checked above
        handover_sudo = self.sudo()
        for name in (office_name, holder_name):
            if name in values and handover_sudo[name]:
                raise UserError(self.env._("This has been signed already."))
        handover_sudo._write_guarded(values)
        self._journal(
            "handover_signed",
            step=self.state,
            office=bool(office),
            holder=bool(holder),
            on_own_device=bool(holder) and mine,
        )
        if handover_sudo[office_name] and (
            handover_sudo[holder_name] or handover_sudo.unsigned_reason
        ):
            handover_sudo._complete()
        elif office:
            handover_sudo._tell_to_sign()

    def _complete(self):
        """Both have signed: the equipment changes hands."""
        self.ensure_one()
        now = fields.Datetime.now()
        equipment = self.equipment_id
        if self.state == "prepared":
            equipment._check_available(prepared=True)
            self._write_guarded({"state": "open", "given_at": now})
            equipment._set_state("handed_over")
            equipment.write({"hcc_condition": self.given_condition})
            self._journal("handover_open", equipment=equipment.id)
            return
        self._write_guarded({"state": "returned", "returned_at": now})
        equipment._set_state("in_repair" if self.to_repair else "in_stock")
        equipment.write({"hcc_condition": self.returned_condition})
        if not self.to_repair and self.returned_condition != "broken":
            equipment._settle_faults()
        self._journal("handover_returned", equipment=equipment.id)

    def _begin_return(self, condition, missing="", to_repair=False):
        """The office takes it back; it counts when both have signed.

        :param str condition: at return
        :param str missing: what is missing, in words
        :param bool to_repair: it goes to repair and not into stock
        """
        self.ensure_one()
        self._check_office()
        if self.state != "open" or not condition:
            raise UserError(self.env._("Choose something that was handed over."))
        self._write_guarded(
            {
                "state": "returning",
                "returned_condition": condition,
                "missing": missing,
                "to_repair": to_repair,
            }
        )
        self._journal("handover_returning", equipment=self.equipment_id.id)

    def _replace(self, replacement, accessories=""):
        """Prepare the handover of other equipment to the same person.

        :param replacement: maintenance.equipment that is in stock
        :return: the new handover, to be signed
        """
        self.ensure_one()
        self._check_office()
        return self.create(
            {
                "equipment_id": replacement.id,
                "collaborator_id": self.collaborator_id.id,
                "accessories": accessories,
                "replaces_id": self.id,
            }
        )

    def _lose(self, words):
        self._write_guarded(
            {"state": "lost", "returned_at": fields.Datetime.now(), "loss_words": words}
        )

    def _cancel(self):
        self._write_guarded({"state": "cancelled"})
        for handover in self:
            handover._journal("handover_cancelled", equipment=handover.equipment_id.id)

    def _get_sessions_to_end(self):
        """Which sessions a loss ends: the linked ones, or else all of the holder.

        Linked ones that are over count for nothing: the tablet was signed in anew
        since, so everything ends. The session that reports stays, unless it is
        the lost device itself.

        :return: (set of names, whether they were linked)
        """
        self.ensure_one()
        # sudo: hcc.equipment.handover - the names of its sessions
        linked = set(self.sudo().session_names or [])
        known = self._get_open_sessions(self.user_id) if self.user_id else set()
        if linked & known:
            return linked & known, True
        return known - {self._get_current_session()}, False

    def _end_sessions(self):
        names, _linked = self._get_sessions_to_end()
        return self._end_named_sessions(names)

    # -------------------------------------------------------------------------
    # CHECKS
    # -------------------------------------------------------------------------

    def _check_office(self):
        """The user writes handovers of this ward, and not the own ones."""
        self.check_access("write")
        if self.user_id and self.user_id == self.env.user:
            raise UserError(
                self.env._("Somebody else of the office hands over to you.")
            )

    def _check_unsigned(self):
        if self.filtered(
            lambda handover: handover.state != "prepared"
            or handover.given_signature
            or handover.taken_signature
        ):
            raise UserError(self.env._("What was signed does not change."))

    def _check_picture(self, picture):
        """Return the picture if it is one that was drawn.

        :raises UserError: for anything else
        """
        try:
            content = base64.b64decode(picture, validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content.startswith(PNG) or len(content) > MAX_SIGNATURE:
            raise UserError(self.env._("Please draw the signature once more."))
        return picture
