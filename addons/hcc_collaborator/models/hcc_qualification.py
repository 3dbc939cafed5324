from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

EXPIRY_NOTICE_DAYS = 30


class HccQualification(models.Model):
    """A collaborator holds a type of qualification for a period.

    Booking reads it, training writes it; neither knows the other.
    """

    _name = "hcc.qualification"
    _description = "Qualification"
    _inherit = [
        "hcc.qualification.reminder",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
    ]
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
    refresher_due = fields.Date(
        "Refresher Until",
        readonly=True,
        copy=False,
        help="The procedure has changed: after this day it counts no more, unless "
        "it was earned anew.",
    )
    last_day = fields.Date(
        "Counts Until",
        compute="_compute_last_day",
        store=True,
        precompute=True,
        help="The last valid day, or the day of the refresher if that comes first.",
    )
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
    is_renewed = fields.Boolean(
        compute="_compute_is_renewed",
        search="_search_is_renewed",
        help="There is another one of the type that counts longer.",
    )

    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to)",
        "A qualification cannot end before it begins.",
    )
    _holder_idx = models.Index("(collaborator_id, type_id, date_from)")
    _last_day_idx = models.Index("(last_day) WHERE last_day IS NOT NULL")

    @api.depends("type_id", "date_to")
    def _compute_display_name(self):
        for qualification in self:
            qualification.display_name = qualification.type_id.name

    @api.depends("date_to", "refresher_due")
    def _compute_last_day(self):
        for qualification in self:
            days = filter(None, (qualification.date_to, qualification.refresher_due))
            qualification.last_day = min(days, default=False)

    @api.depends("date_from", "last_day")
    def _compute_validity(self):
        today = self.env["hcc.area.role"]._today()
        soon = fields.Date.add(today, days=EXPIRY_NOTICE_DAYS)
        for qualification in self:
            last_day = qualification.last_day
            if not qualification.date_from or qualification.date_from > today:
                qualification.validity = "future"
            elif last_day and last_day < today:
                qualification.validity = "expired"
            elif last_day and last_day <= soon:
                qualification.validity = "expiring"
            else:
                qualification.validity = "valid"

    @api.depends("collaborator_id", "type_id", "last_day")
    def _compute_is_renewed(self):
        renewed = self.search(
            Domain("id", "in", self.ids) & Domain("is_renewed", "=", True)
        )
        for qualification in self:
            qualification.is_renewed = qualification in renewed

    def _search_is_renewed(self, operator, value):
        if operator != "in":
            return NotImplemented
        renewed = Domain.custom(
            to_sql=lambda model, alias, query: self._get_renewed_sql(
                SQL.identifier(alias)
            )
        )
        return Domain.OR(renewed if one else ~renewed for one in value)

    @api.model
    def _get_renewed_sql(self, table):
        """Whether a row has a later one of the same person and type."""
        self.flush_model(["collaborator_id", "type_id", "last_day"])
        return SQL(
            """EXISTS (SELECT FROM hcc_qualification later
                        WHERE later.collaborator_id = %(table)s.collaborator_id
                          AND later.type_id = %(table)s.type_id
                          AND (COALESCE(later.last_day, 'infinity'), later.id)
                              > (COALESCE(%(table)s.last_day, 'infinity'),
                                 %(table)s.id))""",
            table=table,
        )

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
