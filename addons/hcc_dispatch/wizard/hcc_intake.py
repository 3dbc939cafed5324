from odoo import api, fields, models


class HccIntake(models.TransientModel):
    _inherit = "hcc.intake"

    is_urgent = fields.Boolean(
        "Urgent: as soon as somebody can go",
        help="Times that leave the helper no notice are offered as well.",
    )

    @api.depends("is_urgent")
    def _compute_slot_choices(self):
        return super()._compute_slot_choices()

    @api.onchange("is_urgent")
    def _onchange_is_urgent(self):
        self._drop_stale_slot()

    def _find_slots(self):
        form = self.with_context(hcc_without_notice=True) if self.is_urgent else self
        return super(HccIntake, form)._find_slots()
