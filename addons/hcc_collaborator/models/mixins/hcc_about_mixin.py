from odoo import api, models


class HccAboutMixin(models.AbstractModel):
    """A form about a record, for those alone who may read that.

    The client says what a form is about. Reading names through a many2one needs
    no right of its own in Odoo, so the right is asked for here, first.
    """

    _name = "hcc.about.mixin"
    _description = "Form about a Record"

    #: names of the many2one fields that say what it is about, where it has them
    _about = ()

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
        for name in self._about:
            field = self._fields.get(name)
            if field and values.get(name):
                record = self.env[field.comodel_name].browse(values[name])
                record.check_access("read")
