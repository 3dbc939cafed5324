from odoo import fields, models


class HccRosterShare(models.Model):
    """One person's share: this week, and the eight weeks before with it."""

    _name = "hcc.roster.share"
    _description = "Share of the hours"
    _order = "total_hours, id"

    roster_id = fields.Many2one(
        "hcc.roster", required=True, readonly=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="roster_id.ward_id", store=True, precompute=True, index=True
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    week_hours = fields.Float("This Week", readonly=True)
    most_hours = fields.Float("At Most", readonly=True)
    evening_hours = fields.Float(
        "Evenings", readonly=True, help="With the eight weeks before."
    )
    weekend_hours = fields.Float(
        "Weekends", readonly=True, help="With the eight weeks before."
    )
    holiday_hours = fields.Float(
        "Days Off", readonly=True, help="With the eight weeks before."
    )
    total_hours = fields.Float("Eight Weeks Before", readonly=True)
