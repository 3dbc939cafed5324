from odoo import fields, models


class HccWardScopedMixin(models.AbstractModel):
    """Records of one ward: access rules compare this field alone."""

    _name = "hcc.ward.scoped.mixin"
    _description = "Record of a Ward"

    ward_id = fields.Many2one(
        "hcc.ward", required=True, index=True, ondelete="restrict"
    )

    def write(self, vals):
        wards = self.ward_id
        result = super().write(vals)
        # rules are checked before a write: nobody may send a record where the
        # own role does not reach
        if self.ward_id != wards:
            self.check_access("write")
        return result
