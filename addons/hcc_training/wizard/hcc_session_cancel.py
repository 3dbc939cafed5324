from odoo import fields, models


class HccSessionCancel(models.TransientModel):
    """Asks why a session is cancelled."""

    _name = "hcc.session.cancel"
    _description = "Cancel a training session"
    _inherit = ["hcc.about.mixin"]

    _about = ("session_id",)

    session_id = fields.Many2one("hcc.session", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.session_id._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
