import binascii
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import hash_sign, verify_hash_signed

_SCOPE = "hcc_training.here"
#: before the session begins and after it ends
MARGIN = timedelta(minutes=30)
#: The code on the screen changes every minute; who scanned one and still has to
#: sign in has this long. A picture of it sent home is of no use after that.
CODE_LIFE = timedelta(minutes=10)


class HccSessionHere(models.AbstractModel):
    """Presence by a code that the trainer shows and participants scan."""

    _name = "hcc.session.here"
    _description = "Presence by a QR code"

    is_on = fields.Boolean(string="On now", compute="_compute_is_on")

    def _compute_is_on(self):
        now = fields.Datetime.now()
        today = self._get_today()
        for session in self:
            session.is_on = (
                session.state == "open"
                and bool(session.start)
                and session.start - MARGIN <= now <= session.stop + MARGIN
                and session._get_first_day() == today
            )

    def action_show_code(self):
        """Open the page with the code, to be shown to everybody in the room."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcc/training/code/{self.id}",
            "target": "new",
        }

    def _make_here_token(self):
        """Return what the code of this minute says."""
        self.ensure_one()
        # sudo: ir.config_parameter - the secret that signs it
        return hash_sign(self.env(su=True), _SCOPE, self.id, expiration=CODE_LIFE)

    def _find_here(self, token):
        """Return the session of a code, or none when it is forged or too old.

        The session comes back as superuser: whoever stands in its room may not
        be of its branch.
        """
        try:
            # sudo: ir.config_parameter - the secret that signs it
            session_id = verify_hash_signed(self.env(su=True), _SCOPE, token)
        except (ValueError, IndexError, binascii.Error):
            session_id = None
        if not isinstance(session_id, int):
            return self.browse()
        # sudo: hcc.session - the signed code is the permission to know of it
        return self.sudo().browse(session_id).exists()

    def _mark_here(self):
        """Mark the collaborator who is signed in as present.

        The caller has checked a code of this session.

        :raises UserError: no seat, not now, or marked otherwise
        """
        self.ensure_one()
        self._check_here()
        attendance_sudo = self._get_here_attendance()
        if attendance_sudo.state == "present":
            return
        # sudo: hcc.attendance - one's own, with a code that was just on the screen
        attendance_sudo._set(state="present")
        attendance_sudo.with_env(self.env)._journal("present", by="code")

    def _check_here(self):
        """:raises UserError: why the user cannot be marked as present"""
        if not self.is_on:
            raise UserError(
                self.env._(
                    "Attendance is taken on the day, around the time of the session. "
                    "Please ask the trainer."
                )
            )
        attendance_sudo = self._get_here_attendance()
        if not attendance_sudo:
            raise UserError(
                self.env._(
                    "You have no seat in this session. Please ask the trainer: "
                    "perhaps there is still one."
                )
            )
        if attendance_sudo.state == "waiting":
            raise UserError(
                self.env._(
                    "You are on the waiting list of this session. Please ask the "
                    "trainer: perhaps there is a seat."
                )
            )
        if attendance_sudo.state == "absent":
            raise UserError(
                self.env._(
                    "The trainer has marked you as absent. Please speak to the trainer."
                )
            )

    def _get_here_attendance(self):
        # sudo: hcc.attendance - one's own
        return (
            self.env["hcc.attendance"]
            .sudo()
            .search(
                [
                    ("session_id", "=", self.id),
                    ("user_id", "=", self.env.uid),
                    ("state", "!=", "cancelled"),
                ],
                limit=1,
            )
        )
