from odoo import models
from odoo.tools import SQL

SECRET = "secret_handed"
POSITION = 19


class HccFieldAttentionMandate(models.AbstractModel):
    """Passwords that were handed to helpers, among what needs a hand."""

    _name = "hcc.field.attention.mandate"
    _description = "Handed Passwords That Need a Hand"

    def _query_secrets(self):
        return SQL(
            """%s FROM hcc_secret_report s
                 JOIN hcc_request r ON r.id = s.request_id
                WHERE s.closed_at IS NULL""",
            self._query_row(
                SECRET,
                "s",
                SQL("s.reported_at"),
                ward=SQL("s.ward_id"),
                assignment=SQL("s.assignment_id"),
            ),
        )

    def _get_secret_sentence(self, helper):
        return self.env._(
            "%(helper)s was handed a password: call the person, who changes it, and "
            "thank the helper for telling.",
            helper=helper,
        )

    def _get_secret_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_field.hcc_secret_report_action_one"
        )
        return {**action, "res_id": self.id // 32}
