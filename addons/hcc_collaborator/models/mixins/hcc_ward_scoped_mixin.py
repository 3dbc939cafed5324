from odoo import fields, models


class HccWardScopedMixin(models.AbstractModel):
    """Records of one ward: access rules compare this field alone."""

    _name = "hcc.ward.scoped.mixin"
    _description = "Record of a Ward"

    ward_id = fields.Many2one(
        "hcc.ward", required=True, index=True, ondelete="restrict"
    )
