from odoo import api, fields, models
from odoo.exceptions import UserError


class HccShiftTake(models.TransientModel):
    """A helper takes the shift of a colleague, or gives an own one for it."""

    _name = "hcc.shift.take"
    _description = "Take a shift"

    swap_id = fields.Many2one("hcc.shift.swap", required=True, readonly=True)
    from_name = fields.Char("Offered by", related="swap_id.from_name")
    start = fields.Datetime(related="swap_id.start")
    stop = fields.Datetime(related="swap_id.stop")
    place = fields.Char(related="swap_id.place")
    wanted = fields.Selection(related="swap_id.wanted")
    own_shift_id = fields.Many2one(
        "hcc.shift",
        "I give for it",
        domain="[('user_id', '=', uid), ('state', '=', 'published'),"
        " ('start', '>', 'now')]",
    )

    @api.depends("swap_id")
    def _compute_display_name(self):
        for form in self:
            form.display_name = form.swap_id.display_name or ""

    def action_take(self):
        """Take it; what does not fit is said in plain words.

        :raises UserError: when it does not fit, or somebody was faster
        """
        self.ensure_one()
        self.swap_id.check_access("read")
        self.own_shift_id.check_access("read")
        person = self.env.user.hcc_collaborator_ids[:1]
        if not person:
            raise UserError(self.env._("Only collaborators take shifts."))
        # sudo: hcc.shift.swap, hcc.shift - helpers write neither; who takes what was
        # checked above, and everything else is checked by the method
        self.swap_id.sudo()._take(person.sudo(), self.own_shift_id.sudo())
        return self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_shift_action_mine"
        )
