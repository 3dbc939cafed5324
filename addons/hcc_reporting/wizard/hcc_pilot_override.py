from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.hcc_pilot_ward import ADMINISTRATOR


class HccPilotOverride(models.TransientModel):
    """An administrator lets a ward go live although something is red, and says why."""

    _name = "hcc.pilot.override"
    _description = "Going Live in Spite of Red"
    _inherit = ["hcc.about.mixin"]
    _about = ("line_id",)

    line_id = fields.Many2one(
        "hcc.pilot.ward", "Ward", required=True, readonly=True, ondelete="cascade"
    )
    red = fields.Text("Not ready yet", compute="_compute_red")
    reason = fields.Char(help="It stays with the ward.")

    @api.depends("line_id")
    def _compute_red(self):
        for form in self:
            form.red = form.line_id._get_red().get(form.line_id.id, "")

    def action_confirm(self):
        """Go live, with the reason."""
        self.ensure_one()
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(
                self.env._("Only administrators let a ward go live that is not ready.")
            )
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Please say why it goes live all the same."))
        self.line_id._check_may_go_live()
        self.line_id._go_live(reason)
        return {"type": "ir.actions.act_window_close"}
