from odoo import models
from odoo.tools import SQL

DECISION = "field_decision"


class HccFieldAttentionSync(models.AbstractModel):
    """Visits of which a device told what did not fit: somebody decides."""

    _name = "hcc.field.attention.sync"
    _description = "What Waits for a Decision from the Field"

    def _query_field_decision(self):
        """Due in the same half of the day: the visit is fresh in mind."""
        return SQL(
            """%s FROM (SELECT assignment_id, min(received_at) AS due
                          FROM hcc_field_action WHERE status = 'attached'
                         GROUP BY assignment_id) f
                 JOIN hcc_assignment s ON s.id = f.assignment_id
                 JOIN hcc_request r ON r.id = s.request_id""",
            self._query_row(
                DECISION,
                "s",
                SQL("f.due + interval '4 hours'"),
                appointment=SQL("s.appointment_id"),
                assignment=SQL("s.id"),
            ),
        )

    def _get_decision_sentence(self, helper, when):
        return self.env._(
            "%(helper)s recorded something at the visit at %(when)s that does not fit "
            "what the office did: decide what counts.",
            helper=helper,
            when=when,
        )

    def _get_decision_action(self):
        """Open what the helper told, to decide."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_field.hcc_field_action_action_decide"
        )
        return action | {"domain": [("assignment_id", "=", self.assignment_id.id)]}
