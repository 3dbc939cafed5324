from odoo import api, fields, models


class HccPersonFormMixin(models.AbstractModel):
    """A form about one person of any of the models of people."""

    _name = "hcc.person.form.mixin"
    _description = "Form about a Person"

    model = fields.Selection(
        [("hcc.collaborator", "Collaborator")], required=True, readonly=True
    )
    res_id = fields.Many2oneReference(
        "Person", model_field="model", required=True, readonly=True
    )
    person_name = fields.Char("Name", compute="_compute_person_name")

    @api.depends("model", "res_id")
    def _compute_person_name(self):
        for form in self:
            form.person_name = form._get_person().display_name

    @api.model_create_multi
    def create(self, vals_list):
        forms = super().create(vals_list)
        for form in forms:
            form._get_person()._check_privacy_officer()
        return forms

    def write(self, vals):
        result = super().write(vals)
        if {"model", "res_id"}.intersection(vals):
            for form in self:
                form._get_person()._check_privacy_officer()
        return result

    def _get_person(self):
        """The person, with the rights of the user."""
        self.ensure_one()
        return self.env[self.model].browse(self.res_id)

    @api.model
    def _open_for(self, person):
        """Open a new form about a person.

        :rtype: dict
        """
        form = self.create({"model": person._name, "res_id": person.id})
        return form._open()

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env["hcc.erasure"]._say_model(self._name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
