from odoo import fields, models

from .hcc_citizen import PERSONAL_GROUPS


class HccRequestQuota(models.AbstractModel):
    """The numbered place that a live request takes of its person's day.

    Like a desk of a point: PostgreSQL lets no two live requests of one person have
    the same place on one day, so counting wrongly cannot give more than allowed.
    """

    _name = "hcc.request.quota"
    _description = "Place in the Quota of a Person"
    _inherit = ["hcc.guard.mixin"]

    # digest of person and day; says nothing without the database's secret
    quota_key = fields.Char(copy=False, groups="base.group_system")
    quota_place = fields.Integer(copy=False, groups="base.group_system")
    quota_reason = fields.Char(
        "Why More Than Usual",
        copy=False,
        groups=PERSONAL_GROUPS,
        help="A clerk booked beyond the quota of a person and day, for this reason.",
    )

    _quota_place_unique = models.UniqueIndex(
        "(quota_key, quota_place) WHERE quota_key IS NOT NULL "
        "AND state IN ('waiting', 'booked', 'in_progress')",
        "This person has as many appointments on this day as are allowed.",
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "quota_key",
            "quota_place",
            "quota_reason",
        }
