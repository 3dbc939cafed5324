from odoo import api, fields, models


class HccIllnessLine(models.TransientModel):
    """One visit of a helper who cannot come, and who could take it."""

    _name = "hcc.illness.line"
    _description = "Visit to Hand Over"
    _order = "id"

    illness_id = fields.Many2one("hcc.illness", required=True, ondelete="cascade")
    assignment_id = fields.Many2one("hcc.assignment", required=True, ondelete="cascade")
    appointment_id = fields.Many2one(related="assignment_id.appointment_id")
    ward_id = fields.Many2one(related="assignment_id.ward_id")
    reference = fields.Char(related="assignment_id.request_id.reference")
    when = fields.Char(compute="_compute_words")
    where = fields.Char(compute="_compute_words")
    candidate_ids = fields.Many2many("hcc.collaborator")
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "New helper",
        domain="[('id', 'in', candidate_ids)]",
    )
    candidate_count = fields.Integer(compute="_compute_words")

    @api.depends("assignment_id", "candidate_ids")
    def _compute_words(self):
        words = self.env["hcc.words"]
        for line in self:
            assignment = line.assignment_id
            point = assignment.appointment_id.service_point_id
            line.when = words._when(assignment.start, assignment.stop)
            line.where = point.name or self.env._(
                "At home, %(ward)s", ward=assignment.ward_id.full_name or ""
            )
            line.candidate_count = len(line.candidate_ids)
