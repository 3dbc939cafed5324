import hashlib
import hmac
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.models.mixins.hcc_account_mixin import GROUP_STATES

from ..tools.messages import is_uid

NAME_LENGTH = 60
#: browsers of one person; whoever has more takes one away first
MOST = 12


class HccFieldDevice(models.Model):
    """A browser in which a helper uses the field page.

    It is told by a random token that it got once, when its helper was signed in.
    With the token alone it delivers what it has sealed and learns whether it must
    wipe itself; it reads nothing about anybody. A device that is lost or revoked is
    ordered to wipe itself at its next contact, whatever that is.
    """

    _name = "hcc.field.device"
    _description = "Device in the Field"
    _inherit = ["hcc.field.device.flow", "hcc.ward.scoped.mixin"]
    _order = "last_seen_at desc, id desc"

    name = fields.Char(required=True)
    uid = fields.Char("Device ID", required=True, readonly=True, copy=False)
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Helper",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        "Tablet",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    token_digest = fields.Char(groups=fields.NO_ACCESS, copy=False)
    session_name = fields.Char(groups=fields.NO_ACCESS, copy=False)
    state = fields.Selection(
        [("active", "In use"), ("lost", "Lost"), ("revoked", "Revoked")],
        required=True,
        readonly=True,
        default="active",
    )
    last_seen_at = fields.Datetime("Last contact", readonly=True)
    last_sync_at = fields.Datetime("Last sync on", readonly=True)
    unsent_count = fields.Integer("Not sent yet", readonly=True, aggregator=None)
    wipe_told_at = fields.Datetime("Told to wipe", readonly=True)
    wiped_at = fields.Datetime("Wiped", readonly=True)

    _uid_uniq = models.UniqueIndex(
        "(uid, user_id)", "This browser is known already for this account."
    )

    @api.model
    def _enroll(self, uid, name):
        """Make this browser a device of the user who is signed in.

        :return: (device in sudo, its token: it is told once and kept nowhere)
        :raises UserError: with words for the page
        """
        user = self.env.user
        # sudo: hcc.collaborator, hcc.field.device - a helper's own
        person_sudo = user.sudo().hcc_collaborator_ids.filtered(
            lambda person: person.state in GROUP_STATES
        )[:1]
        if not person_sudo:
            raise UserError(self.env._("The field page is for collaborators."))
        devices_sudo = self.sudo().search([("user_id", "=", user.id)])
        device_sudo = devices_sudo.filtered(lambda device: device.uid == uid)
        if device_sudo.state in ("lost", "revoked"):
            raise UserError(
                self.env._("This device was taken out of use. Set it up anew.")
            )
        active = devices_sudo.filtered(lambda device: device.state == "active")
        if not device_sudo and len(active) >= MOST:
            raise UserError(
                self.env._(
                    "You use the field page on too many devices. Ask your coordinator "
                    "to revoke those that you do not use."
                )
            )
        token = secrets.token_urlsafe(32)
        values = {
            "name": name,
            "collaborator_id": person_sudo.id,
            "token_digest": self._digest(token),
            "last_seen_at": fields.Datetime.now(),
            "wipe_told_at": False,
            "wiped_at": False,
            **self._get_session_values(),
        }
        if device_sudo:
            device_sudo._write_guarded(values)
        else:
            device_sudo = self.sudo().create({"uid": uid, "user_id": user.id, **values})
        device_sudo._journal("field_device_registered")
        return device_sudo, token

    @api.model
    def _find(self, uid, token):
        """The device that asks, in sudo; nothing when it is not known.

        :param str uid: made on the device
        :param str token: given at registration
        """
        # sudo: hcc.field.device - whoever has the token is the device
        devices_sudo = self.sudo()
        if not is_uid(uid) or not token or len(token) > 100:
            return devices_sudo
        digest = self._digest(token)
        for device_sudo in devices_sudo.search([("uid", "=", uid)]):
            if hmac.compare_digest(device_sudo.token_digest or "", digest):
                return device_sudo
        return devices_sudo

    @api.model
    def _digest(self, token):
        return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

    @api.model
    def _get_session_values(self):
        """The session that asks, and the tablet that it is linked with."""
        name = self.env["hcc.equipment.sessions"]._get_current_session()
        # sudo: hcc.equipment.handover - which tablet the helper has linked
        handovers_sudo = self.env["hcc.equipment.handover"].sudo()
        held = handovers_sudo.search(
            [
                ("user_id", "=", self.env.uid),
                ("state", "in", ("open", "returning")),
                ("session_names", "!=", False),
            ]
        )
        here = held.filtered(lambda handover: name in handover.session_names)
        values = {"session_name": name}
        if here:
            values["equipment_id"] = here[:1].equipment_id.id
        return values
