from odoo import api, fields, models
from odoo.fields import Command

from ..models.hcc_collaborator import FAR


class HccCollaboratorEnding(models.TransientModel):
    _name = "hcc.collaborator.ending"
    _inherit = ["hcc.collaborator.ending", "hcc.hand.over.form"]

    line_ids = fields.One2many("hcc.ending.line", "ending_id", "Coming visits")

    @api.onchange("collaborator_id")
    def _onchange_preview(self):
        """List the coming visits, the best candidate chosen for each."""
        commands = [Command.clear()]
        if self.collaborator_id:
            now = fields.Datetime.now()
            commands += [
                Command.create(values)
                for values in self._prepare_visit_lines(
                    self.collaborator_id._origin, now, now + FAR
                )
            ]
        self.line_ids = commands

    def _get_choices(self):
        return super()._get_choices() | {
            line.assignment_id.id: line.collaborator_id.id for line in self.line_ids
        }
