from odoo import fields, models

POINTS = [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")]


class HccSelectionScore(models.Model):
    """What one assessor gives an applicant for one criterion.

    Nobody reads the scores of others before enough assessors are ready: a rule
    for everybody on the stored ``is_revealed`` sees to that. Nobody writes them
    but ``hcc.collaborator._submit_scores``, a whole set at once.
    """

    _name = "hcc.selection.score"
    _description = "Score of an Applicant"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "collaborator_id, assessor_id, criterion_id, id"
    _rec_name = "criterion_id"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", "Applicant", required=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    criterion_id = fields.Many2one(
        "hcc.selection.criterion", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="criterion_id.kind")
    assessor_id = fields.Many2one(
        "res.users", "Assessor", required=True, index=True, ondelete="restrict"
    )
    score = fields.Integer(required=True, aggregator="avg")
    note = fields.Char()
    is_revealed = fields.Boolean(
        "Shown to Others",
        help="Scores are shown to others once enough assessors are ready.",
    )

    _once = models.UniqueIndex("(collaborator_id, assessor_id, criterion_id)")
    _score_range = models.Constraint(
        "CHECK (score BETWEEN 1 AND 5)", "A score is a number from 1 to 5."
    )
