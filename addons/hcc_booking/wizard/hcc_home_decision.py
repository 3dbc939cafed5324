from odoo import fields, models
from odoo.exceptions import UserError


class HccHomeDecision(models.TransientModel):
    """Decide, with a reason, whether a person is visited at home."""

    _name = "hcc.home.decision"
    _description = "Decision on a Home Visit"
    _inherit = ["hcc.office.form"]

    request_id = fields.Many2one("hcc.request", required=True, readonly=True)
    reference = fields.Char(related="request_id.reference")
    difficulty_travelling = fields.Boolean(related="request_id.difficulty_travelling")
    description = fields.Text(related="request_id.description")
    birth_year = fields.Integer(related="request_id.citizen_id.birth_year")
    procedure_summary = fields.Char(related="request_id.procedure_summary")
    when = fields.Datetime(related="request_id.start", string="When")
    decision = fields.Selection(
        [
            ("approved", "Visit at home"),
            ("refused", "Not at home: offer a fixed point"),
        ],
        required=True,
        default="approved",
    )
    reason = fields.Text()

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
        self.request_id._decide_home(self.decision, self.reason)
        return {"type": "ir.actions.act_window_close"}
