from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# Who may not be trained at all
NOT_TRAINED = ("suspended", "left", "rejected")
# Neither of them is a seat
SEATLESS = ("waiting", "cancelled")


class HccAttendanceEnrolment(models.AbstractModel):
    """How a seat is taken, waited for and given back."""

    _name = "hcc.attendance.enrolment"
    _description = "Enrolment in a training session"

    waiting_position = fields.Integer(
        string="Place in the line",
        compute="_compute_waiting_position",
        help="1 is next. 0: not on the waiting list.",
    )

    @api.depends("state")
    def _compute_waiting_position(self):
        waiting = self.filtered(lambda attendance: attendance.state == "waiting")
        # sudo: hcc.attendance - ids of those before oneself, only to count them
        line_sudo = self.sudo().search(
            [("session_id", "in", waiting.session_id.ids), ("state", "=", "waiting")],
            order="session_id, id",
        )
        positions = {}
        for attendances in line_sudo.grouped("session_id").values():
            positions.update((att.id, at) for at, att in enumerate(attendances, 1))
        for attendance in self:
            attendance.waiting_position = positions.get(attendance._origin.id, 0)

    def action_cancel(self):
        """Give the seats back or leave the line, before the attendance is taken."""
        self.check_access("read")
        self._check_may_enrol(self.session_id, self.collaborator_id)
        if any(attendance.state not in ("waiting", "enrolled") for attendance in self):
            raise UserError(
                self.env._("Only an enrolment without attendance can be cancelled.")
            )
        self._check_session_state("open")
        # sudo: hcc.attendance - own or area seat, checked above
        self.sudo()._release()

    def action_give_seat(self):
        """Give people of the waiting list a seat that is free, out of turn."""
        self.check_access("read")
        self._check_may_enrol(self.session_id, self.collaborator_id)
        self._check_session_state("open")
        if any(attendance.state != "waiting" for attendance in self):
            raise UserError(self.env._("This person is not on the waiting list."))
        # sudo: hcc.attendance - in the own area, checked above
        self.sudo()._give_seats()

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------
    @api.model
    def _enrol(self, session, collaborators):
        """Give each collaborator a seat in the session, or a place in its line.

        :param session: one ``hcc.session`` that the user may read
        :param collaborators: ``hcc.collaborator`` records, in the order of asking
        :return: the new attendances
        :raises UserError: with a clear message, when neither can be given
        """
        self._check_may_enrol(session, collaborators)
        self._check_enrolment(session, collaborators)
        count = len(collaborators)
        # sudo: hcc.session - the count of seats, the right to enrol checked above
        session_sudo = session.sudo()
        if session.start <= fields.Datetime.now():
            session_sudo._take_seats(count)
            seats = count
        else:
            session_sudo._promote_waiting()
            seats = session_sudo._take_seats_or_wait(count)
        # sudo: hcc.attendance - created by this method only
        attendances_sudo = self.sudo().create(
            [
                {
                    "session_id": session.id,
                    "collaborator_id": collaborator.id,
                    "state": "enrolled" if number < seats else "waiting",
                }
                for number, collaborator in enumerate(collaborators)
            ]
        )
        attendances_sudo.flush_recordset()
        attendances = attendances_sudo.with_env(self.env)
        for state, records in attendances.grouped("state").items():
            records._journal(state)
        return attendances

    def _give_seats(self):
        """Seat people of the waiting list, in the caller's transaction.

        :raises UserError: not enough seats
        """
        for session, attendances in self.grouped("session_id").items():
            session._take_seats(len(attendances), waiting=-len(attendances))
        self.write({"state": "enrolled"})
        self.flush_recordset()
        self._journal("seat_given")
        for session, attendances in self.grouped("session_id").items():
            session._tell_seat_given(attendances)

    def _release(self, promote=True):
        """Cancel live seats and places in the line.

        :param bool promote: whether freed seats go to the next in line
        """
        waiting = self.filtered(lambda attendance: attendance.state == "waiting")
        self.write({"state": "cancelled"})
        self.flush_recordset()
        for session, attendances in self.grouped("session_id").items():
            left = len(attendances & waiting)
            session._take_seats(left - len(attendances), waiting=-left)
        self._journal("cancelled")
        if promote:
            self.session_id._promote_waiting()

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------
    @api.model
    def _check_may_enrol(self, session, collaborators):
        """Coordinators and trainers of the ward enrol, and everyone for oneself."""
        if self.env.su:
            return
        user = self.env.user
        wards = user.hcc_coordinator_ward_ids | user.hcc_trainer_ward_ids
        # sudo: hcc.collaborator - the ward, to decide whether the user may enrol
        foreign_sudo = collaborators.sudo().filtered(
            lambda collaborator: collaborator.ward_id not in wards
        )
        if foreign_sudo - user.hcc_collaborator_ids:
            raise AccessError(
                self.env._("You can enrol collaborators of your own wards only.")
            )
        now = fields.Datetime.now()
        if foreign_sudo and any(item.start <= now for item in session):
            raise UserError(
                self.env._(
                    "The session has begun. Please ask the trainer or your coordinator."
                )
            )

    @api.model
    def _check_enrolment(self, session, collaborators):
        if not collaborators:
            raise UserError(self.env._("Please choose at least one collaborator."))
        session._check_state("open")
        # sudo: hcc.collaborator - state and branch, which self-enrolment may lack
        for collaborator_sudo in collaborators.sudo():
            if collaborator_sudo.state in NOT_TRAINED:
                raise UserError(
                    self.env._(
                        "%(name)s is not working at present and cannot be enrolled.",
                        name=collaborator_sudo.name,
                    )
                )
            if session.branch_id and collaborator_sudo.branch_id != session.branch_id:
                raise UserError(
                    self.env._(
                        "%(name)s is not of the branch of this session.",
                        name=collaborator_sudo.name,
                    )
                )
        self._check_free(session, collaborators)

    @api.model
    def _check_free(self, session, collaborators):
        busy = self._get_busy(session, collaborators)
        if busy:
            raise UserError(
                self.env._(
                    "%(name)s already has a training session at that time.",
                    name=busy[0].name,
                )
            )
        # sudo: hcc.attendance - the line, which self-enrolment cannot see
        waiting_sudo = self.sudo().search(
            [
                ("session_id", "=", session.id),
                ("collaborator_id", "in", collaborators.ids),
                ("state", "=", "waiting"),
            ],
            limit=1,
        )
        if waiting_sudo:
            raise UserError(
                self.env._(
                    "%(name)s is on the waiting list of this session already.",
                    name=waiting_sudo.collaborator_name,
                )
            )

    @api.model
    def _get_busy(self, session, collaborators):
        """Return those who have a seat at the time of the session."""
        # sudo: hcc.attendance - seats in sessions that the user may not see
        busy_sudo = self.sudo().search(
            Domain("collaborator_id", "in", collaborators.ids)
            & Domain("state", "not in", SEATLESS)
            & Domain("session_id.state", "=", "open")
            & Domain("session_id.start", "<", session.stop)
            & Domain("session_id.stop", ">", session.start)
        )
        return busy_sudo.collaborator_id
