from odoo import fields, models


class HccQualificationType(models.Model):
    """What a collaborator may be certified to help with."""

    _name = "hcc.qualification.type"
    _description = "Qualification Type"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    description = fields.Text(translate=True)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another qualification type has this code already."
    )
