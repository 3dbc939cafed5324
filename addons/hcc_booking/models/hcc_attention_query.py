from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import LOCAL_TZ, local_date

# The position of a kind is part of the ids: new kinds go to the end.
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
    ("complaint", "Answer a complaint"),
    ("home_review", "Look again at a home visit"),
    ("qualification_ending", "Qualification ends before the visit"),
    ("point_closed", "Support point closed"),
    ("dossier_due", "Dossier to look at"),
]
# An offer is worth a reminder only when the visit is near and the helper has
# had a little time to see it.
ACCEPT_NEAR = timedelta(hours=24)
ACCEPT_PATIENCE = timedelta(minutes=30)
# A call is due soon after the message, and before the visit in any case.
CALL_WITHIN = timedelta(hours=1)
# Whose qualification ends before a visit may still renew it; when the visit is this
# near, somebody else is chosen.
RENEW_UNTIL = timedelta(days=7)
# No visit is promised as long before.
ENDED_SINCE = timedelta(days=120)
LOCAL_DAY = SQL("(s.start AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", LOCAL_TZ)
NOTHING = SQL("NULL::int")


class HccAttentionQuery(models.AbstractModel):
    """The SELECT of each kind of row; all have the same columns."""

    _name = "hcc.attention.query"
    _description = "Queries of What Needs a Hand"
    _inherit = ["hcc.attention.dossier"]

    def _get_queries(self, now):
        """Return one SELECT for each kind of row.

        :param datetime now: naive UTC
        """
        return [
            self._query_no_helper(now),
            self._query_helper_away(now),
            self._query_check_in_due(now),
            self._query_answer_due(),
            self._query_home_decision(),
            self._query_not_accepted(now),
            self._query_messages(),
            self._query_not_closed(now),
            self._query_complaints(now),
            self._query_home_review(),
            self._query_qualification_ending(now),
            self._query_point_closed(now),
            self._query_dossier_due(now),
        ]

    def _get_position(self, kind):
        return [name for name, _label in KINDS].index(kind)

    def _query_row(self, kind, table, due, **sources):
        """Return the SELECT list of one kind: same columns, same order for all."""
        return SQL(
            """SELECT %(table)s.id * 32 + %(position)s AS id,
                      %(kind)s AS kind,
                      %(due)s AS due,
                      %(ward)s AS ward_id,
                      %(branch)s AS branch_id,
                      %(reference)s AS reference,
                      %(request)s AS request_id,
                      %(place)s AS place,
                      %(appointment)s AS appointment_id,
                      %(assignment)s AS assignment_id,
                      %(message)s AS message_id,
                      %(complaint)s AS complaint_id,
                      %(dossier)s AS dossier_id,
                      %(owner)s AS owner_id,
                      %(is_escalated)s AS is_escalated""",
            table=SQL.identifier(table),
            position=self._get_position(kind),
            kind=kind,
            due=due,
            ward=sources.get("ward", SQL("r.ward_id")),
            branch=sources.get("branch", SQL("r.branch_id")),
            reference=sources.get("reference", SQL("r.reference")),
            request=sources.get("request", SQL("r.id")),
            place=sources.get("place", SQL("r.place")),
            appointment=sources.get("appointment", NOTHING),
            assignment=sources.get("assignment", NOTHING),
            message=sources.get("message", NOTHING),
            complaint=sources.get("complaint", NOTHING),
            dossier=sources.get("dossier", NOTHING),
            owner=sources.get("owner", NOTHING),
            is_escalated=sources.get("is_escalated", SQL("FALSE")),
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
        """The helper is absent or works no more, and still has the visit.

        Whoever ends hands everything over; this shows what was booked in the same
        moment.
        """
        return SQL(
            """%s FROM hcc_assignment s
                 JOIN hcc_appointment a ON a.id = s.appointment_id
                 JOIN hcc_request r ON r.id = a.request_id
                WHERE s.state IN ('offered', 'accepted') AND a.state = 'booked'
                  AND s.stop > %s
                  AND (EXISTS (SELECT 1 FROM hcc_absence x
                                WHERE x.collaborator_id = s.collaborator_id
                                  AND x.state = 'live'
                                  AND x.start < s.stop AND x.stop > s.start)
                       OR EXISTS (SELECT 1 FROM hcc_collaborator c
                                   WHERE c.id = s.collaborator_id
                                     AND c.state IN ('suspended', 'left')))""",
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
        """Calls to make; those about a complaint are its owner's."""
        return SQL(" UNION ALL ").join(
            SQL(
                """%s FROM hcc_message m
                     JOIN hcc_ward w ON w.id = m.ward_id
                LEFT JOIN hcc_request r ON r.id = m.request_id
                    WHERE m.state = %s AND m.complaint_id IS NULL""",
                self._query_row(
                    kind,
                    "m",
                    SQL("LEAST(m.create_date + %s, r.start)", CALL_WITHIN),
                    ward=SQL("m.ward_id"),
                    branch=SQL("w.branch_id"),
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

    def _query_complaints(self, now):
        """What is not answered, and answers that somebody has to tell by telephone.

        The owner sees them; when time has run out, or nobody owns one, so do the
        administrators. No column says what a complaint is about.
        """
        return SQL(
            """%s FROM hcc_complaint c
                WHERE c.state IN ('received', 'in_progress')
                   OR (c.state = 'answered' AND c.told_at IS NULL AND (
                       (c.phone IS NOT NULL AND NOT EXISTS (
                           SELECT 1 FROM hcc_message m
                            WHERE m.complaint_id = c.id
                              AND m.kind = 'complaint_answered'))
                       OR EXISTS (
                           SELECT 1 FROM hcc_message m
                            WHERE m.complaint_id = c.id
                              AND m.kind = 'complaint_answered'
                              AND m.state IN ('to_call', 'failed'))))""",
            self._query_row(
                "complaint",
                "c",
                SQL(
                    """CASE WHEN c.state = 'answered' THEN c.answered_at + %s
                            ELSE c.deadline END""",
                    CALL_WITHIN,
                ),
                ward=SQL("c.ward_id"),
                branch=SQL("c.branch_id"),
                reference=SQL("c.reference"),
                request=NOTHING,
                place=SQL("NULL::varchar"),
                complaint=SQL("c.id"),
                owner=SQL("c.owner_id"),
                is_escalated=SQL("(c.owner_id IS NULL OR c.deadline <= %s)", now),
            ),
        )

    def _query_home_review(self):
        return SQL(
            """%s FROM hcc_request r
                WHERE r.home_review = 'asked'
                  AND r.state IN ('waiting', 'booked')""",
            self._query_row(
                "home_review",
                "r",
                SQL("COALESCE(r.answer_deadline, r.start, r.create_date)"),
                appointment=SQL("r.current_appointment_id"),
            ),
        )

    def _query_point_closed(self, now):
        """A visit is promised at a point that is closed then."""
        return SQL(
            """%s FROM hcc_appointment a JOIN hcc_request r ON r.id = a.request_id
                WHERE a.state = 'booked' AND a.stop > %s
                  AND EXISTS (SELECT 1 FROM hcc_point_closure c
                               WHERE c.service_point_id = a.service_point_id
                                 AND c.state = 'live'
                                 AND c.start < a.stop AND c.stop > a.start)""",
            self._query_row(
                "point_closed", "a", SQL("a.start"), appointment=SQL("a.id")
            ),
            now,
        )

    def _query_qualification_ending(self, now):
        """A helper leads a visit soon for which the qualification will have ended.

        It may have been shortened by a refresher after the visit was given. The
        visit is not taken away, since the helper may renew in time: it shows here
        when it is near, and stays until it is renewed or given to somebody else.
        """
        today = local_date(now)
        return SQL(
            """%s FROM hcc_assignment s
                 JOIN hcc_appointment a ON a.id = s.appointment_id
                 JOIN hcc_request r ON r.id = a.request_id
                WHERE s.state IN ('offered', 'accepted') AND a.state = 'booked'
                  AND s.role = 'lead' AND s.stop > %s AND s.start <= %s
                  AND s.collaborator_id IN (
                      SELECT collaborator_id FROM hcc_qualification
                       WHERE last_day BETWEEN %s AND %s)
                  AND EXISTS (
                      SELECT FROM hcc_qualification ended
                       WHERE ended.collaborator_id = s.collaborator_id
                         AND ended.last_day < %s
                         AND %s
                         AND NOT EXISTS (
                             SELECT FROM hcc_qualification held
                              WHERE held.collaborator_id = ended.collaborator_id
                                AND held.type_id = ended.type_id
                                AND held.date_from <= %s
                                AND (held.last_day IS NULL OR held.last_day >= %s)))""",
            self._query_row(
                "qualification_ending",
                "s",
                SQL("s.start"),
                appointment=SQL("a.id"),
                assignment=SQL("s.id"),
            ),
            now,
            now + RENEW_UNTIL,
            today - ENDED_SINCE,
            today + RENEW_UNTIL,
            LOCAL_DAY,
            self._query_type_needed(),
            LOCAL_DAY,
            LOCAL_DAY,
        )

    def _query_type_needed(self):
        """Whether the request r asks for the type of the qualification."""
        basic = self.env["hcc.slot.finder"]._get_qualification_types(
            self.env["hcc.procedure"]
        )
        return SQL(
            """COALESCE(
                   (SELECT BOOL_OR(COALESCE(p.qualification_type_id
                                            = ended.type_id, FALSE))
                      FROM hcc_procedure_hcc_request_rel rel
                      JOIN hcc_procedure p ON p.id = rel.hcc_procedure_id
                     WHERE rel.hcc_request_id = r.id),
                   ended.type_id = %s)""",
            basic.id or 0,
        )
