from odoo import fields, models


class HccTeam(models.Model):
    """The collaborators of one ward."""

    _name = "hcc.team"
    _description = "Collaborator Team"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "ward_id, id"

    name = fields.Char(required=True)
    branch_id = fields.Many2one(related="ward_id.branch_id", store=True, index=True)
    leader_id = fields.Many2one(
        "hcc.collaborator",
        string="Team Leader",
        index="btree_not_null",
        ondelete="set null",
        domain="[('team_id', '=', id)]",
    )
    target_size = fields.Integer(default=10, required=True)
    member_ids = fields.One2many("hcc.collaborator", "team_id", string="Members")
    active = fields.Boolean(default=True)

    _ward_unique = models.Constraint(
        "UNIQUE (ward_id)", "This ward has a team already."
    )
    _target_size_check = models.Constraint(
        "CHECK (target_size >= 0)", "The target size cannot be negative."
    )
