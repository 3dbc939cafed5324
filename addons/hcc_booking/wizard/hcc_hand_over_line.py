from odoo import api, fields, models


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
    lacks_device = fields.Boolean("No tablet", compute="_compute_lacks_device")

    @api.depends("collaborator_id", "assignment_id")
    def _compute_lacks_device(self):
        # sudo: hcc.assignment, hcc.collaborator - whether the visit needs a device,
        # and whether the one proposed has one; borrowed ones are of other wards
        lines_sudo = self.sudo()
        without_sudo = lines_sudo.collaborator_id._get_without_device()
        for line_sudo in lines_sudo:
            line_sudo.lacks_device = (
                line_sudo.collaborator_id._origin in without_sudo._origin
                and line_sudo.assignment_id.appointment_id.needs_device
            )
