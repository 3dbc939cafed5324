from odoo import fields, models

from .fields import NoteText


class HccCollaboratorConflict(models.Model):
    """Something that the applicant declares, to be thought of when deciding."""

    _name = "hcc.collaborator.conflict"
    _description = "Declared Conflict of Interest"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "kind, id"
    _rec_name = "kind"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", required=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    kind = fields.Selection(
        [
            ("relative", "A relative works for the service or the ward"),
            ("business", "Works for a business that files papers for pay"),
            ("office", "Decides on applications in an authority"),
            ("other", "Something else"),
        ],
        required=True,
        default="other",
    )
    words = NoteText("In Their Words")
