from odoo import api, models
from odoo.tools import SQL

from ..tools.kpi_columns import CAUSES, COUNTS, DISTINCT, RATES, SPLITS
from .kpi_sql import local_day, minutes_between, one_if, rate_to_sql


class HccKpiQuery(models.AbstractModel):
    """The SQL of what is counted: sources, one below the other, with equal columns.

    An assist is a contact completed: an appointment or a walk-in marked done,
    counted on the local day it ended. Its dossiers and its rating belong to the day
    of the assist. A request that led to two assists is rated once; its rating
    belongs to the last assist that ended before the rating was given. Visits that
    did not take place belong to the day they were meant for, requests received to
    the day of asking.

    Not every source knows every way of splitting (NULL): a search that found no time
    has no channel, a request no helper. It is in the totals, and in no part of it.

    The sources are laid one below the other, never joined: two dossiers must not
    make two assists.
    """

    _name = "hcc.kpi.query"
    _description = "Query of the Figures"

    @property
    def _table_query(self) -> SQL:
        return self._get_source_query()

    @api.model
    def _get_source_query(self, keys=None) -> SQL:
        """Return what is counted, one row for each record that counts.

        :param list keys: only what belongs to these: ids of requests, and ids of
            unmet demand with a minus
        """
        return SQL(" UNION ALL ").join(
            [
                self._select_assists(keys),
                self._select_dossiers(keys),
                self._select_ratings(keys),
                self._select_missed(keys),
                self._select_requests(keys),
                self._select_unmet(keys),
            ]
        )

    @api.model
    def _select_assists(self, keys) -> SQL:
        first = SQL(
            """NOT EXISTS (
                SELECT FROM hcc_appointment other
                WHERE other.request_id = a.request_id AND other.state = 'done'
                    AND (other.done_at, other.id) < (a.done_at, a.id)
            )"""
        )
        dossier = SQL("SELECT FROM hcc_dossier d WHERE d.request_id = a.request_id")
        waited = SQL("r.is_walk_in IS NOT TRUE AND %s", first)
        ended = SQL("r.state = 'done' AND EXISTS (%s) AND %s", dossier, first)
        at_once = SQL(
            """%s AND NOT EXISTS (%s AND d.outcome = 'not_filed') AND NOT EXISTS (
                SELECT FROM hcc_appointment other
                WHERE other.request_id = a.request_id AND other.state = 'done'
                    AND other.id != a.id
            )""",
            ended,
            dossier,
        )
        return self._select_visits(
            keys,
            number=0,
            key=SQL("a.id"),
            state="done",
            counts={
                "assists": SQL("1"),
                "assists_vulnerable": one_if(
                    SQL("%s != 'other'", self._citizen_group_to_sql(SQL("a.done_at")))
                ),
                "waits": one_if(waited),
                "wait_minutes": SQL(
                    "(CASE WHEN %s THEN %s ELSE 0 END)",
                    waited,
                    minutes_between(SQL("r.create_date"), SQL("a.start")),
                ),
                "first_visits": one_if(ended),
                "first_visits_successful": one_if(at_once),
                "visits_due": one_if(SQL("a.is_walk_in IS NOT TRUE")),
                "helper_minutes": SQL(
                    "%s * a.helpers_needed",
                    minutes_between(SQL("a.start"), SQL("a.stop")),
                ),
            },
            procedure_group=self._request_group_to_sql(),
            appointment=SQL("a.id"),
            request=SQL("r.id"),
            request_key=SQL("r.id"),
            citizen_key=SQL("r.citizen_id"),
        )

    @api.model
    def _select_dossiers(self, keys) -> SQL:
        online = SQL("d.filed_online AND d.outcome != 'not_filed'")

        def filed(*outcomes):
            return one_if(SQL("%s AND d.outcome IN %s", online, outcomes))

        def failed(cause):
            reason = cause.removeprefix("failed_")
            known = SQL("COALESCE(d.not_filed_reason, 'other') = %s", reason)
            return one_if(SQL("d.outcome = 'not_filed' AND %s", known))

        return self._select_visits(
            keys,
            number=1,
            key=SQL("d.id"),
            state="done",
            counts={
                "dossiers_filed": one_if(SQL("d.outcome != 'not_filed'")),
                "dossiers_online": one_if(online),
                "dossiers_successful": filed("accepted", "resolved"),
                "dossiers_pending": filed("filed"),
                "dossiers_supplement": filed("supplement"),
                "dossiers_rejected": filed("returned", "rejected"),
                "dossiers_not_filed": one_if(SQL("d.outcome = 'not_filed'")),
                "dossiers_paper": one_if(
                    SQL("d.filed_online IS NOT TRUE AND d.outcome != 'not_filed'")
                ),
                **{cause: failed(cause) for cause in CAUSES},
            },
            joins=SQL(
                "JOIN hcc_dossier d ON d.appointment_id = a.id"
                " LEFT JOIN hcc_procedure p ON p.id = d.procedure_id"
            ),
            procedure_group=self._group_to_sql(SQL('p."group"')),
            dossier=SQL("d.id"),
        )

    @api.model
    def _select_ratings(self, keys) -> SQL:
        """One row for each request that could be rated, on the assist it rates.

        That is a request that is done, of somebody who gave a name: nobody else is
        asked.
        """
        rated = SQL("COALESCE(r.rating_value, 0) > 0")
        moment = SQL("COALESCE(r.rated_at, 'infinity'::timestamp)")
        return self._select_visits(
            keys,
            number=2,
            key=SQL("a.id"),
            state="done",
            counts={
                "rateable": SQL("1"),
                "ratings": one_if(rated),
                "ratings_satisfied": one_if(SQL("r.rating_value >= 4")),
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
            request=SQL("r.id"),
        )

    @api.model
    def _select_missed(self, keys) -> SQL:
        missed = one_if(SQL("a.state = 'no_show'"))
        return self._select_visits(
            keys,
            number=3,
            key=SQL("a.id"),
            state=("no_show", "cancelled"),
            moment=SQL("a.start"),
            counts={
                "visits_due": missed,
                "no_shows": missed,
                "cancellations": one_if(SQL("a.state = 'cancelled'")),
            },
            procedure_group=self._request_group_to_sql(),
            appointment=SQL("a.id"),
        )

    @api.model
    def _select_visits(
        self, keys, *, state, moment=None, joins=None, where=None, **rest
    ):
        """Return the query of a source that hangs on visits of some states."""
        moment = moment or SQL("a.done_at")
        state = (state,) if isinstance(state, str) else state
        return self._select_source(
            dimensions={
                "day": local_day(moment),
                "ward_id": SQL("a.ward_id"),
                "branch_id": SQL("a.branch_id"),
                "place": SQL("a.place"),
                "in_hours": SQL("COALESCE(a.in_hours, FALSE)"),
                "channel": SQL("r.channel"),
                "citizen_group": self._citizen_group_to_sql(moment),
                # who missed a visit, missed nobody in particular
                "collaborator_category": SQL(
                    "COALESCE(w.category, CASE WHEN a.state = 'done' THEN 'other' END)"
                ),
            },
            tables=SQL(
                """hcc_appointment a
                JOIN hcc_request r ON r.id = a.request_id
                LEFT JOIN hcc_citizen c ON c.id = r.citizen_id
                LEFT JOIN hcc_collaborator w ON w.id = a.lead_id
                %s""",
                joins or SQL(),
            ),
            where=SQL(
                "a.state IN %s AND %s AND %s",
                state,
                where or SQL("TRUE"),
                self._keys_to_sql(SQL("r.id"), keys),
            ),
            belongs_to=SQL("r.id"),
            **rest,
        )

    @api.model
    def _select_requests(self, keys) -> SQL:
        heard = SQL("r.first_contact_at IS NOT NULL")
        return self._select_source(
            number=4,
            key=SQL("r.id"),
            belongs_to=SQL("r.id"),
            counts={
                "asked": SQL("1"),
                "contacts": one_if(heard),
                "contact_minutes": SQL(
                    "(CASE WHEN %s THEN %s ELSE 0 END)",
                    heard,
                    minutes_between(SQL("r.create_date"), SQL("r.first_contact_at")),
                ),
            },
            dimensions={
                "day": local_day(SQL("r.create_date")),
                "ward_id": SQL("r.ward_id"),
                "branch_id": SQL("r.branch_id"),
                "place": SQL("r.place"),
                "channel": SQL("r.channel"),
                "citizen_group": self._citizen_group_to_sql(SQL("r.create_date")),
            },
            tables=SQL("hcc_request r LEFT JOIN hcc_citizen c ON c.id = r.citizen_id"),
            where=self._keys_to_sql(SQL("r.id"), keys),
            procedure_group=self._request_group_to_sql(),
            request=SQL("r.id"),
        )

    @api.model
    def _select_unmet(self, keys) -> SQL:
        return self._select_source(
            number=5,
            key=SQL("u.id"),
            belongs_to=SQL("-u.id"),
            counts={"unmet": SQL("u.number")},
            dimensions={
                "day": SQL("u.day"),
                "ward_id": SQL("u.ward_id"),
                "branch_id": SQL("u.branch_id"),
                "place": SQL("u.place"),
            },
            tables=SQL("hcc_unmet_demand u"),
            where=self._keys_to_sql(SQL("-u.id"), keys),
            procedure_group=self._group_to_sql(SQL("u.procedure_group")),
        )

    @api.model
    def _keys_to_sql(self, column, keys) -> SQL:
        return SQL("TRUE") if keys is None else SQL("%s = ANY(%s)", column, keys)

    @api.model
    def _select_source(
        self,
        *,
        number,
        key,
        belongs_to,
        counts,
        dimensions,
        procedure_group,
        tables,
        where,
        **keys,
    ) -> SQL:
        """Return the query of one source, with the columns of all.

        :param number: number of the source, makes the ids different
        :param key: id of the record within the source
        :param belongs_to: what is counted anew when something of it changes
        :param counts: what the source counts; all else is 0
        :param dimensions: what is known of it; all else is NULL
        :param keys: ids of records, and what different values are counted of
        """
        # The columns of all sources have the same types: only then PostgreSQL lays
        # the sources open, and computes no column that is not asked for.
        columns = {name: counts.get(name, SQL("0")) for name in COUNTS}
        columns |= dict.fromkeys(DISTINCT, columns["assists"])
        columns |= {
            name: rate_to_sql(rate, columns[rate.above], columns[rate.below])
            for name, rate in RATES.items()
        }
        nothing = SQL("NULL")
        typed = {"day": "date", "in_hours": "boolean"}
        for name in ("day", "ward_id", "branch_id", *SPLITS):
            kind = typed.get(name) or ("integer" if name.endswith("_id") else "text")
            value = {**dimensions, "procedure_group": procedure_group}.get(name)
            columns[name] = SQL("(%s)::%s", value or nothing, SQL(kind))
        for name, column in (
            ("appointment_id", "appointment"),
            ("dossier_id", "dossier"),
            ("request_id", "request"),
            ("request_key", "request_key"),
            ("citizen_key", "citizen_key"),
        ):
            columns[name] = SQL("(%s)::integer", keys.get(column, nothing))
        columns["id"] = SQL("%s::bigint * 8 + %s", key, number)
        columns["belongs_to"] = SQL("(%s)::bigint", belongs_to)
        return SQL(
            "SELECT %s FROM %s WHERE %s",
            SQL(", ").join(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in columns.items()
            ),
            tables,
            where,
        )

    @api.model
    def _citizen_group_to_sql(self, moment: SQL) -> SQL:
        """Return the group of citizen ``c`` on the local day of a moment.

        Whoever was taken out of the records is counted as before.
        """
        return SQL(
            """(CASE
                WHEN c.counted_as = 'other' AND c.counted_elderly_from > 0
                    AND EXTRACT(YEAR FROM %s) >= c.counted_elderly_from THEN 'elderly'
                WHEN c.counted_as IS NOT NULL THEN c.counted_as
                WHEN COALESCE(c.disability, 'none') != 'none' THEN 'disability'
                WHEN COALESCE(c.poverty, 'none') != 'none' THEN 'poor'
                WHEN c.birth_year > 0
                    AND EXTRACT(YEAR FROM %s) - c.birth_year >= 60 THEN 'elderly'
                ELSE 'other'
            END)""",
            local_day(moment),
            local_day(moment),
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
