from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

from odoo.addons.hcc_booking.models.hcc_unmet_demand import GROUPS

from ..tools.kpi_columns import DISTINCT, RATES
from .kpi_sql import rate_to_sql


class HccKpiMeasures(models.AbstractModel):
    """What is counted, by what: the columns of the facts and of their source."""

    _name = "hcc.kpi.measures"
    _description = "Measures of the Figures"

    # Dimensions
    day = fields.Date(readonly=True)
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    place = fields.Selection(
        [("home", "At home"), ("point", "At a support point")], readonly=True
    )
    in_hours = fields.Boolean("In Office Hours", readonly=True)
    channel = fields.Selection(selection="_selection_channel", readonly=True)
    procedure_group = fields.Selection(
        GROUPS,
        readonly=True,
        help="An assist with procedures of more than one group is counted under "
        "“Several groups”. A dossier is counted under its own procedure.",
    )
    citizen_group = fields.Selection(
        [
            ("elderly", "60 years or older"),
            ("disability", "People with a disability"),
            ("poor", "Poor and near-poor households"),
            ("other", "Other citizens"),
        ],
        readonly=True,
        help="Everyone is counted once: disability first, then poverty, then age.",
    )
    collaborator_category = fields.Selection(
        selection="_selection_collaborator_category", readonly=True
    )
    # Counts
    assists = fields.Integer(readonly=True)
    assists_vulnerable = fields.Integer(
        "Assists of Vulnerable Citizens",
        readonly=True,
        help="Assists of people of 60 or older, with a disability, or of a poor or "
        "near-poor household.",
    )
    visits_due = fields.Integer(
        readonly=True,
        help="Booked visits that took place or were missed.",
    )
    no_shows = fields.Integer(
        "Not There", readonly=True, help="Visits to which the citizen did not come."
    )
    cancellations = fields.Integer(
        "Visits Cancelled",
        readonly=True,
        help="Counted on the day they were meant for.",
    )
    asked = fields.Integer(
        "Requests Received",
        readonly=True,
        help="Counted on the day of asking, whatever became of them.",
    )
    contacts = fields.Integer(
        "Requests Contacted",
        readonly=True,
        help="Requests whose person heard from the service, on the day of asking.",
    )
    contact_minutes = fields.Integer(
        "Minutes to First Contact", readonly=True, help="Sum over requests contacted."
    )
    waits = fields.Integer(
        "First Visits",
        readonly=True,
        help="First visits of requests that were booked, without walk-ins.",
    )
    wait_minutes = fields.Integer(
        "Minutes to First Visit", readonly=True, help="Sum over first visits."
    )
    first_visits = fields.Integer(
        "Completed with a Dossier",
        readonly=True,
        help="Completed requests with a dossier, on the day of their first visit.",
    )
    first_visits_successful = fields.Integer(
        "Completed at the First Visit",
        readonly=True,
        help="Those that took one visit, and left no dossier unfiled.",
    )
    helper_minutes = fields.Integer(
        "Minutes of Helpers",
        readonly=True,
        help="Minutes of booked visits, for each helper; walk-ins have none.",
    )
    unmet = fields.Integer(
        "Unmet Demand",
        readonly=True,
        help="Times that somebody looked for help and found no time.",
    )
    requests = fields.Integer(
        readonly=True, help="Different requests that were helped with."
    )
    citizens = fields.Integer(
        "Unique Citizens", readonly=True, help="Different people who were helped."
    )
    dossiers_filed = fields.Integer(
        readonly=True, help="Dossiers filed with help, online or on paper."
    )
    dossiers_online = fields.Integer("Dossiers Filed Online", readonly=True)
    dossiers_successful = fields.Integer("Accepted or Resolved", readonly=True)
    dossiers_pending = fields.Integer("Filed, Pending", readonly=True)
    dossiers_supplement = fields.Integer("Supplement Requested", readonly=True)
    dossiers_rejected = fields.Integer("Returned or Rejected", readonly=True)
    dossiers_not_filed = fields.Integer("Not Filed", readonly=True)
    failed_no_eid_level2 = fields.Integer("No Level-2 e-Identity", readonly=True)
    failed_sim_not_own = fields.Integer("SIM not in Own Name", readonly=True)
    failed_originals_missing = fields.Integer("Paper Originals Missing", readonly=True)
    failed_portal_error = fields.Integer("Error of the Portal", readonly=True)
    failed_in_person_only = fields.Integer("Must Be Done in Person", readonly=True)
    failed_no_network = fields.Integer("No Network", readonly=True)
    failed_other = fields.Integer("Not Filed for Another Reason", readonly=True)
    dossiers_paper = fields.Integer("Filed on Paper", readonly=True)
    rateable = fields.Integer(
        "Requests to Rate",
        readonly=True,
        help="Completed requests of people who gave a name, rated or not.",
    )
    ratings = fields.Integer(readonly=True)
    ratings_satisfied = fields.Integer("Ratings of 4 or 5", readonly=True)
    rating_sum = fields.Integer("Sum of Ratings", readonly=True)
    # Rates and means
    success_rate = fields.Float(
        "Online Success Rate",
        readonly=True,
        aggregator="avg",
        help="Dossiers accepted or resolved out of all dossiers filed online with "
        "help, on the day of the assist.",
    )
    satisfaction_rate = fields.Float(
        "Satisfaction", readonly=True, aggregator="avg", help="Share of ratings 4 or 5."
    )
    response_rate = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Ratings out of the completed requests of people who gave a name.",
    )
    rating_mean = fields.Float(
        "Mean Rating", readonly=True, aggregator="avg", help="Mean of ratings, 1 to 5."
    )

    online_rate = fields.Float(
        "Share Filed Online",
        readonly=True,
        aggregator="avg",
        help="Dossiers filed online out of all dossiers filed with help.",
    )
    no_show_rate = fields.Float(
        "No-Show Rate",
        readonly=True,
        aggregator="avg",
        help="Visits to which the citizen did not come, out of visits due.",
    )
    vulnerable_rate = fields.Float(
        "Vulnerable Citizens",
        readonly=True,
        aggregator="avg",
        help="Share of assists of vulnerable citizens.",
    )
    first_visit_rate = fields.Float(
        "First-Visit Success",
        readonly=True,
        aggregator="avg",
        help="Completed requests with a dossier that took one visit, and left no "
        "dossier unfiled.",
    )
    contact_hours = fields.Float(
        "Hours to First Contact",
        readonly=True,
        aggregator="avg",
        help="Mean time from asking to the first word of the service.",
    )
    wait_days = fields.Float(
        "Days to First Visit",
        readonly=True,
        aggregator="avg",
        help="Mean time from asking to the start of the first visit.",
    )

    @api.model
    def _selection_channel(self):
        return (
            self.env["hcc.request"]._fields["channel"]._description_selection(self.env)
        )

    @api.model
    def _selection_collaborator_category(self):
        return (
            self.env["hcc.collaborator"]
            ._fields["category"]
            ._description_selection(self.env)
        )

    # ------------------------------------------------------------------
    # Rates of sums, and numbers that do not add up
    # ------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        """Compute each rate from the sums of its group, never from other rates.

        Without a denominator there is no rate: NULL, not 0.
        """
        fname = aggregate_spec.partition(":")[0]
        if fname in RATES:
            rate = RATES[fname]
            return rate_to_sql(
                rate,
                SQL("SUM(%s)", self._field_to_sql(self._table, rate.above, query)),
                SQL("SUM(%s)", self._field_to_sql(self._table, rate.below, query)),
            )
        if fname in DISTINCT:
            return SQL(
                "COUNT(DISTINCT %s)", SQL.identifier(self._table, DISTINCT[fname])
            )
        return super()._read_group_select(aggregate_spec, query)
