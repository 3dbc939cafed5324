import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

#: reminded so long before
AHEAD = timedelta(days=1)
BATCH = 100


class HccSessionNotice(models.AbstractModel):
    """What people are told of a session: that it is near, moved, off, or over."""

    _name = "hcc.session.notice"
    _description = "Notices of a training session"

    reminded_at = fields.Datetime(readonly=True, copy=False)

    # ------------------------------------------------------------------
    # Tomorrow
    # ------------------------------------------------------------------
    @api.model
    def _cron_remind(self):
        """Remind those who have a seat, and the trainer, one day before."""
        now = fields.Datetime.now()
        domain = [
            ("state", "=", "open"),
            ("start", ">", now),
            ("start", "<=", now + AHEAD),
            ("reminded_at", "=", False),
        ]
        sessions = self.search(domain, order="start, id", limit=BATCH)
        commit_progress = self.env["ir.cron"]._commit_progress
        if not sessions or not commit_progress(remaining=self.search_count(domain)):
            return
        for session in sessions:
            session = session.try_lock_for_update().filtered_domain(domain)
            try:
                with self.env.cr.savepoint():
                    session._remind()
            except Exception:
                _logger.exception("Session %s: the reminder failed", session.id)
            if not commit_progress(1):
                break

    def _remind(self):
        for session in self:
            session._remind_one()

    def _remind_one(self):
        self.reminded_at = fields.Datetime.now()
        self._tell(
            self._get_seated(),
            "soon",
            lambda session, env: (
                env._("Training tomorrow: %(course)s", course=session.course_id.name),
                env._(
                    "You have a seat in the training session “%(session)s”.\n"
                    "Where: %(where)s\n"
                    "If you cannot come, please give your seat back today, so that "
                    "somebody else gets it.",
                    session=session.display_name,
                    where=session._describe_where(env),
                ),
            ),
            key=f"{self.id}:{self.start}",
        )
        self._remind_trainer()

    def _remind_trainer(self):
        """Put a letter to the trainer into Odoo's own outbox."""
        trainer = self.trainer_id
        session = self.with_context(lang=trainer.lang)
        env = session.env
        if not trainer.email_normalized:
            return
        body = env._(
            "You train tomorrow: %(session)s. Enrolled: %(count)s of %(seats)s. "
            "Where: %(where)s",
            session=session.display_name,
            count=session.seats_taken,
            seats=session.seats,
            where=session._describe_where(env),
        )
        # sudo: mail.mail - a letter of the service itself
        env["mail.mail"].sudo().create(
            {
                "subject": env._(
                    "Training tomorrow: %(course)s", course=session.course_id.name
                ),
                "body_html": body,
                "email_to": trainer.email_normalized,
                "auto_delete": True,
            }
        )

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------
    def _get_promises(self):
        """Return what people who are enrolled count on, by session."""
        # sudo: hcc.session - compared only: the link is not told
        return {
            session.id: (session.start, session.stop, session.place, session.link_kept)
            for session in self.sudo()
        }

    def _tell_moved(self, before):
        """Tell those who have a seat that time or place is another one.

        :param dict before: what ``_get_promises`` said before
        """
        if not before:
            return
        after = self._get_promises()
        moved = self.filtered(
            lambda session: (
                session.state == "open" and before[session.id] != after[session.id]
            )
        )
        # sudo: hcc.session - a new time is reminded of anew
        moved.filtered("reminded_at").sudo().reminded_at = False
        for session in moved:
            session._tell(
                session._get_seated(),
                "moved",
                lambda session, env: (
                    env._(
                        "Your training session has changed: %(course)s",
                        course=session.course_id.name,
                    ),
                    env._(
                        "The training session is now: %(session)s.\n"
                        "Where: %(where)s\n"
                        "If you cannot come, please give your seat back.",
                        session=session.display_name,
                        where=session._describe_where(env),
                    ),
                ),
                key=f"{session.id}:{fields.Datetime.now()}",
            )

    @api.model
    def _tell_cancelled(self, attendances):
        """Tell those who had a seat, or waited for one, that it is off."""
        for session, mine in attendances.grouped("session_id").items():
            session._tell(
                mine.collaborator_id,
                "off",
                lambda session, env: (
                    env._(
                        "Training session cancelled: %(course)s",
                        course=session.course_id.name,
                    ),
                    env._(
                        "The training session “%(session)s” does not take place: "
                        "%(reason)s",
                        session=session.display_name,
                        reason=session.cancel_reason,
                    ),
                ),
                key=str(session.id),
            )

    def _tell_seat_given(self, attendances):
        """Tell people of the waiting list that they have a seat now."""
        self.ensure_one()
        for attendance in attendances:
            self._tell(
                attendance.collaborator_id,
                "seat",
                lambda session, env: (
                    env._(
                        "You have a seat now: %(course)s", course=session.course_id.name
                    ),
                    env._(
                        "A seat became free in the training session “%(session)s” and "
                        "it is yours.\n"
                        "Where: %(where)s\n"
                        "If you cannot come, please give it back.",
                        session=session.display_name,
                        where=session._describe_where(env),
                    ),
                ),
                key=str(attendance.id),
            )

    def _ask_for_feedback(self):
        """Ask those who were present what they think."""
        # sudo: hcc.attendance - who is asked; the caller may close the session
        for session_sudo in self.sudo():
            present = session_sudo.attendance_ids.filtered(
                lambda attendance: attendance.state == "present"
            )
            session_sudo._tell(
                present.collaborator_id,
                "feedback",
                lambda session, env: (
                    env._(
                        "What did you think of: %(course)s",
                        course=session.course_id.name,
                    ),
                    env._(
                        "Thank you for coming to “%(session)s”. Please tell us in one "
                        "minute what you thought of it.\n"
                        "The trainer sees figures and words, never who wrote them.",
                        session=session.display_name,
                    ),
                ),
                key=str(session_sudo.id),
                path=f"/hcc/training/feedback/{session_sudo.id}",
            )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------
    def _tell(self, people, topic, words, key, path=""):
        """Leave a notice for each person, in the person's own language.

        :param str topic: what it is about; with the key, told once only
        :param words: function of (session, env) that gives subject and body
        :param str path: page to read more; that of the session when empty
        """
        self.ensure_one()
        if not people:
            return
        # sudo: hcc.notice, hcc.session - a notice of the service itself
        session_sudo = self.sudo()
        self.env["hcc.notice"].sudo()._tell(
            people.sudo(),
            "training",
            lambda person: words(session_sudo.with_env(person.env), person.env),
            key=f"{topic}:{key}",
            path=path or f"/odoo/hcc.session/{self.id}",
        )

    def _get_seated(self):
        """Return the collaborators who have a seat."""
        # sudo: hcc.attendance - everybody who has a seat is told
        attendances_sudo = self.sudo().attendance_ids
        return attendances_sudo.filtered(
            lambda attendance: attendance.state in ("enrolled", "present")
        ).collaborator_id

    def _describe_where(self, env):
        """Return the room, and that there is a link, which only the page shows."""
        self.ensure_one()
        online = env._("online; you find the link in the session")
        if not self.is_online:
            return self.place
        return f"{self.place}; {online}" if self.place else online
