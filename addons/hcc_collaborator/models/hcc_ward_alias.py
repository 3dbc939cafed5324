from odoo import api, fields, models

from ..tools.text import fold


class HccWardAlias(models.Model):
    """A former ward or district of which a part lies in today's ward."""

    _name = "hcc.ward.alias"
    _description = "Former Name of a Ward"
    _order = "kind desc, name, id"

    ward_id = fields.Many2one(
        "hcc.ward", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True)
    kind = fields.Selection(
        [("ward", "Former ward"), ("district", "Former district")],
        required=True,
        default="ward",
    )
    search_key = fields.Char(
        compute="_compute_search_key", store=True, index="trigram", copy=False
    )

    _name_unique = models.Constraint(
        "UNIQUE (ward_id, kind, name)", "This ward has this former name already."
    )

    @api.depends("name")
    def _compute_search_key(self):
        for alias in self:
            alias.search_key = fold(alias.name)
