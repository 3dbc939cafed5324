from odoo import models
from odoo.exceptions import UserError
from odoo.http import STORED_SESSION_BYTES, request, root


class HccEquipmentSessions(models.AbstractModel):
    """The web sessions that a device holds, and their end.

    Core keeps the first half of each session's key with the user (``res.device``):
    it names a session and opens none.
    """

    _name = "hcc.equipment.sessions"
    _description = "Web Sessions of a Device"

    def _get_current_session(self):
        """Return the name of the session that asks, or nothing outside the web."""
        if not request or not request.session.uid:
            return ""
        return request.session.sid[:STORED_SESSION_BYTES]

    def _get_open_sessions(self, user):
        """Return the names of all sessions in which the user is signed in.

        :param user: res.users, one
        :rtype: set
        """
        # sudo: res.device.log - of the holder, for the coordinator as well
        logs_sudo = self.env["res.device.log"].sudo()
        names = {
            name
            for (name,) in logs_sudo._read_group(
                [("user_id", "=", user.id), ("revoked", "=", False)],
                ["session_identifier"],
            )
        }
        return names - root.session_store.get_missing_session_identifiers(names)

    def _end_named_sessions(self, names):
        """Sign the sessions out now; what they still send is refused.

        The files go at once, before this transaction ends: should it fail, somebody
        signs in once more, and no lost device stays signed in.

        :return: how many there were
        """
        if not names:
            return 0
        root.session_store.delete_from_identifiers(sorted(names))
        # sudo: res.device.log - core's list of devices shows them no longer
        logs_sudo = self.env["res.device.log"].sudo()
        logs_sudo.search([("session_identifier", "in", sorted(names))]).write(
            {"revoked": True}
        )
        return len(names)

    def _require_current_session(self):
        """Return the session that asks.

        :raises UserError: outside a browser
        """
        name = self._get_current_session()
        if not name:
            raise UserError(self.env._("Open this page on the tablet itself."))
        return name
