from odoo import models


class HccOfficeHours(models.AbstractModel):
    """What counts as office hours of the city."""

    _name = "hcc.office.hours"
    _description = "Office Hours"
