from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.query import Query

#: what is counted, in the order of the columns
COUNTS = (
    "assists",
    "dossiers_online",
    "dossiers_successful",
    "dossiers_pending",
    "dossiers_supplement",
    "dossiers_rejected",
    "dossiers_not_filed",
    "dossiers_paper",
    "rateable",
    "ratings",
    "ratings_satisfied",
    "rating_sum",
)

#: rate -> (numerator, denominator, decimals)
RATES = {
    "success_rate": ("dossiers_successful", "dossiers_online", 4),
    "satisfaction_rate": ("ratings_satisfied", "ratings", 4),
    "response_rate": ("ratings", "rateable", 4),
    "rating_mean": ("rating_sum", "ratings", 2),
}

#: counts that do not add up -> the column whose different values are counted
DISTINCT = {"requests": "request_key", "citizens": "citizen_key"}


class HccKpiFact(models.Model):
    """What was done, counted: the one source of the screen, the list and the export.

    An assist is a contact completed: an appointment or a walk-in marked done,
    counted on the local day it ended. Its dossiers and its rating belong to the day
    of the assist. A request that led to two assists is rated once; its rating
    belongs to the last assist that ended before the rating was given.

    Assists, dossiers and ratings are three sources laid one below the other, never
    joined: two dossiers must not make two assists. The columns are the interface
    that roll-ups by day and month keep: dimensions and counts that add up. Rates,
    and numbers of requests and citizens, do not add up; they are computed for each
    grouping anew, see ``_read_group_select``.

    Read by managers, steering committee, data officers and administrators in their
    areas, and by coordinators in theirs. No personal data.
    """

    _name = "hcc.kpi.fact"
    _description = "Figures"
    _auto = False
    _order = "day desc, ward_id, id"
    _depends = {
        "hcc.appointment": [
            "branch_id",
            "done_at",
            "in_hours",
            "lead_id",
            "place",
            "request_id",
            "state",
            "ward_id",
        ],
        "hcc.citizen": ["birth_year", "disability", "poverty"],
        "hcc.collaborator": ["category"],
        "hcc.dossier": ["appointment_id", "filed_online", "outcome", "procedure_id"],
        "hcc.procedure": ["group"],
        "hcc.request": [
            "channel",
            "citizen_id",
            "procedure_ids",
            "rated_at",
            "rating_value",
            "state",
        ],
    }

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
        [
            ("ho_tich", "Civil status"),
            ("ho_tich_luu_dong", "Civil status, mobile"),
            ("ho_tich_nuoc_ngoai", "Civil status with a foreign element"),
            ("cu_tru", "Residence"),
            ("can_cuoc_dinh_danh", "Identity card and e-identity"),
            ("bhxh_bhyt", "Social and health insurance"),
            ("chung_thuc", "Certification"),
            ("bao_tro_xa_hoi", "Social protection"),
            ("ho_ngheo", "Poor households"),
            ("ho_kinh_doanh", "Household businesses"),
            ("dat_dai", "Land"),
            ("nha_o", "Housing"),
            ("xay_dung", "Construction"),
            ("thue", "Taxes"),
            ("phuong_tien", "Vehicles"),
            ("ly_lich_tu_phap", "Criminal record"),
            ("con_nuoi", "Adoption"),
            ("several", "Several groups"),
            ("unknown", "Not known yet"),
            ("other", "Other procedures"),
        ],
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
    requests = fields.Integer(
        readonly=True, help="Different requests that were helped with."
    )
    citizens = fields.Integer(
        "Unique Citizens", readonly=True, help="Different people who were helped."
    )
    dossiers_online = fields.Integer("Dossiers Filed Online", readonly=True)
    dossiers_successful = fields.Integer("Accepted or Resolved", readonly=True)
    dossiers_pending = fields.Integer("Filed, Pending", readonly=True)
    dossiers_supplement = fields.Integer("Supplement Requested", readonly=True)
    dossiers_rejected = fields.Integer("Returned or Rejected", readonly=True)
    dossiers_not_filed = fields.Integer("Not Filed", readonly=True)
    dossiers_paper = fields.Integer("Filed on Paper", readonly=True)
    rateable = fields.Integer(
        "Requests to Rate",
        readonly=True,
        help="Completed requests of people who gave a name, rated or not.",
    )
    ratings = fields.Integer(readonly=True)
    ratings_satisfied = fields.Integer("Ratings of 4 or 5", readonly=True)
    rating_sum = fields.Integer("Sum of Ratings", readonly=True)
    # Rates
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
            numerator, denominator, decimals = RATES[fname]
            return self._rate_to_sql(
                SQL("SUM(%s)", self._field_to_sql(self._table, numerator, query)),
                SQL("SUM(%s)", self._field_to_sql(self._table, denominator, query)),
                decimals,
            )
        if fname in DISTINCT:
            return SQL(
                "COUNT(DISTINCT %s)", SQL.identifier(self._table, DISTINCT[fname])
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _rate_to_sql(self, numerator: SQL, denominator: SQL, decimals: int) -> SQL:
        # Rounded here, once: every reader gets the same digits.
        return SQL(
            "ROUND((%s)::numeric / NULLIF(%s, 0), %s)::float8",
            numerator,
            denominator,
            decimals,
        )

    # ------------------------------------------------------------------
    # The view
    # ------------------------------------------------------------------

    @property
    def _table_query(self) -> SQL:
        return SQL(
            "%s UNION ALL %s UNION ALL %s",
            self._select_assists(),
            self._select_dossiers(),
            self._select_ratings(),
        )

    @api.model
    def _select_assists(self) -> SQL:
        return self._select_source(
            number=0,
            key=SQL("a.id"),
            counts={"assists": SQL("1")},
            procedure_group=self._request_group_to_sql(),
            appointment=SQL("a.id"),
            request=SQL("a.request_id"),
            request_key=SQL("a.request_id"),
            citizen_key=SQL("r.citizen_id"),
        )

    @api.model
    def _select_dossiers(self) -> SQL:
        online = SQL("d.filed_online AND d.outcome != 'not_filed'")

        def count(condition):
            return SQL("(CASE WHEN %s THEN 1 ELSE 0 END)", condition)

        return self._select_source(
            number=1,
            key=SQL("d.id"),
            counts={
                "dossiers_online": count(online),
                "dossiers_successful": count(
                    SQL("%s AND d.outcome IN ('accepted', 'resolved')", online)
                ),
                "dossiers_pending": count(SQL("%s AND d.outcome = 'filed'", online)),
                "dossiers_supplement": count(
                    SQL("%s AND d.outcome = 'supplement'", online)
                ),
                "dossiers_rejected": count(
                    SQL("%s AND d.outcome = 'rejected'", online)
                ),
                "dossiers_not_filed": count(SQL("d.outcome = 'not_filed'")),
                "dossiers_paper": count(
                    SQL("d.filed_online IS NOT TRUE AND d.outcome != 'not_filed'")
                ),
            },
            joins=SQL(
                "JOIN hcc_dossier d ON d.appointment_id = a.id"
                " LEFT JOIN hcc_procedure p ON p.id = d.procedure_id"
            ),
            procedure_group=self._group_to_sql(SQL('p."group"')),
            dossier=SQL("d.id"),
        )

    @api.model
    def _select_ratings(self) -> SQL:
        """One row for each request that could be rated, on the assist it rates.

        That is a request that is done, of somebody who gave a name: nobody else is
        asked.
        """
        rated = SQL("COALESCE(r.rating_value, 0) > 0")
        moment = SQL("COALESCE(r.rated_at, 'infinity'::timestamp)")
        return self._select_source(
            number=2,
            key=SQL("a.id"),
            counts={
                "rateable": SQL("1"),
                "ratings": SQL("(CASE WHEN %s THEN 1 ELSE 0 END)", rated),
                "ratings_satisfied": SQL(
                    "(CASE WHEN r.rating_value >= 4 THEN 1 ELSE 0 END)"
                ),
                "rating_sum": SQL("COALESCE(r.rating_value, 0)"),
            },
            where=SQL(
                """(%(rated)s OR (r.state = 'done' AND r.citizen_id IS NOT NULL))
                AND NOT EXISTS (
                    SELECT FROM hcc_appointment other
                    WHERE other.request_id = a.request_id
                        AND other.state = 'done'
                        AND (other.done_at <= %(moment)s, other.done_at, other.id)
                            > (a.done_at <= %(moment)s, a.done_at, a.id)
                )""",
                rated=rated,
                moment=moment,
            ),
            procedure_group=self._request_group_to_sql(),
            request=SQL("a.request_id"),
        )

    @api.model
    def _select_source(
        self, *, number, key, counts, procedure_group, joins=None, where=None, **keys
    ) -> SQL:
        """Return the query of one source, with the columns of all.

        :param number: number of the source, makes the ids different
        :param key: id of the record within the source
        :param counts: what the source counts; all else is 0
        :param keys: ids of records, and what different values are counted of
        """
        # The columns of all sources have the same types: only then PostgreSQL lays
        # the sources open, and computes no column that is not asked for.
        null = SQL("NULL::integer")
        columns = {name: counts.get(name, SQL("0")) for name in COUNTS}
        rates = [
            SQL(
                "%s AS %s",
                self._rate_to_sql(columns[above], columns[below], decimals),
                SQL.identifier(name),
            )
            for name, (above, below, decimals) in RATES.items()
        ]
        return SQL(
            """SELECT %(key)s * 3 + %(number)s AS id, %(dimensions)s,
                %(procedure_group)s::text AS procedure_group, %(counts)s,
                %(one)s AS requests, %(one)s AS citizens, %(rates)s,
                %(appointment)s AS appointment_id, %(dossier)s AS dossier_id,
                %(request)s AS request_id, %(request_key)s AS request_key,
                %(citizen_key)s AS citizen_key
            FROM hcc_appointment a
            JOIN hcc_request r ON r.id = a.request_id
            LEFT JOIN hcc_citizen c ON c.id = r.citizen_id
            LEFT JOIN hcc_collaborator w ON w.id = a.lead_id
            %(joins)s
            WHERE a.state = 'done' AND %(where)s""",
            key=key,
            number=number,
            dimensions=self._dimensions_to_sql(),
            procedure_group=procedure_group,
            counts=SQL(", ").join(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in columns.items()
            ),
            one=columns["assists"],
            rates=SQL(", ").join(rates),
            appointment=keys.get("appointment", null),
            dossier=keys.get("dossier", null),
            request=keys.get("request", null),
            request_key=keys.get("request_key", null),
            citizen_key=keys.get("citizen_key", null),
            joins=joins or SQL(),
            where=where or SQL("TRUE"),
        )

    @api.model
    def _dimensions_to_sql(self) -> SQL:
        # The expression of the day is the one of the index on appointments.
        day = SQL(
            "((a.done_at AT TIME ZONE 'UTC') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
        )
        return SQL(
            """%(day)s AS day, a.ward_id, a.branch_id, a.place, a.in_hours, r.channel,
            CASE
                WHEN COALESCE(c.disability, 'none') != 'none' THEN 'disability'
                WHEN COALESCE(c.poverty, 'none') != 'none' THEN 'poor'
                WHEN c.birth_year > 0
                    AND EXTRACT(YEAR FROM %(day)s) - c.birth_year >= 60
                    THEN 'elderly'
                ELSE 'other'
            END AS citizen_group,
            w.category AS collaborator_category""",
            day=day,
        )

    @api.model
    def _group_to_sql(self, group: SQL) -> SQL:
        """Return the key of a procedure's group, ``other`` when it is a new one."""
        known = tuple(key for key, __ in self._fields["procedure_group"].selection)
        return SQL(
            "(CASE WHEN %(group)s IN %(known)s THEN %(group)s ELSE 'other' END)",
            group=group,
            known=known,
        )

    @api.model
    def _request_group_to_sql(self) -> SQL:
        """Return the group of the procedures of request ``r``, one for all of them."""
        field = self.env["hcc.request"]._fields["procedure_ids"]
        return SQL(
            """(
                SELECT CASE COUNT(DISTINCT %(group)s)
                    WHEN 0 THEN 'unknown' WHEN 1 THEN MIN(%(group)s) ELSE 'several' END
                FROM %(relation)s rel JOIN hcc_procedure p ON p.id = rel.%(procedure)s
                WHERE rel.%(request)s = r.id
            )""",
            group=self._group_to_sql(SQL('p."group"')),
            relation=SQL.identifier(field.relation),
            procedure=SQL.identifier(field.column2),
            request=SQL.identifier(field.column1),
        )
