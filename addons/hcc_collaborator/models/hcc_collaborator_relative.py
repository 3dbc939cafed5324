from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.phone import parse_phone
from ..tools.text import fold, nfc


class HccCollaboratorRelative(models.Model):
    """A relative whom the collaborator must not be sent to."""

    _name = "hcc.collaborator.relative"
    _description = "Relative of a Collaborator"
    _inherit = ["hcc.ward.scoped.mixin"]

    collaborator_id = fields.Many2one(
        "hcc.collaborator", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id", store=True, index="btree_not_null"
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    name = fields.Char(required=True)
    phone = fields.Char()
    relation = fields.Char()
    search_key = fields.Char(
        compute="_compute_search_key", store=True, index="btree", copy=False
    )

    @api.depends("name")
    def _compute_search_key(self):
        for relative in self:
            relative.search_key = fold(relative.name)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_values(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_values(vals))

    @api.model
    def _clean_values(self, vals):
        """Return the values in the form in which they are compared."""
        vals = dict(vals)
        if vals.get("name"):
            vals["name"] = nfc(vals["name"])
        if vals.get("phone"):
            try:
                vals["phone"] = parse_phone(vals["phone"])
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(phone)s is not a telephone number that can be called.",
                        phone=vals["phone"],
                    )
                ) from error
        return vals
