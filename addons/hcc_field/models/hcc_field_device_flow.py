from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.models.mixins.hcc_account_mixin import GROUP_STATES


class HccFieldDeviceFlow(models.AbstractModel):
    """What happens to a device, one method for each step."""

    _name = "hcc.field.device.flow"
    _description = "Steps of a Device"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    last_sync_words = fields.Char("Last sync", compute="_compute_words")
    wipe_words = fields.Char("Wiping", compute="_compute_words")

    @api.depends("last_sync_at", "state", "wipe_told_at", "wiped_at")
    @api.depends_context("lang")
    def _compute_words(self):
        _, words = self.env._, self.env["hcc.words"]
        for device in self:
            synced = device.last_sync_at
            device.last_sync_words = words._relative(synced) if synced else _("never")
            if device.wiped_at:
                device.wipe_words = _("wiped")
            elif device.wipe_told_at:
                device.wipe_words = _("told to wipe itself")
            elif device.state != "active":
                device.wipe_words = _("wipes itself at its next contact")
            else:
                device.wipe_words = False

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "collaborator_id",
            "equipment_id",
            "last_seen_at",
            "last_sync_at",
            "name",
            "session_name",
            "state",
            "token_digest",
            "uid",
            "unsent_count",
            "user_id",
            "ward_id",
            "wipe_told_at",
            "wiped_at",
        }

    # -------------------------------------------------------------------------
    # ACTIONS of the coordinator
    # -------------------------------------------------------------------------

    def action_report_lost(self):
        """It is lost or stolen: it wipes itself at its next contact."""
        self._check_in_use()
        self._end("lost")
        return True

    def action_revoke(self):
        """It is not used any more: it wipes itself at its next contact."""
        self._check_in_use()
        self._end("revoked")
        return True

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    def _end(self, state):
        """Take devices out of use.

        The token stays valid: what the device has sealed before is still delivered,
        for the coordinator to look at, and the order to wipe needs a contact.

        :param str state: ``lost`` or ``revoked``
        """
        # sudo: hcc.field.device - the callers have checked who may
        devices_sudo = self.sudo().filtered(lambda device: device.state == "active")
        names = {device.session_name for device in devices_sudo if device.session_name}
        sessions = self.env["hcc.equipment.sessions"]
        # whoever reports it from the device itself reads the answer first
        ended = sessions._end_named_sessions(names - {sessions._get_current_session()})
        devices_sudo._write_guarded({"state": state})
        devices_sudo._journal(f"field_device_{state}", sessions_ended=ended)

    def _must_wipe(self):
        """Whether nothing may stay on the device."""
        self.ensure_one()
        return (
            self.state != "active"
            or not self.user_id.active
            or self.collaborator_id.state not in GROUP_STATES
            or self.collaborator_id.user_id != self.user_id
        )

    def _note_contact(self, **values):
        """Note that the device was here.

        :return: whether it must wipe itself
        """
        self.ensure_one()
        now = fields.Datetime.now()
        wipe = self._must_wipe()
        values["last_seen_at"] = now
        if wipe and not self.wipe_told_at:
            values["wipe_told_at"] = now
            self._journal("field_device_told_to_wipe")
        elif not wipe and self.wipe_told_at:
            # the helper works again
            values |= {"wipe_told_at": False, "wiped_at": False}
        self._write_guarded(values)
        return wipe

    def _note_wiped(self):
        """The device says that it holds nothing any more."""
        if not self.wiped_at:
            self._write_guarded({"wiped_at": fields.Datetime.now()})
            self._journal("field_device_wiped")

    def _check_in_use(self):
        self.check_access("write")
        if any(device.state != "active" for device in self):
            raise UserError(self.env._("This device is out of use already."))
