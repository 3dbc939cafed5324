from odoo import models


class HccEquipmentHandover(models.Model):
    """The browsers of a tablet go out of use with it, and wipe themselves."""

    _inherit = "hcc.equipment.handover"

    def _end_sessions(self):
        # asked before the sessions are gone
        devices_sudo = self._find_field_devices()
        ended = super()._end_sessions()
        devices_sudo._end("lost")
        return ended

    def _complete(self):
        was_returning = self.state == "returning"
        res = super()._complete()
        if was_returning:
            self._find_tablet_devices()._end("revoked")
        return res

    def _find_tablet_devices(self):
        # sudo: hcc.field.device - whoever reports a loss or takes something back
        # needs no right on devices
        return (
            self.env["hcc.field.device"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.user_id.id),
                    ("equipment_id", "=", self.equipment_id.id),
                    ("state", "=", "active"),
                ]
            )
        )

    def _find_field_devices(self):
        """Which devices a loss takes, as sessions: the linked ones, or else all.

        The one that reports stays, unless it is the lost tablet itself.

        :return: ``hcc.field.device`` in sudo
        """
        names, linked = self._get_sessions_to_end()
        known = self._find_tablet_devices()
        mine = known.search(
            [("user_id", "=", self.user_id.id), ("state", "=", "active")]
        )
        if linked or known:
            return known | mine.filtered(lambda device: device.session_name in names)
        current = self._get_current_session()
        return mine.filtered(
            lambda device: (
                # of another tablet nobody said that it is lost
                not device.equipment_id
                and not (current and device.session_name == current)
            )
        )
