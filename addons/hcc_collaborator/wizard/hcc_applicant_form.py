from odoo import api, fields, models


class HccApplicantForm(models.AbstractModel):
    """A form about an applicant, for those alone who may read that person.

    The client says whom a form is about. Reading names through a many2one needs
    no right of its own in Odoo, so the right is asked for here, first.
    """

    _name = "hcc.applicant.form"
    _description = "Form about an Applicant"

    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Applicant",
        required=True,
        readonly=True,
        ondelete="cascade",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_about(values)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_about(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_about(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_about(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _check_about(self, values):
        """Check whom the form is about.

        :raises AccessError: when the user may not read that person
        """
        number = values.get("collaborator_id")
        if number:
            self.env["hcc.collaborator"].browse(number).check_access("read")
