from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.web_address import is_web_address


class HccSessionWhere(models.AbstractModel):
    """Where a session is: in a room, behind a link, or both.

    Whoever has the link is in the room: only those who have a seat see it, and
    those who plan the session.
    """

    _name = "hcc.session.where"
    _description = "Place of a training session"

    place = fields.Char(string="Room")
    link_kept = fields.Char(groups="base.group_system")
    link = fields.Char(
        string="Online link",
        compute="_compute_link",
        inverse="_inverse_link",
        help="Only the trainer and those who have a seat see it.",
    )
    is_online = fields.Boolean(string="Online", compute="_compute_is_online")

    @api.depends("link_kept")
    def _compute_is_online(self):
        # sudo: hcc.session - whether there is a link, not which
        for session_sudo in self.sudo():
            session_sudo.sudo(self.env.su).is_online = bool(session_sudo.link_kept)

    @api.depends("link_kept", "attendance_ids.state", "trainer_id")
    @api.depends_context("uid")
    def _compute_link(self):
        allowed = self._filter_link_readers()
        for session in self:
            # sudo: hcc.session - the reader's right was looked up above
            session.link = session.sudo().link_kept if session in allowed else False

    def _inverse_link(self):
        for session in self:
            # sudo: hcc.session - whoever may write the session plans where it is
            session.sudo().link_kept = (session.link or "").strip() or False

    def _check_where(self):
        """Refuse a session that is nowhere, once room and link are both written."""
        # sudo: hcc.session - whether there is a link
        for session_sudo in self.sudo():
            if not (session_sudo.place or "").strip() and not session_sudo.link_kept:
                raise ValidationError(
                    self.env._("Please give a room, an online link, or both.")
                )
            if session_sudo.link_kept and not is_web_address(session_sudo.link_kept):
                raise ValidationError(
                    self.env._("A link begins with https:// and has no spaces.")
                )

    def _filter_link_readers(self):
        """Return the sessions whose link the user may see."""
        if self.env.su:
            return self
        seated = self._get_own_attendances().filtered(
            lambda attendance: attendance.state in ("enrolled", "present")
        )
        mine = self.browse(seated.session_id.ids) | self._origin._filtered_access(
            "write"
        )
        return self.filtered(
            lambda session: not session._origin or session._origin in mine
        )
