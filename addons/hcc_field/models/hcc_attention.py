from odoo import fields, models
from odoo.tools import SQL

from .hcc_field_attention_mandate import POSITION, SECRET
from .hcc_field_attention_sync import DECISION

#: part of the ids; other parts of the service have the numbers before
POSITIONS = {"help_call": 17, "not_back": 18}
OTHERS = {DECISION: 16, SECRET: POSITION}


class HccAttention(models.Model):
    """Also helpers who call for help, or did not come back: above everything."""

    _name = "hcc.attention"
    _inherit = [
        "hcc.attention",
        "hcc.field.attention.mandate",
        "hcc.field.attention.sync",
    ]
    _depends = {
        "hcc.field.action": ["assignment_id", "received_at", "status"],
        "hcc.secret.report": ["closed_at", "reported_at", "request_id", "ward_id"],
        "hcc.safety.watch": [
            "appointment_id",
            "assignment_id",
            "due",
            "help_at",
            "help_closed_at",
            "state",
            "ward_id",
        ],
    }

    kind = fields.Selection(
        selection_add=[
            ("help_call", "Call for help"),
            ("not_back", "Did not come back"),
            (SECRET, "Password handed over"),
            (DECISION, "Decide what counts"),
        ]
    )

    def _get_position(self, kind):
        known = POSITIONS | OTHERS
        return known.get(kind) or super()._get_position(kind)

    def _get_first_kinds(self):
        return (*super()._get_first_kinds(), "help_call", "not_back")

    def _get_queries(self, now):
        return [
            *super()._get_queries(now),
            self._query_watches(
                "help_call",
                SQL("k.help_at"),
                SQL("k.help_at IS NOT NULL AND k.help_closed_at IS NULL"),
            ),
            self._query_watches("not_back", SQL("k.due"), SQL("k.state = 'late'")),
            self._query_secrets(),
            self._query_field_decision(),
        ]

    def _query_watches(self, kind, due, condition):
        return SQL(
            """%s FROM hcc_safety_watch k
                 JOIN hcc_appointment a ON a.id = k.appointment_id
                 JOIN hcc_request r ON r.id = a.request_id
                WHERE %s""",
            self._query_row(
                kind,
                "k",
                due,
                ward=SQL("k.ward_id"),
                appointment=SQL("k.appointment_id"),
                assignment=SQL("k.assignment_id"),
            ),
            condition,
        )

    def _query_check_in_due(self, now):
        """Where a timer runs, or the helper was heard from, nobody asks once more."""
        return SQL(
            """%s AND NOT EXISTS (SELECT FROM hcc_safety_watch k
                                   WHERE k.appointment_id = a.id
                                     AND k.state <> 'none')""",
            super()._query_check_in_due(now),
        )

    def _get_watch(self):
        self.ensure_one()
        return self.env["hcc.safety.watch"].browse(self.id // 32)

    def _get_sentence(self, **words):
        if self.kind == SECRET:
            return self._get_secret_sentence(words["helper"])
        if self.kind == DECISION:
            return self._get_decision_sentence(words["helper"], words["when"])
        if self.kind not in POSITIONS:
            return super()._get_sentence(**words)
        watch = self._get_watch()
        taken = watch.sudo().taken_by_id.name  # sudo: res.users - who looks after it
        if taken:
            return self.env._(
                "%(helper)s: %(person)s looks after it since %(time)s.",
                helper=words["helper"],
                person=taken,
                time=self.env["hcc.words"]._time(watch.taken_at),
            )
        return watch._get_alarm_call(self.kind, words["helper"])

    def action_next(self):
        if self.kind == SECRET:
            return self._get_secret_action()
        if self.kind == DECISION:
            return self._get_decision_action()
        if self.kind not in POSITIONS:
            return super().action_next()
        return self._get_watch()._get_form_action()

    def action_open_request(self):
        if self.kind in POSITIONS:
            return self.action_next()
        return super().action_open_request()
