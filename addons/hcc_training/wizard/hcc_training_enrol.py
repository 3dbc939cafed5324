from odoo import api, fields, models
from odoo.exceptions import UserError


class HccTrainingEnrol(models.TransientModel):
    """Enrols those who need training: a line for each course, with its sessions."""

    _name = "hcc.training.enrol"
    _description = "Enrol Those Who Need Training"

    line_ids = fields.One2many("hcc.training.enrol.line", "form_id", "Courses")
    outcome = fields.Text(readonly=True)

    @api.model
    def _open(self, needs):
        """Open the form for these rows of the plan.

        :param needs: ``hcc.training.need`` that the user may read
        """
        lines = {}
        for need in needs.sorted("due"):
            if need.progress == "none":
                people = lines.setdefault(need.course_id, [])
                people.append(need.collaborator_id.id)
        if not lines:
            raise UserError(
                self.env._("Everybody here is enrolled already, or nobody is chosen.")
            )
        form = self.create({})
        self.env["hcc.training.enrol.line"].create(
            [
                {
                    "form_id": form.id,
                    "course_id": course.id,
                    "collaborator_ids": [fields.Command.set(people)],
                }
                for course, people in lines.items()
            ]
        )
        return form._get_action()

    def action_confirm(self):
        """Enrol all who fit; the others are named, with the reason."""
        self.ensure_one()
        words = [line._enrol() for line in self.line_ids]
        self.outcome = "\n\n".join(words)
        return self._get_action()

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enrol those who need it"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
