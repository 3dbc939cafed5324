from odoo import models


class HccOfficeForm(models.AbstractModel):
    """A form about a request or a visit, for those alone who may read that."""

    _name = "hcc.office.form"
    _description = "Form about a Request or a Visit"
    _inherit = ["hcc.about.mixin"]

    _about = ("request_id", "appointment_id", "assignment_id", "complaint_id")
