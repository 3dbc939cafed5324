from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.fields import NoteText


class HccEquipmentReport(models.TransientModel):
    """Say that equipment is out of order, or lost."""

    _name = "hcc.equipment.report"
    _description = "Fault or Loss of Equipment"
    _inherit = ["hcc.equipment.form"]

    equipment_id = fields.Many2one("maintenance.equipment", required=True)
    what = fields.Selection(
        [("fault", "Something is wrong with it"), ("lost", "It is lost or stolen")],
        required=True,
        default="fault",
    )
    words = NoteText("What happened")
    unusable = fields.Boolean("It cannot be used")
    consequence = fields.Text(compute="_compute_consequence")

    @api.depends("equipment_id")
    def _compute_consequence(self):
        for form in self:
            handover = form._get_handover()
            if not handover.user_id:
                form.consequence = self.env._("Nobody is signed in on it.")
                continue
            _names, linked = handover._get_sessions_to_end()
            mine = handover.user_id == self.env.user
            if linked and mine:
                words = self.env._(
                    "The tablet is signed out at once. Your other devices stay "
                    "signed in."
                )
            elif linked:
                words = self.env._(
                    "The tablet is signed out at once. Other devices of its holder "
                    "stay signed in."
                )
            elif mine:
                words = self.env._(
                    "This device was never linked: your account is signed out at "
                    "once everywhere but here. Change your password, too, if the "
                    "device had stored it."
                )
            else:
                words = self.env._(
                    "This device was never linked: the account of its holder is "
                    "signed out at once everywhere."
                )
            form.consequence = words

    def action_confirm(self):
        """Report it; a coordinator goes on with the replacement."""
        self.ensure_one()
        if self.what == "fault":
            self.equipment_id._report_fault(self.words, self.unusable)
            return self._done(self.env._("Reported. Your coordinator sees it."))
        handover = self._get_handover()
        replacement = self.replacement_id
        if replacement and not self.is_office:
            raise UserError(self.env._("The office hands over the replacement."))
        ended = self.equipment_id._report_loss(self.words)
        if replacement:
            new = handover._replace(replacement, self.replacement_accessories or "")
            return new.action_sign()
        return self._done(
            self.env._("Reported as lost. Signed out: %(count)s sessions.", count=ended)
        )

    def _get_handover(self):
        # sudo: hcc.equipment.handover - the one that is open; it is used with the
        # rights of the user
        handovers_sudo = self.equipment_id.sudo().handover_ids
        held = handovers_sudo.filtered("is_held")[:1]
        return held.with_env(self.env)
