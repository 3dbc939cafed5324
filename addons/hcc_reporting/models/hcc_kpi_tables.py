from odoo import api, models
from odoo.tools import SQL

from ..tools.kpi_columns import SPLITS, SUMS

#: table -> (columns that figures are made of, key of what belongs to a changed row)
WATCHED = {
    "hcc_appointment": (
        (
            *(
                "request_id",
                "state",
                "done_at",
                "start",
                "stop",
                "ward_id",
                "branch_id",
            ),
            *("place", "in_hours", "lead_id", "is_walk_in", "helpers_needed"),
        ),
        "SELECT request_id AS key FROM changed WHERE request_id IS NOT NULL",
    ),
    "hcc_request": (
        (
            *("state", "ward_id", "branch_id", "place", "channel", "citizen_id"),
            *("rating_value", "rated_at", "create_date", "first_contact_at"),
            "is_walk_in",
        ),
        "SELECT id AS key FROM changed",
    ),
    "hcc_dossier": (
        (
            *("request_id", "appointment_id", "procedure_id", "outcome"),
            *("filed_online", "not_filed_reason"),
        ),
        "SELECT request_id AS key FROM changed",
    ),
    "hcc_citizen": (
        (
            *("birth_year", "disability", "poverty"),
            *("counted_as", "counted_elderly_from"),
        ),
        "SELECT r.id AS key FROM changed"
        " JOIN hcc_request r ON r.citizen_id = changed.id",
    ),
    "hcc_collaborator": (
        ("category",),
        "SELECT a.request_id AS key FROM changed"
        " JOIN hcc_appointment a ON a.lead_id = changed.id"
        " WHERE a.request_id IS NOT NULL",
    ),
    "hcc_unmet_demand": (
        ("day", "ward_id", "branch_id", "place", "procedure_group", "number"),
        "SELECT -id AS key FROM changed",
    ),
}
#: nothing is counted by these before something else names them
ONLY_UPDATES = {"hcc_citizen", "hcc_collaborator", "hcc_procedure"}


