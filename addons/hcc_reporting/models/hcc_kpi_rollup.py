from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.kpi_columns import COUNTS, FIRSTS, SPLITS, SUMS

#: so many noted changes, and requests, at once
FOLD_DELTAS, FOLD_KEYS = 50_000, 5_000
#: serialises folding and rebuilding: whoever finds it taken leaves
LOCK = 766_2024
GROUP = ("key", "day", "ward_id", "branch_id", *SPLITS)


class HccKpiRollup(models.AbstractModel):
    """Keeps the roll-ups equal to the records.

    Whoever changes something leaves a row in ``hcc_kpi_delta``, nothing else: no
    counter that others wait for. A job takes these rows each minute, counts the
    requests that they name anew and adds the differences to the roll-ups. Rows are
    taken only once every transaction that began before theirs has ended, so that
    none that commits late is passed over. Counting anew makes a row that is taken
    twice, or a change that was undone, harmless.
    """

    _name = "hcc.kpi.rollup"
    _description = "Roll-Ups of the Figures"
    _inherit = ["hcc.kpi.tables", "hcc.kpi.query", "hcc.kpi.measures"]

    # ------------------------------------------------------------------
    # Keeping current
    # ------------------------------------------------------------------

    @api.model
    def _cron_fold(self):
        """Fold what was noted; each run takes all there is, in steps."""
        while done := self._fold(FOLD_DELTAS):
            if not self.env["ir.cron"]._commit_progress(done):
                break

    @api.model
    def _fold(self, limit=None):
        """Bring the roll-ups up to date.

        :param int limit: at most so many noted changes
        :return: number of noted changes that were taken
        """
        self.env.flush_all()
        if not self._lock():
            return 0
        keys = [
            key
            for (key,) in self.env.execute_query(
                SQL(
                    """WITH taken AS (
                           DELETE FROM hcc_kpi_delta WHERE ctid IN (
                               SELECT ctid FROM hcc_kpi_delta
                               WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
                                   OR xid = pg_current_xact_id_if_assigned()
                               LIMIT %s)
                           RETURNING key)
                       SELECT key FROM taken""",
                    limit,
                )
            )
        ]
        different = sorted(set(keys))
        for start in range(0, len(different), FOLD_KEYS):
            self._count_anew(different[start : start + FOLD_KEYS])
        return len(keys)

    @api.model
    def _count_anew(self, keys):
        """Count some requests anew and add the differences to the roll-ups."""
        columns = self._listed(*GROUP, *SUMS, "citizen_key")
        people = {
            citizen
            for (citizen,) in self._add(
                SQL(
                    """gone AS (
                           DELETE FROM hcc_kpi_count WHERE key = ANY(%(keys)s)
                           RETURNING %(columns)s
                       ), fresh AS (
                           INSERT INTO hcc_kpi_count (%(all)s) %(counted)s
                           RETURNING %(columns)s
                       ), changes AS (
                           SELECT 1 AS sign, %(columns)s FROM fresh
                           UNION ALL SELECT -1, %(columns)s FROM gone
                       )""",
                    keys=keys,
                    columns=columns,
                    all=self._listed(*self._get_count_columns()),
                    counted=self._count_query(keys),
                ),
                SQL("SELECT DISTINCT citizen_key FROM changes"),
            )
        }
        self._mark_firsts(keys, sorted(people - {None}))

    @api.model
    def _mark_firsts(self, keys, people):
        """Mark anew what came first, for these people and requests."""
        self._add(
            SQL(
                """ranked AS (
                       SELECT id, %(firsts)s FROM hcc_kpi_count
                       WHERE request_key IS NOT NULL
                           AND (citizen_key = ANY(%(people)s) OR key = ANY(%(keys)s))
                   ), marked AS (
                       UPDATE hcc_kpi_count k SET %(set)s FROM ranked r
                       JOIN hcc_kpi_count o ON o.id = r.id
                       WHERE k.id = r.id AND (%(new)s) IS DISTINCT FROM (%(old)s)
                       RETURNING %(group)s, %(differences)s
                   ), changes AS (
                       SELECT 1 AS sign, %(nothing)s, m.* FROM marked m
                   )""",
                firsts=SQL(", ").join(
                    SQL("%s AS %s", self._first_to_sql(first), SQL.identifier(name))
                    for name, first in FIRSTS.items()
                ),
                people=people,
                keys=keys,
                set=SQL(", ").join(
                    SQL("%(name)s = r.%(name)s", name=SQL.identifier(name))
                    for name in FIRSTS
                ),
                new=self._listed(*FIRSTS, of="r"),
                old=self._listed(*FIRSTS, of="o"),
                group=self._listed(*GROUP, of="k"),
                differences=SQL(", ").join(
                    SQL(
                        "COALESCE(r.%(n)s, 0) - COALESCE(o.%(n)s, 0) AS %(n)s",
                        n=SQL.identifier(name),
                    )
                    for name in FIRSTS
                ),
                nothing=SQL(", ").join(
                    SQL("0 AS %s", SQL.identifier(name)) for name in COUNTS
                ),
            )
        )

    @api.model
    def _first_to_sql(self, first):
        """Return 1 for what came first, else NULL: nothing takes no room."""
        who = SQL("citizen_key" if first.who == "citizens" else "request_key")
        area = {
            "ward": SQL(", ward_id"),
            "branch": SQL(", branch_id"),
            "city": SQL(),
        }[first.area]
        return SQL(
            """(CASE WHEN %(who)s IS NOT NULL AND ROW_NUMBER() OVER (
                   PARTITION BY %(who)s, date_trunc(%(time)s, day) %(area)s
                   ORDER BY day, key) = 1 THEN 1 END)""",
            who=who,
            time=first.time,
            area=area,
        )

    @api.model
    def _add(self, changes, answer=None):
        """Add changes to the roll-ups.

        :param SQL changes: list of queries, one of them ``changes``, with ``sign``
        :param SQL answer: query over them
        :return: rows of the answer
        """
        differences = SQL(", ").join(
            SQL("SUM(sign * COALESCE(%(n)s, 0))::integer AS %(n)s", n=name)
            for name in map(SQL.identifier, SUMS)
        )
        added = SQL(", ").join(
            SQL("%(n)s = t.%(n)s + EXCLUDED.%(n)s", n=name)
            for name in map(SQL.identifier, SUMS)
        )
        is_any = SQL(" OR ").join(
            SQL("SUM(sign * COALESCE(%s, 0)) != 0", SQL.identifier(name))
            for name in SUMS
        )
        rows = self.env.execute_query(
            SQL(
                """WITH %(changes)s, added AS (
                       INSERT INTO hcc_kpi_rollup AS t (%(target)s)
                       SELECT %(rolled)s, %(differences)s
                       FROM changes c CROSS JOIN LATERAL %(ways)s
                       WHERE way.value IS NOT NULL GROUP BY 1, 2, 3, 4, 5
                       HAVING %(any)s
                       ON CONFLICT (dimension, day, ward_id, value,
                           COALESCE(branch_id, 0))
                       DO UPDATE SET %(added)s
                       RETURNING id
                   )
                   SELECT id, NULL FROM added
                   UNION ALL SELECT NULL, one FROM (%(answer)s) AS answer (one)""",
                changes=changes,
                target=self._rollup_columns(),
                rolled=ROLLED,
                differences=differences,
                ways=self._ways(),
                any=is_any,
                added=added,
                answer=answer or SQL("SELECT 0 WHERE FALSE"),
            )
        )
        # What came to nothing is no group of its own any more.
        self.env.cr.execute(
            SQL(
                "DELETE FROM hcc_kpi_rollup WHERE id = ANY(%s) AND %s",
                [row_id for row_id, __ in rows if row_id],
                SQL(" AND ").join(SQL("%s = 0", SQL.identifier(name)) for name in SUMS),
            )
        )
        return [(one,) for row_id, one in rows if not row_id]

    # ------------------------------------------------------------------
    # Making anew
    # ------------------------------------------------------------------

    @api.model
    def action_rebuild(self):
        """Make the roll-ups anew from the records, in the background.

        :raises AccessError: for anybody but administrators
        """
        if not self.env.user.has_group("hcc_collaborator.group_hcc_administrator"):
            raise AccessError(self.env._("Only administrators may do this."))
        self._ask_to_rebuild()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The figures are being made anew from the records. They stay "
                    "open meanwhile."
                ),
            },
        }

    @api.model
    def _ask_to_rebuild(self):
        # sudo: ir.cron - the job that does it
        self.env.ref("hcc_reporting.ir_cron_hcc_kpi_rebuild").sudo()._trigger()

    @api.model
    def _cron_rebuild(self):
        """Make the roll-ups anew; once more later when somebody folds just now."""
        if not self._rebuild():
            self._ask_to_rebuild()

    @api.model
    def _rebuild(self):
        """Make the roll-ups anew from the records, in one transaction.

        :return: whether it was done: not while somebody else folds
        """
        self.env.flush_all()
        if not self._lock():
            return False
        self.env.cr.execute(
            """DELETE FROM hcc_kpi_delta
               WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
                   OR xid = pg_current_xact_id_if_assigned()"""
        )
        self.env.cr.execute("DELETE FROM hcc_kpi_count")
        self.env.cr.execute("DELETE FROM hcc_kpi_rollup")
        self.env.cr.execute(
            SQL(
                "INSERT INTO hcc_kpi_count (%s) SELECT counted.*, %s FROM (%s) counted"
                " (%s)",
                self._listed(*self._get_count_columns(), *FIRSTS),
                SQL(", ").join(self._first_to_sql(first) for first in FIRSTS.values()),
                self._count_query(),
                self._listed(*self._get_count_columns()),
            )
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO hcc_kpi_rollup (%s) %s",
                self._rollup_columns(),
                self._roll_query(),
            )
        )
        return True

    # ------------------------------------------------------------------
    # How far it is
    # ------------------------------------------------------------------

    @api.model
    def _get_backlog(self):
        """Return (changes that wait, moment of the oldest or None), naive UTC."""
        [(number, oldest)] = self.env.execute_query(
            SQL("SELECT COUNT(*), MIN(at) AT TIME ZONE 'UTC' FROM hcc_kpi_delta")
        )
        return number, oldest and fields.Datetime.to_datetime(oldest)

    @api.model
    def _lock(self):
        # compiling the many small expressions takes longer than the work itself
        self.env.cr.execute("SET LOCAL jit = off")
        [(is_ours,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK)
        )
        return is_ours

    # ------------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------------

    @api.model
    def _count_query(self, keys=None):
        """Return the rows of ``hcc_kpi_count`` as the records make them now."""
        return SQL(
            """SELECT %(group)s, %(sums)s, MAX(request_key), MAX(citizen_key)
               FROM (%(source)s) AS source GROUP BY %(group)s""",
            group=self._listed("belongs_to", *GROUP[1:]),
            # nothing takes no room
            sums=SQL(", ").join(
                SQL("NULLIF(SUM(%s), 0)::integer", SQL.identifier(name))
                for name in COUNTS
            ),
            source=self._get_source_query(keys),
        )

    @api.model
    def _roll_query(self):
        """Return the rows of ``hcc_kpi_rollup`` as ``hcc_kpi_count`` makes them."""
        return SQL(
            """SELECT %(rolled)s, %(sums)s FROM hcc_kpi_count c
               CROSS JOIN LATERAL %(ways)s
               WHERE way.value IS NOT NULL GROUP BY 1, 2, 3, 4, 5""",
            rolled=ROLLED,
            sums=SQL(", ").join(
                SQL(
                    "COALESCE(SUM(%(name)s), 0)::integer AS %(name)s",
                    name=SQL.identifier(name),
                )
                for name in SUMS
            ),
            ways=self._ways(),
        )

    @api.model
    def _ways(self):
        """Return the ways in which each counted row is rolled up."""
        month = SQL("date_trunc('month', c.day)::date")
        ways = [SQL("('day', '', c.day)"), SQL("('month', '', %s)", month)]
        ways += [
            SQL("(%s, c.%s::text, %s)", name, SQL.identifier(name), month)
            for name in SPLITS
        ]
        return SQL("(VALUES %s) AS way (dimension, value, start)", SQL(", ").join(ways))

    @api.model
    def _rollup_columns(self):
        return self._listed("dimension", "value", "day", "ward_id", "branch_id", *SUMS)

    @api.model
    def _get_count_columns(self):
        """Return the columns of ``hcc_kpi_count``, as :meth:`_count_query` has them."""
        return (*GROUP, *COUNTS, "request_key", "citizen_key")

    @api.model
    def _listed(self, *names, of=None):
        return SQL(", ").join(
            SQL.identifier(of, name) if of else SQL.identifier(name) for name in names
        )


ROLLED = SQL("way.dimension, way.value, way.start, c.ward_id, c.branch_id")
