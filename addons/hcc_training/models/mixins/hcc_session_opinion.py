from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_round

# With fewer answers it could be told whose they are.
FEWEST_ANSWERS = 3
SCORES = range(1, 6)
LONGEST = 1000


class HccSessionOpinion(models.AbstractModel):
    """What participants thought of a session: figures and words, never names.

    Nobody may read ``hcc.session.feedback`` itself; this is the only way to it. An
    answer is not tied to a person: that a person has answered is a mark on the
    attendance, which nobody may read either.
    """

    _name = "hcc.session.opinion"
    _description = "Feedback on a training session"

    feedback_count = fields.Integer(string="Answers", compute="_compute_feedback")
    feedback_average = fields.Float(
        string="Average (1 to 5)", digits=(2, 1), compute="_compute_feedback"
    )
    feedback_rate = fields.Float(
        string="Response rate (%)", digits=(4, 0), compute="_compute_feedback"
    )
    feedback_words = fields.Text(string="In their words", compute="_compute_feedback")
    may_give_feedback = fields.Boolean(compute="_compute_may_give_feedback")

    @api.depends("attendance_ids.state")
    @api.depends_context("uid")
    def _compute_feedback(self):
        allowed = self._origin._filtered_access("write")
        figures = allowed._get_feedback_figures()
        for session in self:
            count, average, words, present = figures.get(
                session._origin.id, (0, 0.0, "", 0)
            )
            is_shown = count >= FEWEST_ANSWERS
            session.feedback_count = count
            session.feedback_rate = (
                float_round(100.0 * count / present, 0) if present else 0.0
            )
            session.feedback_average = average if is_shown else 0.0
            session.feedback_words = words if is_shown else ""

    @api.depends("attendance_ids.state")
    @api.depends_context("uid")
    def _compute_may_give_feedback(self):
        mine = self._get_feedback_owed().session_id
        for session in self:
            session.may_give_feedback = session._origin in mine

    def action_give_feedback(self):
        """Open the page that asks what one thought of the session."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hcc/training/feedback/{self.id}",
            "target": "self",
        }

    def _get_feedback_owed(self):
        """Return the user's own attendances that can still say something."""
        # sudo: hcc.attendance - whether oneself has answered is nobody's to read
        attendances_sudo = self._get_own_attendances().sudo()
        return attendances_sudo.filtered(
            lambda attendance: (
                attendance.state == "present"
                and not attendance.has_given_feedback
                and attendance.session_state in ("open", "done")
            )
        ).with_env(self.env)

    def _give_feedback(self, value, comment):
        """Keep what the user who is signed in thinks of the session, once.

        :param int value: 1 to 5
        :param str comment: words, or nothing
        :raises UserError: not present, said already, or no such score
        """
        self.ensure_one()
        if value not in SCORES:
            raise UserError(self.env._("Please choose one of the five answers."))
        attendance = self._get_feedback_owed()[:1]
        # In SQL: the attendance must not show when its person answered. Of two
        # clicks the second waits, is replayed, and finds nothing to mark.
        marked = attendance and self.env.execute_query(
            SQL(
                "UPDATE hcc_attendance SET has_given_feedback = TRUE"
                " WHERE id = %s AND has_given_feedback IS NOT TRUE RETURNING id",
                attendance.id,
            )
        )
        if not marked:
            raise UserError(
                self.env._(
                    "Only those who were present say what they think, once each."
                )
            )
        attendance.invalidate_recordset(["has_given_feedback"], flush=False)
        # sudo: hcc.session.feedback - made by this method only
        self.env["hcc.session.feedback"].sudo().create(
            {
                "session_id": self.id,
                "value": value,
                "comment": (comment or "").strip()[:LONGEST] or False,
            }
        )

    def _get_feedback_figures(self):
        """Return {session id: (answers, average, words, people present)}."""
        # sudo: hcc.session.feedback, hcc.attendance - figures and words without
        # names, of sessions that the user trains
        Feedback = self.env["hcc.session.feedback"].sudo()
        Attendance = self.env["hcc.attendance"].sudo()
        present = dict(
            Attendance._read_group(
                [("session_id", "in", self.ids), ("state", "=", "present")],
                ["session_id"],
                ["__count"],
            )
        )
        figures = {}
        for session, count, average, words in Feedback._read_group(
            [("session_id", "in", self.ids)],
            ["session_id"],
            ["__count", "value:avg", "comment:array_agg"],
        ):
            # by the alphabet: the order of answering could tell whose they are
            said = sorted(f"– {text}" for text in words if text)
            figures[session.id] = (
                count,
                average,
                "\n".join(said),
                present.get(session, 0),
            )
        return figures
