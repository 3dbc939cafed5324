from odoo import api, fields, models


class HccWardCloneLine(models.TransientModel):
    """What cloning does in one ward."""

    _name = "hcc.ward.clone.line"
    _description = "Cloning in One Ward"
    _order = "ward_id, id"

    form_id = fields.Many2one(
        "hcc.ward.clone.form", required=True, ondelete="cascade", index=True
    )
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    create_text = fields.Text("New", readonly=True)
    update_text = fields.Text("Changed", readonly=True)
    keep_text = fields.Text("Left alone", readonly=True)
    create_count = fields.Integer(readonly=True)
    update_count = fields.Integer(readonly=True)
    keep_count = fields.Integer(readonly=True)

    @api.model
    def _prepare_values(self, form, ward, steps):
        """One line for a ward, in words."""
        new = [step for step in steps if step.outcome == "create"]
        changed = [step for step in steps if step.outcome == "update"]
        kept = [step for step in steps if step not in new and step not in changed]
        return {
            "form_id": form.id,
            "ward_id": ward.id,
            "create_text": "\n".join(self._say(step) for step in new),
            "update_text": "\n".join(self._say(step) for step in changed),
            "keep_text": "\n".join(
                f"{self._say(step)} ({self._say_why(step)})" for step in kept
            ),
            "create_count": len(new),
            "update_count": len(changed),
            "keep_count": len(kept),
        }

    @api.model
    def _say(self, step):
        labels = dict(
            self.env["hcc.ward.clone"]._fields["model"]._description_selection(self.env)
        )
        return f"{labels[step.model]}: {step.name}"

    @api.model
    def _say_why(self, step):
        """Why it is left alone."""
        return {
            "same": self.env._("as it is there"),
            "edited": self.env._("changed in the ward since"),
            "removed": self.env._("taken away in the ward since"),
            "there": self.env._("the ward has its own"),
        }[step.outcome]
