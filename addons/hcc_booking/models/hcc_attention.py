from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = [
    ("no_helper", "No helper"),
    ("helper_away", "Helper away"),
    ("check_in_due", "Check-in call"),
    ("answer_due", "Answer a wished time"),
    ("home_decision", "Decide on a home visit"),
    ("not_accepted", "Not accepted yet"),
    ("call_citizen", "Call to make"),
    ("message_failed", "Message failed"),
    ("not_closed", "Not closed"),
]
# An offer is worth a reminder only when the visit is near and the helper has
# had a little time to see it.
ACCEPT_NEAR = timedelta(hours=24)
ACCEPT_PATIENCE = timedelta(minutes=30)
SOON = timedelta(hours=2)
# A call is due soon after the message, and before the visit in any case.
CALL_WITHIN = timedelta(hours=1)


class HccAttention(models.Model):
    """One row for each thing that waits for a human hand, now.

    A view over requests, appointments, assignments and messages: nothing is
    stored, so a row goes away by itself once the thing is done. The id carries
    the kind (source id * 16 + position of the kind) and is the same at each read.
    Clerks and coordinators see the rows of their own wards.
    """

    _name = "hcc.attention"
    _description = "Thing That Needs a Hand"
    _auto = False
    _order = "due, id"
    _rec_name = "reference"
    _depends = {
        "hcc.request": [
            "state",
            "answer_deadline",
            "home_decision",
            "ward_id",
            "branch_id",
            "reference",
        ],
        "hcc.appointment": [
            "state",
            "needs_hand",
            "start",
            "stop",
            "checkin_due",
            "checked_in_at",
            "ward_id",
            "branch_id",
            "request_id",
        ],
        "hcc.assignment": [
            "state",
            "start",
            "stop",
            "offered_at",
            "appointment_id",
            "request_id",
        ],
        "hcc.absence": ["state", "start", "stop", "collaborator_id"],
        "hcc.message": ["state", "request_id", "ward_id"],
    }

    kind = fields.Selection(KINDS, readonly=True)
    urgency = fields.Selection(
        [
            ("overdue", "Overdue"),
            ("soon", "Within two hours"),
            ("later", "Later"),
        ],
        readonly=True,
    )
    due = fields.Datetime(readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    reference = fields.Char(readonly=True)
    request_id = fields.Many2one("hcc.request", readonly=True)
    appointment_id = fields.Many2one("hcc.appointment", readonly=True)
    assignment_id = fields.Many2one("hcc.assignment", readonly=True)
    message_id = fields.Many2one("hcc.message", readonly=True)
    place = fields.Selection(
        [("home", "At home"), ("point", "At a fixed point")], readonly=True
    )
    summary = fields.Char("What to do", compute="_compute_summary")
    due_words = fields.Char("Due in", compute="_compute_due_words")

    # ------------------------------------------------------------------
    # Query
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        rows = SQL(" UNION ALL ").join(
            [
                self._query_no_helper(now),
                self._query_helper_away(now),
                self._query_check_in_due(now),
                self._query_answer_due(),
                self._query_home_decision(),
                self._query_not_accepted(now),
                self._query_messages(),
                self._query_not_closed(now),
            ]
        )
        return SQL(
            """SELECT rows.*,
                      CASE WHEN due <= %s THEN 'overdue'
                           WHEN due <= %s THEN 'soon'
                           ELSE 'later' END AS urgency
                 FROM (%s) AS rows""",
            now,
            now + SOON,
            rows,
        )

    def _query_row(self, kind, table, due, **sources):
        """Return the SELECT list of one kind: same columns, same order for all."""
        position = [name for name, _label in KINDS].index(kind)
        return SQL(
            """SELECT %(table)s.id * 16 + %(position)s AS id,
                      %(kind)s AS kind,
                      %(due)s AS due,
                      r.ward_id AS ward_id,
                      r.branch_id AS branch_id,
                      r.reference AS reference,
                      r.id AS request_id,
                      r.place AS place,
                      %(appointment)s AS appointment_id,
                      %(assignment)s AS assignment_id,
                      %(message)s AS message_id""",
            table=SQL.identifier(table),
            position=position,
            kind=kind,
            due=due,
            appointment=sources.get("appointment", SQL("NULL::int")),
            assignment=sources.get("assignment", SQL("NULL::int")),
            message=sources.get("message", SQL("NULL::int")),
        )

    def _query_no_helper(self, now):
        return SQL(
            """%s FROM hcc_appointment a JOIN hcc_request r ON r.id = a.request_id
                WHERE a.needs_hand AND a.state IN ('booked', 'in_progress')
                  AND a.stop > %s""",
            self._query_row("no_helper", "a", SQL("a.start"), appointment=SQL("a.id")),
            now,
        )

    def _query_helper_away(self, now):
        """An absence was entered, and the visits are still with that helper."""
        return SQL(
            """%s FROM hcc_assignment s
                 JOIN hcc_appointment a ON a.id = s.appointment_id
                 JOIN hcc_request r ON r.id = a.request_id
                WHERE s.state IN ('offered', 'accepted') AND a.state = 'booked'
                  AND s.stop > %s
                  AND EXISTS (SELECT 1 FROM hcc_absence x
                               WHERE x.collaborator_id = s.collaborator_id
                                 AND x.state = 'live'
                                 AND x.start < s.stop AND x.stop > s.start)""",
            self._query_row(
                "helper_away",
                "s",
                SQL("s.start"),
                appointment=SQL("a.id"),
                assignment=SQL("s.id"),
            ),
            now,
        )

    def _query_check_in_due(self, now):
        return SQL(
            """%s FROM hcc_appointment a JOIN hcc_request r ON r.id = a.request_id
                WHERE a.checkin_due <= %s AND a.checked_in_at IS NULL
                  AND a.state IN ('booked', 'in_progress')""",
            self._query_row(
                "check_in_due", "a", SQL("a.checkin_due"), appointment=SQL("a.id")
            ),
            now,
        )

    def _query_answer_due(self):
        return SQL(
            """%s FROM hcc_request r
                WHERE r.state = 'waiting' AND r.home_decision <> 'pending'""",
            self._query_row(
                "answer_due", "r", SQL("COALESCE(r.answer_deadline, r.create_date)")
            ),
        )

    def _query_home_decision(self):
        return SQL(
            """%s FROM hcc_request r
                WHERE r.home_decision = 'pending'
                  AND r.state IN ('waiting', 'booked')""",
            self._query_row(
                "home_decision",
                "r",
                SQL("COALESCE(r.start, r.answer_deadline, r.create_date)"),
                appointment=SQL("r.current_appointment_id"),
            ),
        )

    def _query_not_accepted(self, now):
        return SQL(
            """%s FROM hcc_assignment s
                 JOIN hcc_appointment a ON a.id = s.appointment_id
                 JOIN hcc_request r ON r.id = a.request_id
                WHERE s.state = 'offered' AND a.state = 'booked'
                  AND s.stop > %s AND s.start <= %s AND s.offered_at <= %s""",
            self._query_row(
                "not_accepted",
                "s",
                SQL("s.start"),
                appointment=SQL("a.id"),
                assignment=SQL("s.id"),
            ),
            now,
            now + ACCEPT_NEAR,
            now - ACCEPT_PATIENCE,
        )

    def _query_messages(self):
        return SQL(" UNION ALL ").join(
            SQL(
                """%s FROM hcc_message m JOIN hcc_request r ON r.id = m.request_id
                    WHERE m.state = %s""",
                self._query_row(
                    kind,
                    "m",
                    SQL("LEAST(m.create_date + %s, r.start)", CALL_WITHIN),
                    message=SQL("m.id"),
                ),
                state,
            )
            for kind, state in (
                ("call_citizen", "to_call"),
                ("message_failed", "failed"),
            )
        )

    def _query_not_closed(self, now):
        return SQL(
            """%s FROM hcc_appointment a JOIN hcc_request r ON r.id = a.request_id
                WHERE a.state IN ('booked', 'in_progress') AND a.stop <= %s""",
            self._query_row("not_closed", "a", SQL("a.stop"), appointment=SQL("a.id")),
            now,
        )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("kind", "due")
    def _compute_summary(self):
        words = self.env["hcc.words"]
        subjects = self._get_subjects()
        for row in self:
            appointment = row.appointment_id
            # sudo: hcc.collaborator - the name of a helper of another ward, too
            helper = (row.assignment_id.collaborator_id or appointment.lead_id).sudo()
            row.summary = row._get_sentence(
                when=words._when(appointment.start or row.due),
                helper=helper.name or self.env._("the helper"),
                subject=subjects.get(row.message_id.kind, ""),
            )

    @api.depends("due")
    def _compute_due_words(self):
        words = self.env["hcc.words"]
        for row in self:
            row.due_words = row.due and words._relative(row.due)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_next(self):
        """Open the one form that does what this row asks for.

        :raises UserError: when somebody else has dealt with it meanwhile
        """
        self.ensure_one()
        if not self.search_count([("id", "=", self.id)]):
            raise UserError(
                self.env._("Somebody has just dealt with this. Refresh the list.")
            )
        xmlid, context = {
            "no_helper": ("hcc_reassign_action", self._get_appointment_context()),
            "not_accepted": ("hcc_reassign_action", self._get_appointment_context()),
            "helper_away": ("hcc_reassign_action", self._get_appointment_context()),
            "answer_due": ("hcc_reschedule_action", self._get_request_context()),
            "home_decision": ("hcc_home_decision_action", self._get_request_context()),
            "check_in_due": ("hcc_check_in_action", {}),
            "call_citizen": ("hcc_message_call_action", {}),
            "message_failed": ("hcc_message_call_action", {}),
            "not_closed": ("hcc_visit_finish_action", self._get_appointment_context()),
        }[self.kind]
        action = self.env["ir.actions.act_window"]._for_xml_id(f"hcc_booking.{xmlid}")
        action["context"] = context
        if self.kind in ("call_citizen", "message_failed"):
            action["res_id"] = self.message_id.id
        elif self.kind == "check_in_due":
            action["res_id"] = self.appointment_id.id
        return action

    def action_open_request(self):
        """Open the request that the row is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcc.request",
            "res_id": self.request_id.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _get_request_context(self):
        return {"default_request_id": self.request_id.id}

    def _get_appointment_context(self):
        return {
            "default_appointment_id": self.appointment_id.id,
            "default_assignment_id": self.assignment_id.id,
        }

    def _get_subjects(self):
        """Return what each kind of message tells."""
        _ = self.env._
        return {
            "confirmed": _("the appointment is confirmed"),
            "moved": _("the appointment has another time"),
            "cancelled": _("the appointment is cancelled"),
            "helper_changed": _("another helper comes"),
            "answered": _("the time that was found"),
            "rating": _("how was the help?"),
            "offer": _("a new visit for the helper"),
            "released": _("the helper does not go any more"),
            "reminder": _("a reminder of the appointment"),
            "refused": _("not at home, but at a support point"),
        }

    def _get_sentence(self, *, when, helper, subject):
        """Return what a person is asked to do, as one sentence."""
        _ = self.env._
        match self.kind:
            case "no_helper":
                return _("Choose a helper for the visit at %(when)s.", when=when)
            case "not_accepted":
                return _(
                    "%(helper)s has not accepted the visit at %(when)s: "
                    "call, or choose somebody else.",
                    helper=helper,
                    when=when,
                )
            case "helper_away":
                return _(
                    "%(helper)s is away: choose somebody else for %(when)s.",
                    helper=helper,
                    when=when,
                )
            case "answer_due":
                return _("No free time suited the citizen: agree on a time and answer.")
            case "home_decision":
                return _("Decide whether this person is visited at home.")
            case "check_in_due":
                return _(
                    "Call %(helper)s: is all well on the visit at %(when)s?",
                    helper=helper,
                    when=when,
                )
            case "call_citizen":
                return _("Call and tell: %(subject)s.", subject=subject)
            case "message_failed":
                return _(
                    "A message did not arrive, call and tell: %(subject)s.",
                    subject=subject,
                )
            case _other:
                return _(
                    "Ask %(helper)s what became of the visit at %(when)s and close it.",
                    helper=helper,
                    when=when,
                )
