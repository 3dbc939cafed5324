from odoo import fields, models


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
