"""Databases: made by the superuser with what Odoo needs, stamped by a comment."""

import json
import time

from .errors import HccError

MARK = "hcc "
CLONE_ATTEMPTS = 60
CLONE_PAUSE = 0.5
QUIET_SECONDS = 120
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")


def quote(value):
    return "'" + value.replace("'", "''") + "'"


def name_of(value):
    return '"' + value.replace('"', '""') + '"'


def _is_in_use(error):
    return "is being accessed by other users" in error.message


def _busy(database):
    """SQL: whether anything runs there.

    A job pauses for less than a second between its transactions.
    """
    return (
        "EXISTS (SELECT FROM pg_stat_activity WHERE datname ="
        f" {quote(database.name)} AND (state <> 'idle'"
        " OR state_change > now() - interval '1 second'))"
    )


class Database:
    """One database on a server.

    Its stamp is the database's comment: it lives and dies with the data.
    """

    def __init__(self, server, name):
        self.server = server
        self.name = name

    def exists(self):
        sql = f"SELECT 1 FROM pg_database WHERE datname = {quote(self.name)}"
        return bool(self.server.admin(sql))

    def stamp(self):
        """:return: what `write_stamp` last wrote; None if it is not ours"""
        text = self.server.admin(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            f" WHERE datname = {quote(self.name)}"
        )
        if not text.startswith(MARK):
            return None
        return json.loads(text.removeprefix(MARK))

    def write_stamp(self, **values):
        text = quote(MARK + json.dumps(values))
        self.server.admin(f"COMMENT ON DATABASE {name_of(self.name)} IS {text}")

    def create(self):
        """An empty database with the extensions, marked as unfinished.

        :raises HccError: the role may not do it
        """
        owner = self.server.variables.get("PGUSER")
        clause = f" OWNER {name_of(owner)}" if owner else ""
        self.server.admin(
            f"CREATE DATABASE {name_of(self.name)}{clause} ENCODING 'UTF8'"
            " LC_COLLATE 'C' TEMPLATE template0"
        )
        self.write_stamp(state="installing")
        for extension in EXTENSIONS:
            self._sql(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        if self._volatility() != "i":
            # an index on names without diacritics needs it; owner's right only
            self._sql("ALTER FUNCTION unaccent(text) IMMUTABLE")

    def _volatility(self):
        return self.server.admin(
            "SELECT provolatile FROM pg_proc"
            " WHERE oid = 'unaccent(text)'::regprocedure",
            self.name,
        )

    def _sql(self, sql):
        try:
            self.server.admin(sql, self.name)
        except HccError as error:
            raise HccError(
                f"{error.message}",
                "The role needs more rights: let the server's superuser run"
                f" '{sql}' in template1 or in database {self.name}.",
            ) from error

    def clone(self, template):
        """Make this database a copy of `template`."""
        self.drop()
        owner = self.server.variables["PGUSER"]
        # copying the files takes a fraction of writing each page to the log, which
        # version 15 would do by itself
        how = " STRATEGY FILE_COPY" if self.server.version >= 15 else ""
        for attempt in range(CLONE_ATTEMPTS):
            try:
                self.server.admin(
                    f"CREATE DATABASE {name_of(self.name)}"
                    f" TEMPLATE {name_of(template)} OWNER {name_of(owner)}{how}"
                )
            except HccError as error:
                # another test copies or dumps it just now
                if not _is_in_use(error) or attempt == CLONE_ATTEMPTS - 1:
                    raise
                time.sleep(CLONE_PAUSE)
            else:
                return

    def replace(self, other):
        """Take the name and the place of another database, which is dropped.

        Odoo processes that use the other one lose their connections, and find this
        one at the next; there is always one of that name.

        :param Database other: of the same server
        """
        old = f"{other.name}_old"
        # in one look: who has begun since may use a connection that looks idle
        swap = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = {quote(other.name)} AND NOT ({_busy(other)});"
            f" ALTER DATABASE {name_of(other.name)} RENAME TO {name_of(old)};"
            f" ALTER DATABASE {name_of(self.name)} RENAME TO {name_of(other.name)}"
        )
        end = time.monotonic() + QUIET_SECONDS
        while True:
            self._until_quiet(other, end)
            try:
                self.server.admin(swap)
            except HccError as error:
                # something began since; what runs is never cut off
                if not _is_in_use(error) or time.monotonic() > end:
                    raise
            else:
                break
        Database(self.server, old).drop()

    def _until_quiet(self, other, end):
        """Wait until nothing runs there, `end` of the monotonic clock at the latest."""
        sql = f"SELECT {_busy(other)}"
        while self.server.admin(sql) != "f" and time.monotonic() < end:
            time.sleep(CLONE_PAUSE / 2)

    def forget(self, number):
        """Let every Odoo process that uses this database empty its caches.

        :param int number: one that this database's counters have not seen
        """
        counters = self.server.query(
            "SELECT table_name FROM information_schema.tables WHERE table_name LIKE"
            " 'orm\\_signaling\\_%' AND table_name <> 'orm_signaling_registry'",
            self.name,
        )
        self.server.admin(
            "; ".join(
                f"INSERT INTO {name_of(table)} (id) VALUES ({number}); SELECT "
                f"setval(pg_get_serial_sequence({quote(table)}, 'id'), {number})"
                for (table,) in counters
            ),
            self.name,
        )

    def keep_schedule(self, other):
        """Let scheduled jobs run next when they would have run in `other`.

        In a copy of a new database all of them are due at once.
        """
        rows = self.server.query("SELECT id, nextcall FROM ir_cron", other.name)
        values = ", ".join(f"({number}, timestamp {quote(at)})" for number, at in rows)
        self.server.admin(
            "UPDATE ir_cron SET nextcall = other.nextcall"
            f" FROM (VALUES {values}) AS other (id, nextcall)"
            " WHERE ir_cron.id = other.id",
            self.name,
        )

    def drop(self):
        self.server.admin(f"DROP DATABASE IF EXISTS {name_of(self.name)} WITH (FORCE)")
