from odoo import api, fields, models

from ..models.fields import NoteText


class HccCollaboratorEnding(models.TransientModel):
    """Somebody is suspended, or leaves: everything that has to follow, in one form.

    It lists what was promised and what has to be given back; booking adds the
    visits with those who could take them.
    """

    _name = "hcc.collaborator.ending"
    _description = "Suspension or Leaving"
    _inherit = ["hcc.about.mixin"]

    _about = ("collaborator_id",)

    collaborator_id = fields.Many2one("hcc.collaborator", required=True)
    collaborator_state = fields.Selection(related="collaborator_id.state")
    kind = fields.Selection(
        [("suspend", "Suspend for a while"), ("leave", "Leaves the service")],
        required=True,
        default="suspend",
    )
    reason = NoteText(
        required=True, help="Read by the coordinators; the person is not shown it."
    )
    last_day = fields.Date(
        readonly=True, default=lambda self: self.env["hcc.area.role"]._today()
    )
    equipment_words = fields.Text("To be given back", compute="_compute_words")
    other_words = fields.Text("Ends as well", compute="_compute_words")
    result = fields.Text(readonly=True)

    @api.depends("collaborator_id")
    def _compute_words(self):
        for form in self:
            person = form.collaborator_id._origin
            equipment = person._get_equipment_to_return() if person else []
            others = person._get_ending_words() if person else []
            form.equipment_words = "\n".join(equipment)
            form.other_words = "\n".join(others)

    def action_confirm(self):
        """End the work today, hand over, and say what became of it.

        :raises UserError: nothing has changed then
        """
        self.ensure_one()
        equipment = self.equipment_words
        sentences = self.collaborator_id._end_work(
            self.kind, self.reason, choices=self._get_choices()
        )
        if equipment:
            sentences.append(
                self.env._("To be given back: %s", equipment.replace("\n", "; "))
            )
        sentences.append(
            self.env._("Access has ended. The person and all concerned are told.")
        )
        self.result = "\n".join(sentences)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_collaborator_ending_action"
        )
        return {**action, "res_id": self.id}

    def _get_choices(self):
        """What was chosen for what was promised; booking extends it."""
        return {}
