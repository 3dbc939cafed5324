from odoo import api, fields, models
from odoo.exceptions import UserError


class HccErasureForm(models.TransientModel):
    """Look first, then take away: what of a person goes, what stays and why."""

    _name = "hcc.erasure.form"
    _inherit = ["hcc.person.form.mixin"]
    _description = "Take Away Personal Data"

    why = fields.Selection(
        selection=lambda self: self._selection_why(), required=True, default="asked"
    )
    goes = fields.Text("Is Taken Away From", compute="_compute_preview")
    stays = fields.Text("Goes on Being Kept", compute="_compute_preview")
    obstacles = fields.Text("To Be Settled First", compute="_compute_preview")
    is_sure = fields.Boolean("I have looked at it: take it away for good")

    @api.model
    def _selection_why(self):
        reasons = self.env["hcc.erasure"]._fields["why"]
        return [
            (key, label)
            for key, label in reasons._description_selection(self.env)
            if key != "retention"
        ]

    @api.depends("model", "res_id")
    @api.depends_context("lang")
    def _compute_preview(self):
        for form in self:
            person = form._get_person()
            person._check_privacy_officer()
            # sudo: all that belongs to a person - numbers alone, checked above
            person_sudo = person.sudo().with_context(active_test=False)
            counts = person_sudo._get_erasure_counts()
            form.goes = self.env["hcc.erasure"]._say_counts(counts)
            form.stays = "\n".join(person_sudo._get_kept_words())
            obstacles = person_sudo._get_erasure_obstacles()
            if person_sudo._is_erased():
                obstacles = [self.env._("This was taken away already.")]
            form.obstacles = "\n".join(obstacles)

    def action_confirm(self):
        """Take it away and show the proof.

        :raises UserError: when nobody has looked, or something is open
        """
        self.ensure_one()
        if not self.is_sure:
            raise UserError(self.env._("Look at what is taken away, and tick the box."))
        proof = self._get_person()._erase(self.why)
        self.unlink()
        return {
            "type": "ir.actions.act_window",
            "name": proof._say_model(proof._name),
            "res_model": proof._name,
            "res_id": proof.id,
            "views": [(False, "form")],
            "target": "main",
        }
