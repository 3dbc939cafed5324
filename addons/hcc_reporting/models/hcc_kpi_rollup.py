from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.kpi_columns import COUNTS, SPLITS

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
        added = SQL(", ").join(
            SQL("%(name)s = t.%(name)s + EXCLUDED.%(name)s", name=SQL.identifier(name))
            for name in COUNTS
        )
        differences = SQL(", ").join(
            SQL(
                "SUM(sign * COALESCE(%(name)s, 0))::integer AS %(name)s",
                name=SQL.identifier(name),
            )
            for name in COUNTS
        )
        columns = self._listed(*GROUP, *COUNTS)
        touched = self.env.execute_query(
            SQL(
                """WITH gone AS (
                       DELETE FROM hcc_kpi_count WHERE key = ANY(%(keys)s)
                       RETURNING %(columns)s
                   ), fresh AS (
                       INSERT INTO hcc_kpi_count (%(all)s)
                       %(counted)s RETURNING %(columns)s
                   ), changes AS (
                       SELECT 1 AS sign, %(columns)s FROM fresh
                       UNION ALL SELECT -1, %(columns)s FROM gone
                   )
                   INSERT INTO hcc_kpi_rollup AS t (%(target)s)
                   SELECT %(rolled)s, %(differences)s
                   FROM changes c CROSS JOIN LATERAL %(ways)s
                   WHERE way.value IS NOT NULL GROUP BY 1, 2, 3, 4, 5
                   HAVING %(any)s
                   ON CONFLICT (dimension, day, ward_id, value, COALESCE(branch_id, 0))
                   DO UPDATE SET %(added)s
                   RETURNING id""",
                keys=keys,
                columns=columns,
                all=self._listed(*self._get_count_columns()),
                counted=self._count_query(keys),
                target=self._rollup_columns(),
                rolled=ROLLED,
                differences=differences,
                ways=self._ways(),
                any=SQL(" OR ").join(
                    SQL("SUM(sign * COALESCE(%s, 0)) != 0", SQL.identifier(name))
                    for name in COUNTS
                ),
                added=added,
            )
        )
        # What came to nothing is no group of its own any more.
        self.env.cr.execute(
            SQL(
                "DELETE FROM hcc_kpi_rollup WHERE id = ANY(%s) AND %s",
                [row_id for (row_id,) in touched],
                SQL(" AND ").join(
                    SQL("%s = 0", SQL.identifier(name)) for name in COUNTS
                ),
            )
        )

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
        # sudo: ir.cron - the job that does it
        self.env.ref("hcc_reporting.ir_cron_hcc_kpi_rebuild").sudo()._trigger()
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
    def _cron_rebuild(self):
        self._rebuild()

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
                "INSERT INTO hcc_kpi_count (%s) %s",
                self._listed(*self._get_count_columns()),
                self._count_query(),
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
                for name in COUNTS
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
        return self._listed(
            "dimension", "value", "day", "ward_id", "branch_id", *COUNTS
        )

    @api.model
    def _get_count_columns(self):
        """Return the columns of ``hcc_kpi_count``, as :meth:`_count_query` has them."""
        return (*GROUP, *COUNTS, "request_key", "citizen_key")

    @api.model
    def _listed(self, *names):
        return SQL(", ").join(map(SQL.identifier, names))


ROLLED = SQL("way.dimension, way.value, way.start, c.ward_id, c.branch_id")
