from odoo import fields, models


class HccBranch(models.Model):
    """A branch of the service centre: manages the teams of its wards."""

    _name = "hcc.branch"
    _description = "Branch"
    _inherit = ["hcc.import.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    hotline = fields.Char()
    address = fields.Char()
    active = fields.Boolean(default=True)
    ward_ids = fields.One2many("hcc.ward", "branch_id", string="Wards")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another branch has this code already."
    )
