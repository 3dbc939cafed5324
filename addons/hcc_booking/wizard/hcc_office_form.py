from odoo import api, models

ABOUT = {
    "request_id": "hcc.request",
    "appointment_id": "hcc.appointment",
    "assignment_id": "hcc.assignment",
    "complaint_id": "hcc.complaint",
}


class HccOfficeForm(models.AbstractModel):
    """A form about a request or a visit, for those alone who may read that.

    The client says what a form is about. Reading names through a many2one needs
    no right of its own in Odoo, so the right is asked for here, first.
    """

    _name = "hcc.office.form"
    _description = "Form about a Request or a Visit"

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
        """Check what the form is about.

        :raises AccessError: when the user may not read it
        """
        for name, model in ABOUT.items():
            if name in self._fields and values.get(name):
                self.env[model].browse(values[name]).check_access("read")
