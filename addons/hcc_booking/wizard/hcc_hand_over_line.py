from odoo import fields, models


class HccHandOverLine(models.AbstractModel):
    """One visit that a helper cannot do, and who could take it.

    The words come from the booking service, which also knows the visits in other
    wards of the branch; nothing is read here through the assignment.
    """

    _name = "hcc.hand.over.line"
    _description = "Visit to Hand Over"

    assignment_id = fields.Many2one("hcc.assignment", required=True, ondelete="cascade")
    reference = fields.Char()
    when = fields.Char()
    where = fields.Char()
    candidate_ids = fields.Many2many("hcc.collaborator")
    candidate_count = fields.Integer()
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "New helper",
        domain="[('id', 'in', candidate_ids)]",
    )
