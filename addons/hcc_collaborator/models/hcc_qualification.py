from odoo import api, fields, models


class HccQualification(models.Model):
    """A collaborator holds a type of qualification for a period.

    Booking reads it, training writes it; neither knows the other.
    """

    _name = "hcc.qualification"
    _description = "Qualification"
    _inherit = ["hcc.ward.scoped.mixin", "hcc.journal.mixin"]
    _order = "date_from desc, id desc"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id", store=True, index="btree_not_null"
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    type_id = fields.Many2one(
        "hcc.qualification.type", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(
        "Valid From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date("Last Valid Day", help="Empty: no end.")
    source = fields.Selection(
        [("manual", "Manual"), ("training", "Training"), ("import", "Import")],
        required=True,
        default="manual",
    )
    reference = fields.Char(help="Number of the certificate or decision.")

    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to)",
        "A qualification cannot end before it begins.",
    )
    _holder_idx = models.Index("(collaborator_id, type_id, date_from)")

    @api.depends("type_id", "date_to")
    def _compute_display_name(self):
        for qualification in self:
            qualification.display_name = qualification.type_id.name
