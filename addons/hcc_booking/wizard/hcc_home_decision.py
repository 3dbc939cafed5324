from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.models.fields import NoteText


class HccHomeDecision(models.TransientModel):
    """Decide, with a reason, whether a person is visited at home."""

    _name = "hcc.home.decision"
    _description = "Decision on a Home Visit"
    _inherit = ["hcc.office.form", "hcc.home.form"]

    decision = fields.Selection(
        [
            ("approved", "Visit at home"),
            ("refused", "Not at home: offer a fixed point"),
        ],
        required=True,
        default="approved",
    )
    offer = fields.Selection(
        [
            ("point", "Write, with times at a support point to choose from"),
            ("call", "Somebody calls and explains"),
        ],
        "How We Tell",
        required=True,
        default="point",
    )
    reason = NoteText()

    def action_confirm(self):
        """Record the decision; a refusal needs its reason.

        :raises UserError: when a refusal has no reason
        """
        self.ensure_one()
        if self.decision == "refused" and not (self.reason or "").strip():
            raise UserError(
                self.env._("Say why, in words that the citizen will understand.")
            )
        self.request_id.check_access("write")
        self.request_id._decide_home(self.decision, self.reason, self.offer)
        return {"type": "ir.actions.act_window_close"}
