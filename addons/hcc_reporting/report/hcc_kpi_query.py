from odoo import api, models
from odoo.tools import SQL

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


class HccKpiQuery(models.AbstractModel):
    """The SQL of the facts: three sources, one below the other, with equal columns."""

    _name = "hcc.kpi.query"
    _description = "Query of the Figures"

    @api.model
    def _rate_to_sql(self, numerator: SQL, denominator: SQL, decimals: int) -> SQL:
        # Rounded here, once: every reader gets the same digits.
        return SQL(
            "ROUND((%s)::numeric / NULLIF(%s, 0), %s)::float8",
            numerator,
            denominator,
            decimals,
        )

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
