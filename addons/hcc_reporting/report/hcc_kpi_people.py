from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

from odoo.addons.hcc_collaborator.models.hcc_statement_share import SMALLEST_TEAM
from odoo.addons.hcc_collaborator.tools.localtime import local_date

#: figure of how evenly hours are shared -> of sorted hours x, numbered i
SPREADS = {
    "hours_low": "MIN(x)",
    "hours_median": "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x)",
    "hours_high": "MAX(x)",
    "hours_gini": (
        "2.0 * SUM(i * x) / (COUNT(*) * NULLIF(SUM(x), 0))"
        " - (COUNT(*) + 1.0) / NULLIF(COUNT(*), 0)"
    ),
}


class HccKpiPeople(models.Model):
    """Figures about the people of a ward, by day: hours, demand, courses.

    Three sources laid one below the other: counted days (open hours, hours with
    nobody there, courses), unmet demand, and the statements of months that are over,
    on the last day of their month. Rates are computed from the sums of their group,
    and how evenly hours are shared from the hours of all its people; a team of fewer
    than three is left out, for its figures would tell what one person worked.

    Read by managers, steering committee, data officers and administrators in their
    areas, and by coordinators in theirs. Nobody is named.
    """

    _name = "hcc.kpi.people"
    _description = "People Figures"
    _auto = False
    _order = "day desc, ward_id, id"
    _depends = {
        "hcc.kpi.people.day": [
            "ward_id",
            "day",
            "open_minutes",
            "bare_minutes",
            "training_required",
            "training_passed",
        ],
        "hcc.unmet.demand": ["ward_id", "day", "number"],
        "hcc.statement": ["ward_id", "team_id", "month", "minutes"],
        "hcc.ward": ["branch_id"],
    }

    # Dimensions
    day = fields.Date(readonly=True)
    is_coming = fields.Boolean(
        "Today or Later",
        readonly=True,
        help="Hours of today and later are those of the published roster.",
    )
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    # Coverage
    open_hours = fields.Float(
        readonly=True,
        digits=(16, 1),
        help="Hours in which the support points of the ward are open, holidays "
        "considered; two points open at a time count twice.",
    )
    bare_hours = fields.Float(
        "Hours with Nobody There",
        readonly=True,
        digits=(16, 1),
        help="Open hours of a point in which nobody has a published shift there, or "
        "everybody who has is away.",
    )
    coverage_rate = fields.Float(
        "Open Hours Covered",
        readonly=True,
        aggregator="avg",
        help="Open hours in which somebody is at the point, out of all open hours.",
    )
    # Demand
    unmet = fields.Integer(
        "Unmet Demand",
        readonly=True,
        help="Times that somebody looked for help and found no time: each visitor "
        "once a day, and everybody who waits, wishes another time or leaves.",
    )
    # Courses
    training_required = fields.Integer(
        "Courses Required",
        readonly=True,
        help="Required courses in the training paths of the people of the ward, on "
        "the last day counted of each month.",
    )
    training_passed = fields.Integer(
        "Courses Passed",
        readonly=True,
        help="Required courses that their people had passed, and that still count.",
    )
    training_rate = fields.Float(
        "Training Completed",
        readonly=True,
        aggregator="avg",
        help="Required courses passed, out of all required courses; over several "
        "months, the mean of the months.",
    )
    # Hours, and how evenly they are shared
    people = fields.Integer(
        "People with Hours",
        readonly=True,
        help="Statements of hours: one for each person and month.",
    )
    people_compared = fields.Integer(
        readonly=True, help="Of these, those in teams of three or more."
    )
    hours = fields.Float(
        "Hours Worked",
        readonly=True,
        digits=(16, 1),
        help="Hours of shifts in the statements of months that are over.",
    )
    hours_low = fields.Float(
        "Lowest Hours",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="The fewest hours of a person in a month, in teams of three or more.",
    )
    hours_median = fields.Float(
        "Median Hours",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="As many people have more hours in a month as have fewer, in teams of "
        "three or more.",
    )
    hours_high = fields.Float(
        "Highest Hours",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="The most hours of a person in a month, in teams of three or more.",
    )
    hours_gini = fields.Float(
        "Gini of Hours",
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="How evenly hours are shared, in teams of three or more: 0 when everybody "
        "works as long, nearly 1 when one person does it all.",
    )

    # ------------------------------------------------------------------
    # Aggregation
    # ------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec: str, query: Query) -> SQL:
        """Compute rates from sums, and spreads from everybody's hours."""
        fname = aggregate_spec.partition(":")[0]
        if fname == "coverage_rate":
            return self._rate_to_sql(
                SQL(
                    "SUM(%s) - SUM(%s)",
                    self._field_to_sql(self._table, "open_hours", query),
                    self._field_to_sql(self._table, "bare_hours", query),
                ),
                SQL("SUM(%s)", self._field_to_sql(self._table, "open_hours", query)),
            )
        if fname == "training_rate":
            return self._rate_to_sql(
                *(
                    SQL("SUM(%s)", self._field_to_sql(self._table, name, query))
                    for name in ("training_passed", "training_required")
                )
            )
        if fname in SPREADS:
            minutes = SQL.identifier(self._table, "minutes_list")
            return self._spread_to_sql(fname, SQL("STRING_AGG(%s, ',')", minutes))
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _rate_to_sql(self, numerator: SQL, denominator: SQL) -> SQL:
        """Return a share of 4 decimals; none without a denominator."""
        return SQL(
            "ROUND((%s)::numeric / NULLIF((%s)::numeric, 0), 4)::float8",
            numerator,
            denominator,
        )

    @api.model
    def _spread_to_sql(self, name, minutes: SQL) -> SQL:
        """Return a figure of the hours of people, given as a text of minutes."""
        return SQL(
            """(SELECT ROUND((%s)::numeric, %s)::float8 FROM (
                SELECT m / 60 AS x, ROW_NUMBER() OVER (ORDER BY m) AS i
                  FROM UNNEST(STRING_TO_ARRAY(%s, ',')::float8[]) AS m
            ) AS persons)""",
            SQL(SPREADS[name]),
            4 if name == "hours_gini" else 2,
            minutes,
        )

    # ------------------------------------------------------------------
    # Query
    # ------------------------------------------------------------------

    @property
    def _table_query(self) -> SQL:
        return SQL(
            "%s UNION ALL %s UNION ALL %s",
            self._select_days(),
            self._select_unmet(),
            self._select_statements(),
        )

    @api.model
    def _select_days(self) -> SQL:
        opened, bare = SQL("d.open_minutes / 60.0"), SQL("d.bare_minutes / 60.0")
        return self._select_source(
            number=0,
            key=SQL("d.id"),
            day=SQL("d.day"),
            source=SQL("hcc_kpi_people_day d JOIN hcc_ward w ON w.id = d.ward_id"),
            open_hours=opened,
            bare_hours=bare,
            coverage_rate=self._rate_to_sql(
                SQL("d.open_minutes - d.bare_minutes"), SQL("d.open_minutes")
            ),
            training_required=SQL("d.training_required"),
            training_passed=SQL("d.training_passed"),
            training_rate=self._rate_to_sql(
                SQL("d.training_passed"), SQL("d.training_required")
            ),
        )

    @api.model
    def _select_unmet(self) -> SQL:
        return self._select_source(
            number=1,
            key=SQL("MIN(d.id)"),
            day=SQL("d.day"),
            source=SQL("hcc_unmet_demand d JOIN hcc_ward w ON w.id = d.ward_id"),
            group=SQL("GROUP BY d.day, w.id"),
            unmet=SQL("SUM(d.number)::integer"),
        )

    @api.model
    def _select_statements(self) -> SQL:
        """One row for each team and month, with the minutes of each person."""
        teams = SQL(
            """(SELECT MIN(id) AS id, month, team_id, ward_id, COUNT(*) AS people,
                       SUM(minutes) AS minutes,
                       CASE WHEN COUNT(*) >= %(least)s THEN COUNT(*) ELSE 0 END
                           AS compared,
                       CASE WHEN COUNT(*) >= %(least)s
                           THEN STRING_AGG(minutes::text, ',') END AS minutes_list
                  FROM hcc_statement GROUP BY month, team_id, ward_id) d""",
            least=SMALLEST_TEAM,
        )
        minutes = SQL("d.minutes_list")
        return self._select_source(
            number=2,
            key=SQL("d.id"),
            day=SQL("(d.month + INTERVAL '1 month' - INTERVAL '1 day')::date"),
            source=SQL("%s JOIN hcc_ward w ON w.id = d.ward_id", teams),
            people=SQL("d.people::integer"),
            people_compared=SQL("d.compared::integer"),
            hours=SQL("d.minutes / 60.0"),
            minutes_list=minutes,
            **{name: self._spread_to_sql(name, minutes) for name in SPREADS},
        )

    @api.model
    def _select_source(self, *, number, key, day, source, group=None, **columns) -> SQL:
        """Return the query of one source, with the columns of all."""
        defaults = {
            **dict.fromkeys(("open_hours", "bare_hours", "hours"), SQL("0.0")),
            **dict.fromkeys(
                ("unmet", "training_required", "training_passed"), SQL("0")
            ),
            **dict.fromkeys(("people", "people_compared"), SQL("0")),
            **dict.fromkeys(
                ("coverage_rate", "training_rate", *SPREADS), SQL("NULL::float8")
            ),
            "minutes_list": SQL("NULL::text"),
        }
        return SQL(
            """SELECT %(key)s * 3 + %(number)s AS id, %(day)s AS day,
                      %(day)s >= %(today)s AS is_coming,
                      w.id AS ward_id, w.branch_id AS branch_id, %(columns)s
                 FROM %(source)s %(group)s""",
            key=key,
            number=number,
            day=day,
            today=local_date(fields.Datetime.now()),
            columns=SQL(", ").join(
                SQL("%s AS %s", columns.get(name, column), SQL.identifier(name))
                for name, column in defaults.items()
            ),
            source=source,
            group=group or SQL(),
        )
