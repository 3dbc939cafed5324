from odoo import api, fields, models
from odoo.exceptions import UserError

#: what a clerk compares before saying that two are one
COMPARED = ("name", "phone", "birth_year")


class HccCitizenMerge(models.TransientModel):
    """Make one person of two, after looking at both."""

    _name = "hcc.citizen.merge"
    _description = "Merge Two Citizens"

    keep_id = fields.Many2one("hcc.citizen", "Stays", required=True)
    gone_id = fields.Many2one("hcc.citizen", "Is the same person", required=True)
    keep_phone = fields.Char(related="keep_id.phone", string="Phone")
    keep_address = fields.Char(related="keep_id.address", string="Address")
    keep_birth_year = fields.Integer(
        related="keep_id.birth_year", string="Year of birth"
    )
    keep_request_ids = fields.One2many(related="keep_id.request_ids")
    gone_phone = fields.Char(related="gone_id.phone", string="Phone of the other")
    gone_address = fields.Char(related="gone_id.address", string="Address of the other")
    gone_birth_year = fields.Integer(
        related="gone_id.birth_year", string="Year of birth of the other"
    )
    gone_request_ids = fields.One2many(
        related="gone_id.request_ids", string="Requests of the other"
    )
    differs = fields.Boolean(compute="_compute_differs")
    is_sure = fields.Boolean("I have checked: this is one person")

    @api.depends("keep_id", "gone_id")
    def _compute_differs(self):
        for form in self:
            pairs = [(form.keep_id[name], form.gone_id[name]) for name in COMPARED]
            form.differs = any(
                first and second and first != second for first, second in pairs
            )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_people(values)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_people(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_people(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_people(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _check_people(self, values):
        """Naming a person here needs the right to read that person."""
        ids = [values[name] for name in ("keep_id", "gone_id") if values.get(name)]
        self.env["hcc.citizen"].browse(ids).check_access("read")

    def action_swap(self):
        """Keep the other one instead."""
        self.ensure_one()
        self.write({"keep_id": self.gone_id.id, "gone_id": self.keep_id.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Merge, and open the person who stays.

        :raises UserError: when the two differ and nobody has looked
        """
        self.ensure_one()
        if self.differs and not self.is_sure:
            raise UserError(
                self.env._(
                    "Name, phone or year of birth differ. Check that this is one "
                    "person, and tick the box."
                )
            )
        keep = self.keep_id
        keep._merge(self.gone_id)
        self.unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcc.citizen",
            "res_id": keep.id,
            "views": [(False, "form")],
            "target": "main",
        }
