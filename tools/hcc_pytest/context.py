"""The set up environment that ./hcc test hands to its pytest processes."""

import io
import itertools
import json
import os
from pathlib import Path

from hcc_cli import postgres
from hcc_cli.console import Console
from hcc_cli.database import Database
from hcc_cli.layout import Layout
from hcc_cli.odoo_run import Setup
from hcc_cli.odoo_source import Odoo
from hcc_cli.server import OdooServer

ROOT = Path(__file__).resolve().parent.parent.parent


class Context:
    """Templates to copy, servers to start; remembers what to take back."""

    def __init__(self, values):
        self.values = values
        self.layout = Layout(ROOT)
        self.folder = Path(values["folder"])
        self.node_modules = Path(values["node_modules"])
        self.setup = Setup(
            self.layout,
            Path(values["python"]),
            Odoo(*map(Path, values["odoo"])),
            postgres.for_tests(self.layout),
            Path(values["data"]),
        )
        self._numbers = itertools.count(100)
        self._databases = []
        self._servers = []
        self._quiet = self._quiet_template = None

    def clone(self, kind="test"):
        """:return: name of a fresh copy of a template database"""
        name = f"t_{self.values['owner']}_{os.getpid()}_{next(self._numbers)}"
        database = Database(self.setup.server, name)
        self._databases.append(database)
        database.clone(self.values["templates"][kind])
        return name

    def renew(self, name):
        """Put a fresh copy in the place of one that was cloned here."""
        for database in [d for d in self._databases if d.name == name]:
            is_quiet = database.server is self._quiet
            usual = self.values["templates"]["test"]
            database.clone(self._quiet_template if is_quiet else usual)

    def renew_served(self, name, kind="demo"):
        """Like `renew`, below a server that runs on.

        It loses its connections, and at the next request what it remembers. Its jobs
        go on as if nothing had happened: what they do to a new database, they have
        done to the first one.
        """
        fresh = self.clone(kind)
        database = next(d for d in self._databases if d.name == fresh)
        former = Database(self.setup.server, name)
        database.forget(1000 * next(self._numbers))
        database.keep_schedule(former)
        database.replace(former)
        self._databases.remove(database)

    def drop(self, name):
        for database in [d for d in self._databases if d.name == name]:
            database.drop()
            self._databases.remove(database)

    def quiet_clone(self):
        """A copy of the test template on a cluster that nobody else uses.

        Transactions of other databases hold back what PostgreSQL counts for a
        whole cluster (the oldest running transaction).

        :return: (the server, the database's name)
        """
        if self._quiet is None:
            self._quiet = postgres.for_quiet_tests(self.layout)
            self._quiet.start(Console(io.StringIO()))
            template = self._new_quiet()
            template.create()
            name = self.values["templates"]["test"]
            self.setup.server.copy_to(self._quiet, name, template.name)
            self._quiet_template = template.name
        database = self._new_quiet()
        database.clone(self._quiet_template)
        return self._quiet, database.name

    def _new_quiet(self):
        name = f"t_{self.values['owner']}_{os.getpid()}_{next(self._numbers)}"
        database = Database(self._quiet, name)
        self._databases.append(database)
        return database

    def serve(self, database, workers=0, options=(), path="/web/login"):
        """:return: a running OdooServer (`base_url`, `log`, `stop()`)"""
        log = self.folder / "servers" / f"{database}-{len(self._servers)}.log"
        server = OdooServer(
            self.setup, database, log=log, workers=workers, options=options
        )
        self._servers.append(server)
        server.start().wait(path)
        return server

    def close(self):
        for server in self._servers:
            server.stop()
        for database in self._databases:
            database.drop()
        if self._quiet:
            self._quiet.release()


def load():
    """:return: the Context, None outside ./hcc test"""
    path = os.environ.get("HCC_TEST_CONTEXT")
    return Context(json.loads(Path(path).read_text())) if path else None
