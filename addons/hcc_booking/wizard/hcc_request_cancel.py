from odoo import fields, models
from odoo.exceptions import UserError


class HccRequestCancel(models.TransientModel):
    """Cancel a request for the citizen, with the reason."""

    _name = "hcc.request.cancel"
    _description = "Cancellation"
    _inherit = ["hcc.office.form"]

    request_id = fields.Many2one("hcc.request", required=True, readonly=True)
    reference = fields.Char(related="request_id.reference")
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Cancel; citizen and helper are told.

        :raises UserError: when there is no reason
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the request is cancelled."))
        self.request_id.check_access("write")
        self.request_id._cancel(self.reason, by="clerk")
        return {"type": "ir.actions.act_window_close"}
