from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

#: what was answered before it was written down did not wait
WAIT = (
    "CASE WHEN %%(table)s.%s IS NOT NULL THEN GREATEST(0, EXTRACT(EPOCH FROM"
    " (%%(table)s.%s - %%(table)s.create_date))) / %s END"
)
#: mean -> what it is the mean of; NULL does not count
MEANS = {
    "contact_hours": WAIT % ("first_contact_at", "first_contact_at", 3600),
    "wait_days": WAIT % ("start", "start", 86400),
    "rating_mean": "NULLIF(%(table)s.rating_value, 0)",
}
SECONDS = {"contact_hours": 3600, "wait_days": 86400}


class HccRequest(models.Model):
    """A request with what figures ask of it; computed, never stored."""

    _inherit = "hcc.request"

    kpi_source_ids = fields.One2many(
        "hcc.kpi.source",
        "request_id",
        string="Counted As",
        groups="hcc_collaborator.group_hcc_reader,"
        "hcc_collaborator.group_hcc_coordinator",
        copy=False,
    )
    contact_hours = fields.Float(
        "Hours to First Contact",
        compute="_compute_waits",
        digits=(16, 1),
        aggregator="avg",
        help="From asking for help until the service first answered.",
    )
    wait_days = fields.Float(
        "Days to the Visit",
        compute="_compute_waits",
        digits=(16, 1),
        aggregator="avg",
        help="From asking for help until the last visit begins or began.",
    )
    rating_mean = fields.Float(
        "Mean Rating",
        compute="_compute_waits",
        digits=(16, 2),
        aggregator="avg",
        help="Mean of the ratings that were given, 1 to 5.",
    )

    @api.depends("create_date", "first_contact_at", "start", "rating_value")
    def _compute_waits(self):
        for request in self:
            asked = request.create_date
            for name, moment in (
                ("contact_hours", request.first_contact_at),
                ("wait_days", request.start),
            ):
                seconds = (moment - asked).total_seconds() if moment and asked else 0
                request[name] = max(0, seconds) / SECONDS[name]
            request.rating_mean = request.rating_value

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        fname = aggregate_spec.partition(":")[0]
        if fname in MEANS:
            # what the mean is taken of is read by everybody who reads requests
            mean = SQL(MEANS[fname], table=SQL.identifier(self._table))
            return SQL("ROUND(AVG(%s)::numeric, 2)::float8", mean)
        return super()._read_group_select(aggregate_spec, query)
