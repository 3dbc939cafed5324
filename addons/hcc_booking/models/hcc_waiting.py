from odoo import api, fields, models

LIVE = ("waiting", "offered")


class HccWaiting(models.Model):
    """Somebody in line for a time: for the first one, or for an earlier one.

    Who asked first is offered first. What becomes of an entry happens in the
    methods of ``hcc.waiting.flow``; the offers made are kept beneath it.
    """

    _name = "hcc.waiting"
    _description = "Place on the Waiting List"
    _inherit = ["hcc.waiting.flow", "hcc.waiting.job", "hcc.ward.scoped.mixin"]
    _order = "asked_at, id"
    _rec_name = "reference"
    _rec_names_search = ["reference"]

    request_id = fields.Many2one(
        "hcc.request", required=True, readonly=True, index=True, ondelete="cascade"
    )
    reference = fields.Char(
        related="request_id.reference", store=True, precompute=True, index=True
    )
    ward_id = fields.Many2one(related="request_id.ward_id", store=True, precompute=True)
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    asked_at = fields.Datetime(
        "Asked On", required=True, readonly=True, default=fields.Datetime.now
    )
    # what would suit
    place = fields.Selection(related="request_id.place", store=True, precompute=True)
    service_point_id = fields.Many2one(
        "hcc.service.point",
        "Support Point",
        readonly=True,
        index="btree_not_null",
        help="This point alone; empty: any point of the ward.",
    )
    not_before = fields.Date(readonly=True)
    not_after = fields.Date(readonly=True)
    in_morning = fields.Boolean("Morning", default=True, readonly=True)
    in_afternoon = fields.Boolean("Afternoon", default=True, readonly=True)
    in_evening = fields.Boolean("Evening", default=True, readonly=True)
    # how far it is
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("offered", "A time is offered"),
            ("accepted", "Took an offered time"),
            ("served", "Got a time otherwise"),
            ("left", "Left the list"),
            ("expired", "Waited in vain"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    ended_at = fields.Datetime("Ended On", readonly=True)
    position = fields.Integer(compute="_compute_position")
    start = fields.Datetime("Time Now", related="request_id.start")
    offer_ids = fields.One2many(
        "hcc.waiting.offer", "waiting_id", "Offers", readonly=True
    )
    offer_id = fields.Many2one(
        "hcc.waiting.offer", "Open Offer", compute="_compute_offer_id"
    )
    offer_count = fields.Integer("Offers Made", compute="_compute_offer_id")
    offer_start = fields.Datetime("Offered Time", compute="_compute_offer_id")
    offer_expires_at = fields.Datetime("Open Until", compute="_compute_offer_id")

    _dates_ordered = models.Constraint(
        "CHECK (not_before IS NULL OR not_after IS NULL OR not_before <= not_after)",
        "The last day cannot be before the first.",
    )
    _part_chosen = models.Constraint(
        "CHECK (in_morning OR in_afternoon OR in_evening)",
        "Choose at least one part of the day.",
    )
    _once = models.UniqueIndex(
        "(request_id) WHERE state IN ('waiting', 'offered')",
        "This request is on the waiting list already.",
    )
    _line_idx = models.Index(
        "(ward_id, asked_at, id) WHERE state IN ('waiting', 'offered')"
    )

    @api.depends("state", "asked_at", "ward_id", "place")
    def _compute_position(self):
        """Place in the line of the ward, those for a home visit apart."""
        lines = {}
        groups = self._read_group(
            [
                ("state", "in", LIVE),
                ("ward_id", "in", self.ward_id.ids),
            ],
            ["ward_id", "place"],
            ["id:recordset"],
        )
        for _ward, _place, entries in groups:
            entries = entries.sorted(lambda entry: (entry.asked_at, entry.id))
            lines.update({entry.id: place for place, entry in enumerate(entries, 1)})
        for entry in self:
            entry.position = lines.get(entry.id, 0)

    @api.depends("offer_ids.state", "offer_ids.start", "offer_ids.expires_at")
    def _compute_offer_id(self):
        for entry in self:
            offer = entry.offer_ids.filtered(lambda offer: offer.state == "open")[:1]
            entry.offer_id = offer
            entry.offer_start = offer.start
            entry.offer_expires_at = offer.expires_at
            entry.offer_count = len(entry.offer_ids)
