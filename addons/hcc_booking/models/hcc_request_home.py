from odoo import fields, models

from .hcc_citizen import PERSONAL_GROUPS


class HccRequestHome(models.AbstractModel):
    """Whether a person is visited at home: reasons, evidence, decision, second look.

    Reasons tell of health and poverty, so clerks and data officers alone read them.
    """

    _name = "hcc.request.home"
    _description = "Home Visit of a Request"
    _inherit = ["hcc.guard.mixin"]

    home_reason_ids = fields.Many2many(
        "hcc.home.reason", string="Why at Home", groups=PERSONAL_GROUPS
    )
    home_evidence_ids = fields.One2many(
        "hcc.home.evidence", "request_id", "Evidence Seen", groups=PERSONAL_GROUPS
    )
    home_decided_by_id = fields.Many2one(
        "res.users",
        "Decided By",
        index="btree_not_null",
        ondelete="set null",
        groups=PERSONAL_GROUPS,
    )
    home_decided_at = fields.Datetime("Decided On", groups=PERSONAL_GROUPS)
    home_review = fields.Selection(
        [
            ("none", "Not asked for"),
            ("asked", "Asked for"),
            ("upheld", "Same answer"),
            ("changed", "Changed"),
        ],
        "Second Look",
        required=True,
        default="none",
    )
    home_review_at = fields.Datetime("Second Look Asked On", groups=PERSONAL_GROUPS)
    home_review_text = fields.Text(
        "Why Another Look", groups=PERSONAL_GROUPS, help="The citizen's own words."
    )
    home_review_by_id = fields.Many2one(
        "res.users",
        "Second Look By",
        index="btree_not_null",
        ondelete="set null",
        groups=PERSONAL_GROUPS,
    )
    home_review_reason = fields.Char(
        "Answer of the Second Look", groups=PERSONAL_GROUPS
    )

    _home_review_idx = models.Index("(ward_id) WHERE home_review = 'asked'")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "home_decided_by_id",
            "home_decided_at",
            "home_reason_ids",
            "home_review",
            "home_review_at",
            "home_review_text",
            "home_review_by_id",
            "home_review_reason",
        }