class HccKpiTables(models.AbstractModel):
    """The tables of the figures, and the triggers that note what has changed.

    ``hcc_kpi_delta``: one row for each change, added by triggers within the
    transaction that changes something; nobody waits for anybody. ``hcc_kpi_count``:
    what each request was last counted as; also where people are counted, who do not
    add up. ``hcc_kpi_rollup``: the sums of it, by ward and day, and by ward and month
    in all and for each way of splitting. None is open to anybody but through
    ``hcc.kpi.fact``.

    Triggers rather than methods: a figure must not depend on whether somebody wrote
    through the ORM.
    """

    _name = "hcc.kpi.tables"
    _description = "Tables of the Figures"

    def init(self):
        is_current = self._is_current()
        if not is_current:
            self.env.cr.execute("DROP TABLE IF EXISTS hcc_kpi_count, hcc_kpi_rollup")
        self._make_tables()
        self._watch()
        if not is_current:
            # Whatever was there before us, or was counted otherwise, is counted by
            # the job: there is nothing to migrate.
            self.env.cr.execute(
                """INSERT INTO hcc_kpi_delta (key)
                   SELECT id FROM hcc_request
                   UNION ALL SELECT -id FROM hcc_unmet_demand"""
            )

    @api.model
    def _is_current(self):
        """Return whether the sums that are kept are those of this version."""
        kept = self.env.execute_query(
            SQL(
                """SELECT table_name, column_name FROM information_schema.columns
                   WHERE table_schema = current_schema()
                       AND table_name IN ('hcc_kpi_count', 'hcc_kpi_rollup')"""
            )
        )
        wanted = {(t, n) for t in ("hcc_kpi_count", "hcc_kpi_rollup") for n in SUMS}
        others = {name for __, name in kept} - set(SUMS)
        return wanted <= set(kept) and others == {
            *("id", "key", "day", "ward_id", "branch_id", "request_key"),
            *("citizen_key", "dimension", "value", *SPLITS),
        }

    @api.model
    def _make_tables(self):
        counts = SQL(", ").join(
            SQL("%s integer", SQL.identifier(name)) for name in SUMS
        )
        sums = SQL(", ").join(
            SQL("%s integer NOT NULL", SQL.identifier(name)) for name in SUMS
        )
        splits = SQL(", ").join(
            SQL(
                "%s %s",
                SQL.identifier(name),
                SQL("boolean" if name == "in_hours" else "text"),
            )
            for name in SPLITS
        )
        for query in (
            SQL(
                """CREATE TABLE IF NOT EXISTS hcc_kpi_delta (
                       key bigint NOT NULL,
                       xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
                       at timestamptz NOT NULL DEFAULT clock_timestamp()
                   )"""
            ),
            # the ids go down: a list of facts tells them from those of roll-ups
            SQL(
                """CREATE TABLE IF NOT EXISTS hcc_kpi_count (
                       id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY
                           (START -1 INCREMENT -1),
                       key bigint NOT NULL, day date NOT NULL, ward_id integer,
                       branch_id integer, request_key integer, citizen_key integer,
                       %s, %s
                   )""",
                splits,
                counts,
            ),
            SQL(
                """CREATE TABLE IF NOT EXISTS hcc_kpi_rollup (
                       id bigint PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
                       dimension text NOT NULL, value text NOT NULL, day date NOT NULL,
                       ward_id integer, branch_id integer, %s
                   )""",
                sums,
            ),
            SQL("CREATE INDEX IF NOT EXISTS hcc_kpi_count_key ON hcc_kpi_count (key)"),
            SQL(
                """CREATE INDEX IF NOT EXISTS hcc_kpi_count_people ON hcc_kpi_count
                       (day, ward_id) INCLUDE (branch_id, request_key, citizen_key)
                       WHERE request_key IS NOT NULL"""
            ),
            SQL(
                """CREATE INDEX IF NOT EXISTS hcc_kpi_count_citizen ON hcc_kpi_count
                       (citizen_key) WHERE citizen_key IS NOT NULL"""
            ),
            SQL(
                """CREATE INDEX IF NOT EXISTS hcc_kpi_count_day ON hcc_kpi_count
                       (day, ward_id)"""
            ),
            SQL(
                """CREATE UNIQUE INDEX IF NOT EXISTS hcc_kpi_rollup_key
                       ON hcc_kpi_rollup (dimension, day, ward_id, value,
                       COALESCE(branch_id, 0))"""
            ),
        ):
            self.env.cr.execute(query)

    @api.model
    def _watch(self):
        """Put the triggers in place."""
        field = self.env["hcc.request"]._fields["procedure_ids"]
        relation, request, procedure = field.relation, field.column1, field.column2
        watched = {
            **WATCHED,
            relation: (
                (request, procedure),
                f'SELECT "{request}" AS key FROM changed',
            ),
            "hcc_procedure": (
                ("group",),
                f'SELECT rel."{request}" AS key FROM changed'
                f' JOIN "{relation}" rel ON rel."{procedure}" = changed.id'
                " UNION ALL SELECT d.request_id FROM changed"
                " JOIN hcc_dossier d ON d.procedure_id = changed.id",
            ),
        }
        for table, (columns, keys) in watched.items():
            self._watch_table(table, columns, keys)

    @api.model
    def _watch_table(self, table, columns, keys):
        """Note the keys of what changes in a table, once for each statement.

        :param str keys: query of them over ``changed``, the rows before and after
        """
        listed = SQL(", ").join(
            SQL.identifier(name) for name in dict.fromkeys(("id", *columns))
        )
        has_id = table.startswith("hcc_") and "_rel" not in table
        if not has_id:
            listed = SQL(", ").join(map(SQL.identifier, columns))
        changed = {
            "INSERT": SQL("SELECT %s FROM fresh", listed),
            "DELETE": SQL("SELECT %s FROM gone", listed),
            # whatever is the same before and after has not changed
            "UPDATE": SQL(
                """(SELECT %(c)s FROM fresh EXCEPT ALL SELECT %(c)s FROM gone)
                   UNION ALL
                   (SELECT %(c)s FROM gone EXCEPT ALL SELECT %(c)s FROM fresh)""",
                c=listed,
            ),
        }
        seen = {
            "INSERT": SQL("NEW TABLE AS fresh"),
            "DELETE": SQL("OLD TABLE AS gone"),
            "UPDATE": SQL("OLD TABLE AS gone NEW TABLE AS fresh"),
        }
        for event in ("UPDATE",) if table in ONLY_UPDATES else tuple(seen):
            name = f"hcc_kpi_note_{table}_{event.lower()}"
            self.env.cr.execute(
                SQL(
                    """CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger
                       LANGUAGE plpgsql AS $body$ BEGIN
                           INSERT INTO hcc_kpi_delta (key)
                           WITH changed AS (%(changed)s)
                           SELECT DISTINCT key FROM (%(keys)s) AS touched;
                           RETURN NULL;
                       END $body$""",
                    name=SQL.identifier(name),
                    changed=changed[event],
                    keys=SQL(keys),
                )
            )
            self.env.cr.execute(
                SQL(
                    """CREATE OR REPLACE TRIGGER hcc_kpi_note_%(event)s
                       AFTER %(event)s ON %(table)s REFERENCING %(seen)s
                       FOR EACH STATEMENT EXECUTE FUNCTION %(name)s()""",
                    event=SQL(event),
                    table=SQL.identifier(table),
                    seen=seen[event],
                    name=SQL.identifier(name),
                )
            )

    @api.model
    def _drop(self):
        """Take away the tables and the triggers, with their functions."""
        functions = self.env.execute_query(
            SQL(
                "SELECT proname FROM pg_proc WHERE proname LIKE %s"
                " AND pronamespace = current_schema()::regnamespace",
                r"hcc\_kpi\_note\_%",
            )
        )
        for (name,) in functions:
            self.env.cr.execute(SQL("DROP FUNCTION %s() CASCADE", SQL.identifier(name)))
        self.env.cr.execute(
            "DROP TABLE IF EXISTS hcc_kpi_delta, hcc_kpi_count, hcc_kpi_rollup"
        )
