from odoo import api, fields, models

EXPIRY_NOTICE_DAYS = 30


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

    validity = fields.Selection(
        [
            ("future", "Not yet valid"),
            ("valid", "Valid"),
            ("expiring", "Ends within 30 days"),
            ("expired", "Ended"),
        ],
        compute="_compute_validity",
    )

    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to)",
        "A qualification cannot end before it begins.",
    )
    _holder_idx = models.Index("(collaborator_id, type_id, date_from)")

    @api.depends("type_id", "date_to")
    def _compute_display_name(self):
        for qualification in self:
            qualification.display_name = qualification.type_id.name

    @api.depends("date_from", "date_to")
    def _compute_validity(self):
        today = self.env["hcc.area.role"]._today()
        soon = fields.Date.add(today, days=EXPIRY_NOTICE_DAYS)
        for qualification in self:
            date_to = qualification.date_to
            if not qualification.date_from or qualification.date_from > today:
                qualification.validity = "future"
            elif date_to and date_to < today:
                qualification.validity = "expired"
            elif date_to and date_to <= soon:
                qualification.validity = "expiring"
            else:
                qualification.validity = "valid"

    @api.model_create_multi
    def create(self, vals_list):
        qualifications = super().create(vals_list)
        for type_, group in qualifications.grouped("type_id").items():
            group._journal("qualification_given", type=type_.code)
        return qualifications

    def write(self, vals):
        result = super().write(vals)
        self._journal("qualification_changed", fields=sorted(vals))
        return result

    def unlink(self):
        self._journal("qualification_removed")
        return super().unlink()
