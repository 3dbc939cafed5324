from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HccTrainingEnrolLine(models.TransientModel):
    """A course, who needs it, and the sessions that take them."""

    _name = "hcc.training.enrol.line"
    _description = "Course to Enrol in"

    form_id = fields.Many2one("hcc.training.enrol", required=True, ondelete="cascade")
    course_id = fields.Many2one("hcc.course", required=True, readonly=True)
    collaborator_ids = fields.Many2many(
        "hcc.collaborator", "hcc_training_enrol_line_people_rel", string="People"
    )
    people_count = fields.Integer("Number of people", compute="_compute_people_count")
    session_ids = fields.Many2many(
        "hcc.session",
        "hcc_training_enrol_line_session_rel",
        string="Sessions",
        compute="_compute_session_ids",
        # those alone that the user may see
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('course_id', '=', course_id), ('state', '=', 'open')]",
    )
    seats_left = fields.Integer(compute="_compute_seats_left")

    @api.depends("collaborator_ids")
    def _compute_people_count(self):
        for line in self:
            line.people_count = len(line.collaborator_ids)

    @api.depends("course_id")
    def _compute_session_ids(self):
        sessions = self.env["hcc.session"].search(
            Domain("course_id", "in", self.course_id.ids)
            & Domain("state", "=", "open")
            & Domain("start", ">", fields.Datetime.now()),
            order="start, id",
        )
        for line in self:
            line.session_ids = sessions.filtered(
                lambda session, line=line: session.course_id == line.course_id
            )

    @api.depends("session_ids")
    def _compute_seats_left(self):
        for line in self:
            line.seats_left = sum(line.session_ids.mapped("seats_left"))

    def _enrol(self):
        """Give seats, session by session in the order of time; then the waiting list.

        :return: what became of it, in words
        """
        self.ensure_one()
        words, left = [], self._get_allowed()
        # sudo: hcc.collaborator - the names of those who moved away meanwhile
        foreign = self.sudo().collaborator_ids - left
        sessions = self.session_ids.sorted(lambda session: (session.start, session.id))
        for session in sessions:
            fitting = self._get_fitting(session, left)[: max(0, session.seats_left)]
            taken = self._give(session, fitting)
            left -= taken
            if taken:
                words.append(self._say_given(session, taken))
        if self._has_waiting_list():
            for session in sessions:
                taken = self._give(session, self._get_fitting(session, left))
                left -= taken
                if taken:
                    words.append(self._say_waiting(session, taken))
        words += self._say_left(sessions, left, foreign)
        return "\n".join([self.course_id.name, *words])

    def _get_allowed(self):
        """Those whom the user may enrol."""
        user = self.env.user
        wards = user.hcc_coordinator_ward_ids | user.hcc_trainer_ward_ids
        # sudo: hcc.collaborator - whether they are of the user's wards (any more)
        people_sudo = self.sudo().collaborator_ids
        allowed = people_sudo.filtered(lambda person: person.ward_id in wards)
        return allowed.with_env(self.env)

    def _get_fitting(self, session, people):
        """Those for whom the session is, and who are free then."""
        if session.branch_id:
            people = people.filtered(
                lambda person: person.branch_id == session.branch_id
            )
        return people - self.env["hcc.attendance"]._get_busy(session, people)

    def _give(self, session, people):
        """Enrol the people; what comes in between leaves all of them for later."""
        if not people:
            return people
        try:
            with self.env.cr.savepoint():
                session._enrol(people)
        except UserError:
            return people.browse()
        session.invalidate_recordset(["seats_taken", "seats_left"])
        return people

    @api.model
    def _has_waiting_list(self):
        states = self.env["hcc.attendance"]._fields["state"].get_values(self.env)
        return "waiting" in states

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------
    def _say_given(self, session, people):
        return self.env._(
            "%(count)s enrolled: %(start)s, %(place)s",
            count=len(people),
            start=session._format_start(),
            place=session.place or "",
        )

    def _say_waiting(self, session, people):
        return self.env._(
            "%(count)s on the waiting list of %(start)s: %(names)s",
            count=len(people),
            start=session._format_start(),
            names=", ".join(people.mapped("name")),
        )

    def _say_left(self, sessions, left, foreign):
        """Name those who were not enrolled, and say why."""
        _ = self.env._
        busy = left.browse()
        strangers = left
        for session in sessions:
            mine = left
            if session.branch_id:
                mine = left.filtered(
                    lambda person, session=session: (
                        person.branch_id == session.branch_id
                    )
                )
            strangers -= mine
            busy |= self.env["hcc.attendance"]._get_busy(session, mine)
        full = left - strangers - busy
        reasons = (
            (_("No session is open for them"), strangers),
            (_("They have another session at that time"), busy - strangers),
            (_("No seat is left"), full),
            (_("They are not of your wards"), foreign),
        )
        return [
            _(
                "Not enrolled, %(reason)s: %(names)s",
                reason=reason[0].lower() + reason[1:],
                names=", ".join(people.mapped("name")),
            )
            for reason, people in reasons
            if people
        ]
