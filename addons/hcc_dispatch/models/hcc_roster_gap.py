from odoo import fields, models


class HccRosterGap(models.Model):
    """Hours of a roster that are wanted and that nobody covers, and why."""

    _name = "hcc.roster.gap"
    _description = "Hours that nobody covers"
    _order = "start, id"

    roster_id = fields.Many2one(
        "hcc.roster", required=True, readonly=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="roster_id.ward_id", store=True, precompute=True, index=True
    )
    demand_id = fields.Many2one(
        "hcc.roster.demand", "Where", readonly=True, index=True, ondelete="cascade"
    )
    qualification_type_id = fields.Many2one(related="demand_id.qualification_type_id")
    start = fields.Datetime("From", required=True, readonly=True)
    stop = fields.Datetime("To", required=True, readonly=True)
    missing = fields.Integer("People missing", readonly=True)
    reason = fields.Selection(
        [
            ("nobody", "Nobody has offered this time"),
            ("absent", "Whoever has offered it is absent"),
            ("qualification", "Nobody free then has the qualification"),
            ("busy", "Everybody works elsewhere then"),
            ("limits", "Hours or rest of the people do not allow it"),
        ],
        string="Why",
        required=True,
        readonly=True,
    )
