from odoo import fields, models


class HccApplicantForm(models.AbstractModel):
    """A form about an applicant, for those alone who may read that person."""

    _name = "hcc.applicant.form"
    _description = "Form about an Applicant"
    _inherit = ["hcc.about.mixin"]

    _about = ("collaborator_id",)

    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Applicant",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
