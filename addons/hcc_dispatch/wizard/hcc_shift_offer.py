from odoo import fields, models


class HccShiftOffer(models.TransientModel):
    """A helper offers an own shift to the colleagues of the ward."""

    _name = "hcc.shift.offer"
    _description = "Offer a shift"

    shift_id = fields.Many2one("hcc.shift", required=True, readonly=True)
    wanted = fields.Selection(
        [("give", "Somebody to take it"), ("exchange", "Another shift for it")],
        string="I look for",
        required=True,
        default="give",
    )

    def action_offer(self):
        """Put the offer where colleagues see it."""
        self.ensure_one()
        self.env["hcc.shift.swap"]._offer(self.shift_id, self.wanted)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_dispatch.hcc_shift_swap_action_mine"
        )
