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
    note = fields.Char(help="It stands beside the first criterion.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        person = self.env["hcc.collaborator"].browse(values.get("collaborator_id"))
        if person:
            person._check_may_score()
            scores = self._get_own_scores(person)
            values["line_ids"] = self._prepare_lines(scores)
            values["note"] = next((s.note for s in scores if s.note), False)
        return values

    @api.model
    def _get_own_scores(self, person):
        """What the user gave the applicant before."""
        return self.env["hcc.selection.score"].search(
            [
                ("collaborator_id", "=", person.id),
                ("assessor_id", "=", self.env.uid),
            ]
        )

    @api.model
    def _prepare_lines(self, scores):
        """One line for each criterion, with what the user gave before."""
        before = {score.criterion_id: str(score.score) for score in scores}
        return [
            Command.create(
                {
                    "criterion_id": criterion.id,
                    "points": before.get(criterion, "0"),
                }
            )
            for criterion in self.env["hcc.selection.criterion"]._get_all()
        ]

    def action_confirm(self):
        """Hand the whole set in."""
        self.ensure_one()
        self.collaborator_id._submit_scores(
            {
                line.criterion_id.id: (int(line.points), not index and self.note)
                for index, line in enumerate(self.line_ids)
            }
        )
        return {"type": "ir.actions.act_window_close"}
