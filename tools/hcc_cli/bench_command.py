"""./hcc bench: measurements, each a module of bench/ with `run(context)`."""

import ast
import importlib.util
import json
import os
import sys
import time
from dataclasses import replace

from . import node, postgres, prepare, templates
from .database import Database
from .errors import HccError
from .server import OdooServer


class BenchContext:
    """What a bench gets: databases to copy, servers to start, a stopwatch.

    Everything sees the addons of bench/addons as well; `install` puts one of them
    into a database.
    """

    def __init__(self, setup, made, console):
        self.setup = replace(
            setup, more_addons=(setup.layout.root / "bench" / "addons",)
        )
        self.made = made
        self.console = console
        self._databases = []
        self._servers = []

    def clone(self, kind="test"):
        """:return: name of a fresh copy (`test`: no demo data, `demo`: with)"""
        number = len(self._databases)
        database = Database(self.setup.server, f"t_{os.getpid()}_bench{number}")
        self._databases.append(database)
        database.clone(self.made[kind][0])
        return database.name

    def install(self, database, *names):
        """Install addons into a copy."""
        log = self.setup.layout.logs / "bench-install.log"
        self.setup.update(database, install=names, log=log)

    def call(self, database, model, method, **arguments):
        """Call a method of a model as superuser; it is committed.

        :return: what it returns, which JSON must be able to say
        """
        return self.setup.script(
            "call", database, model=model, method=method, arguments=arguments
        )

    def query(self, database, sql):
        """:return: rows of texts"""
        return self.setup.server.query(sql, database)

    def serve(self, database, workers=0, options=()):
        """
        :param workers: processes that answer; 0 = threads of one process
        :param options: more options of Odoo
        :return: a running OdooServer, waited for
        """
        log = self.setup.layout.logs / "bench-server.log"
        server = OdooServer(
            self.setup, database, log=log, workers=workers, options=options
        )
        self._servers.append(server)
        return server.start().wait()

    def node_modules(self, name):
        """:return: node_modules with what bench/NAME/package.json names"""
        folder = self.setup.layout.root / "bench" / name
        return node.ensure(self.setup.layout, self.console, folder)

    @staticmethod
    def timed(call, *arguments):
        """:return: (seconds, what `call` returned)"""
        started = time.perf_counter()
        value = call(*arguments)
        return time.perf_counter() - started, value

    def close(self):
        for server in self._servers:
            server.stop()
        for database in self._databases:
            database.drop()


def available(folder):
    """{name: first line of its docstring}"""
    return {
        path.stem: (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")[0]
        for path in sorted(folder.glob("*.py"))
        if not path.name.startswith("_")
    }


def load(path):
    """The module of a bench; what several share is in files named _NAME.py."""
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bench(layout, console, arguments):
    folder = layout.root / "bench"
    names = available(folder)
    if not arguments.name:
        for name, text in names.items():
            console.line(f"{name}: {text}")
        return 0
    if arguments.name not in names:
        raise HccError(
            f"There is no bench {arguments.name}.", f"There are: {', '.join(names)}."
        )
    server = postgres.for_tests(layout)
    context = None
    try:
        module = load(folder / f"{arguments.name}.py")
        setup = prepare.on_server(
            layout,
            console,
            server,
            getattr(module, "PACKAGES", ("run",)),
            layout.state / "data-test",
        )
        kinds = getattr(module, "DATABASES", ["test"])
        made = templates.ensure(setup, console, kinds)
        context = BenchContext(setup, made, console)
        figures = module.run(context)
    finally:
        if context:
            context.close()
        server.release()
    for name, value in figures.items():
        console.line(f"{name}: {value}")
    if arguments.json:
        result = {"name": arguments.name, "figures": figures}
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0
