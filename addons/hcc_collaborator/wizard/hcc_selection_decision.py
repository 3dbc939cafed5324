from odoo import fields, models

from ..models.fields import NoteText


class HccSelectionDecision(models.TransientModel):
    """Take an applicant in, or not: all that speaks for and against on one page."""

    _name = "hcc.selection.decision"
    _description = "Decide on an Applicant"
    _inherit = ["hcc.applicant.form"]

    is_scored = fields.Boolean(related="collaborator_id.is_scored")
    assessor_count = fields.Integer(related="collaborator_id.assessor_count")
    assessors_needed = fields.Integer(related="collaborator_id.assessors_needed")
    character_average = fields.Float(related="collaborator_id.character_average")
    ability_average = fields.Float(related="collaborator_id.ability_average")
    missing_strict_ids = fields.Many2many(related="collaborator_id.missing_strict_ids")
    missing_other_ids = fields.Many2many(related="collaborator_id.missing_other_ids")
    conflict_ids = fields.One2many(related="collaborator_id.conflict_ids")
    relative_ids = fields.One2many(related="collaborator_id.relative_ids")
    gap = fields.Integer(related="collaborator_id.team_id.gap")
    decision = fields.Selection(
        [("approved", "Take in"), ("rejected", "Do not take in")], required=True
    )
    reason = NoteText(
        required=True, help="For the file. The applicant is told in general words."
    )

    def action_confirm(self):
        """Decide; the applicant is told."""
        self.ensure_one()
        self.collaborator_id._decide(self.decision, self.reason)
        return {"type": "ir.actions.act_window_close"}
