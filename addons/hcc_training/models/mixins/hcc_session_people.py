from odoo import api, fields, models
from odoo.exceptions import UserError

from .hcc_attendance_enrolment import NOT_TRAINED, SEATLESS


class HccSessionPeople(models.AbstractModel):
    """Who is in a session, who waits for it, and what the reader's own part is."""

    _name = "hcc.session.people"
    _description = "People of a training session"

    attendance_ids = fields.One2many("hcc.attendance", "session_id", readonly=True)
    is_enrolled = fields.Boolean(compute="_compute_own_place")
    is_waiting = fields.Boolean(compute="_compute_own_place")
    own_position = fields.Integer(
        string="My place in the line", compute="_compute_own_place"
    )

    @api.depends("attendance_ids.state")
    @api.depends_context("uid")
    def _compute_own_place(self):
        mine = self._get_own_attendances().grouped("session_id")
        for session in self:
            attendance = mine.get(session._origin)
            is_waiting = bool(attendance) and attendance.state == "waiting"
            session.is_waiting = is_waiting
            session.is_enrolled = bool(attendance) and not is_waiting
            session.own_position = attendance.waiting_position if is_waiting else 0

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_enrol_form(self):
        """Open the form that picks collaborators for this session."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enrol collaborators"),
            "res_model": "hcc.session.enrol",
            "view_mode": "form",
            "target": "new",
            "context": {"default_session_id": self.id},
        }

    def action_enrol_me(self):
        """Enrol the collaborator who is signed in; when it is full, in the line."""
        self.ensure_one()
        self._enrol(self._get_own_collaborator())

    def action_leave(self):
        """Give back the seat, or the place in the line, of who is signed in."""
        self.ensure_one()
        self._get_own_collaborator()
        self._get_own_attendances().action_cancel()

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------
    def _enrol(self, collaborators):
        """Give each collaborator a seat, or a place in the line.

        :param collaborators: ``hcc.collaborator`` records
        :return: the new ``hcc.attendance`` records
        :raises UserError: session not open, not allowed, ...
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["hcc.attendance"]._enrol(self, collaborators)

    def _promote_waiting(self):
        """Give free seats to those next in line, in the caller's transaction.

        Whoever has another session at that time by now, or no longer works, is
        passed over and stays in the line. Once a session has begun, its trainer
        decides.
        """
        now = fields.Datetime.now()
        # sudo: hcc.session - a freed seat goes on, whoever gave it back
        for session_sudo in self.sudo():
            session_sudo.invalidate_recordset(
                ["seats_taken", "seats_left", "waiting_count"]
            )
            if (
                session_sudo.state != "open"
                or session_sudo.start <= now
                or not session_sudo.waiting_count
                or session_sudo.seats_left <= 0
            ):
                continue
            session_sudo._get_next_in_line()[: session_sudo.seats_left]._give_seats()

    def _get_next_in_line(self):
        """Return the waiting attendances that can take a seat, first asked first."""
        self.ensure_one()
        Attendance = self.env["hcc.attendance"]
        line = Attendance.search(
            [
                ("session_id", "=", self.id),
                ("state", "=", "waiting"),
                ("collaborator_id.state", "not in", NOT_TRAINED),
            ],
            order="id",
        )
        busy = Attendance._get_busy(self, line.collaborator_id)
        return line.filtered(lambda attendance: attendance.collaborator_id not in busy)

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _get_signing_list(self):
        """Return the attendances of those who have a seat, by name."""
        self.ensure_one()
        return self.env["hcc.attendance"].search(
            [("session_id", "=", self.id), ("state", "not in", SEATLESS)],
            order="collaborator_name, id",
        )

    def _get_own_attendances(self):
        """Return the live attendances of the user who is signed in."""
        return self.env["hcc.attendance"].search(
            [
                ("session_id", "in", self.ids),
                ("user_id", "=", self.env.uid),
                ("state", "!=", "cancelled"),
            ]
        )

    def _get_own_collaborator(self):
        collaborator = self.env.user.hcc_collaborator_ids[:1]
        if not collaborator:
            raise UserError(
                self.env._("Your account does not belong to a collaborator.")
            )
        return collaborator
