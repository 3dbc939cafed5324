from odoo import api, fields, models
from odoo.fields import Command


class HccSelectionScoring(models.TransientModel):
    """One assessor's scores of an applicant, given all at once."""

    _name = "hcc.selection.scoring"
    _description = "Score an Applicant"
    _inherit = ["hcc.applicant.form"]

    category = fields.Selection(related="collaborator_id.category")
    languages = fields.Char(related="collaborator_id.languages")
    experience = fields.Text(related="collaborator_id.experience")
    line_ids = fields.One2many("hcc.selection.scoring.line", "scoring_id")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        person = self.env["hcc.collaborator"].browse(values.get("collaborator_id"))
        if person:
            person._check_may_score()
            values["line_ids"] = self._prepare_lines(person)
        return values

    @api.model
    def _prepare_lines(self, person):
        """One line for each criterion, with what the user gave before."""
        before = {
            score.criterion_id: score
            for score in self.env["hcc.selection.score"].search(
                [
                    ("collaborator_id", "=", person.id),
                    ("assessor_id", "=", self.env.uid),
                ]
            )
        }
        none = self.env["hcc.selection.score"]
        return [
            Command.create(
                {
                    "criterion_id": criterion.id,
                    "points": str(before.get(criterion, none).score),
                    "note": before.get(criterion, none).note,
                }
            )
            for criterion in self.env["hcc.selection.criterion"].search([])
        ]

    def action_confirm(self):
        """Hand the whole set in."""
        self.ensure_one()
        self.collaborator_id._submit_scores(
            {
                line.criterion_id.id: (int(line.points or 0), line.note)
                for line in self.line_ids
            }
        )
        return {"type": "ir.actions.act_window_close"}
