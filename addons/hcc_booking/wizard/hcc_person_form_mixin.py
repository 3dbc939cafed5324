from odoo import fields, models


class HccPersonFormMixin(models.AbstractModel):
    _inherit = "hcc.person.form.mixin"

    model = fields.Selection(
        selection_add=[("hcc.citizen", "Citizen")],
        ondelete={"hcc.citizen": "cascade"},
    )
