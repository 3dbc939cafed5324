from odoo import fields, models


class HccMessage(models.Model):
    """Also messages about the consent to be helped, and about helpers' safety."""

    _name = "hcc.message"
    # what adds to the outbox comes first
    _inherit = ["hcc.message.safety", "hcc.message"]

    kind = fields.Selection(
        selection_add=[
            ("mandate_given", "Agreed to be helped"),
            ("mandate_revoked", "Consent to be helped withdrawn"),
            ("are_you_safe", "Asked whether all is well"),
            ("help_call", "Call for help"),
            ("not_back", "Did not come back"),
        ],
        ondelete={
            "mandate_given": "cascade",
            "mandate_revoked": "cascade",
            "are_you_safe": "cascade",
            "help_call": "cascade",
            "not_back": "cascade",
        },
    )
    recipient = fields.Selection(
        selection_add=[("office", "Coordinator")], ondelete={"office": "cascade"}
    )
