from odoo import api, fields, models

from ..tools.text import fold, nfc


class HccWardAlias(models.Model):
    """A former ward or district of which a part lies in today's ward."""

    _name = "hcc.ward.alias"
    _description = "Former Name of a Ward"
    _order = "kind desc, name, id"

    ward_id = fields.Many2one("hcc.ward", required=True, index=True, ondelete="cascade")
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

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create([self._clean_values(vals) for vals in vals_list])
        self.env.registry.clear_cache()
        return aliases

    def write(self, vals):
        result = super().write(self._clean_values(vals))
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _clean_values(self, vals):
        """Return the values with the name in the form that is stored."""
        return {**vals, "name": nfc(vals["name"])} if vals.get("name") else vals
