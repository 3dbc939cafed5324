"""./hcc test: everything set up, two pytest processes, one line of counts."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import logcheck, node, postgres, prepare, process, templates
from .database import Database
from .test_groups import plan

SECONDS = 40 * 60
#: processes at a time
AT_ONCE = 2
NO_TESTS = 5
ALL = set(templates.KINDS)
#: templates for those of the plain tests that need some
NEEDED = {
    "test_translations.py": {"test"},
    "test_alone.py": {"test"},
    "test_inputs.py": {"demo"},
    "test_verify_journal.py": {"test"},
}
SHOWN_RECORDS = 25
RECORD_LENGTH = 700
KEPT_RUNS = 5


def _on_signal(number, frame):
    raise KeyboardInterrupt


def test(layout, console, arguments):
    signal.signal(signal.SIGTERM, _on_signal)
    server = postgres.for_tests(layout)
    try:
        data = layout.state / "data-test"
        setup = prepare.on_server(
            layout, console, server, ("run", "test", "lint"), data
        )
        with prepare.setup_lock(layout, console):
            modules = node.ensure(layout, console)
        groups = plan(arguments.rest, layout.root)
        _drop_clones(setup)
        kinds = _kinds(groups)
        made = templates.ensure(setup, console, kinds) if kinds else {}
        runner = Runner(setup, console, made, modules)
        try:
            return runner.run(groups, whole=not arguments.rest)
        finally:
            runner.clean()
    finally:
        server.release()


def _kinds(groups):
    """Template databases that the groups need."""
    kinds = set()
    for group in groups:
        if group.is_inside:
            kinds.add("test")
            continue
        for path in group.paths:
            plain = path.startswith("tests/test_")
            kinds |= NEEDED.get(Path(path.split("::")[0]).name, set()) if plain else ALL
    return sorted(kinds, reverse=True)


def _drop_clones(setup):
    """Databases that killed runs left behind."""
    rows = setup.server.query(
        "SELECT datname FROM pg_database WHERE datname LIKE 't\\_%'", "postgres"
    )
    for (name,) in rows:
        pid = name.split("_")[1]
        if not Path("/proc", pid).exists():
            Database(setup.server, name).drop()


def pytest_odoo_options(setup, database):
    """What pytest needs to run tests inside Odoo, on a database.

    :return: list of options
    """
    options = ["-p", "pytest_odoo", "--odoo-http"]
    options += [f"--odoo-database={database}", "--odoo-log-level=warn"]
    for option in setup.options(database):
        key, _, value = option.removeprefix("--").partition("=")
        if key == "config":
            options.append(f"--odoo-config={value}")
        elif key != "database":
            options += ["--odoo-extra", f"{key}={value}"]
    return options


class Runner:
    """One ./hcc test.

    :param made: the template databases, of templates.ensure
    :param modules: folder of the Node modules
    """

    def __init__(self, setup, console, made, modules):
        self.setup = setup
        self.console = console
        self.made = made
        self.layout = setup.layout
        runs = self.layout.state / "runs"
        runs.mkdir(exist_ok=True)
        for old in sorted(runs.iterdir(), key=os.path.getmtime)[:-KEPT_RUNS]:
            shutil.rmtree(old, ignore_errors=True)
        self.folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=runs))
        (self.folder / "servers").mkdir()
        self.modules = modules
        self.children = []
        self.group_count = 0
        self.guard = threading.Lock()
        self.is_over = False

    def run(self, groups, whole):
        """:return: the exit code"""
        started = time.monotonic()
        self.group_count = len(groups)
        codes = {}
        waiting = list(enumerate(groups))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            workers = [
                pool.submit(self._work, waiting, codes)
                for _processor in groups[:AT_ONCE]
            ]
        for worker in workers:
            # a worker that could not go on, as where nobody reads what it prints
            worker.result()
        counts, records = self._results(groups, codes)
        problems = self._check_logs(records, whole)
        counts["failed"] += problems
        seconds = time.monotonic() - started
        self.console.line(f"\nTests took {seconds:.0f} s.")
        total = sum(counts.values())
        if not total:
            self.console.line("No test ran.")
        bad = [code for code in codes.values() if code not in (0, 1, NO_TESTS)]
        if bad and not counts["failed"]:
            counts["failed"] = len(bad)
        self.console.line(
            "{passed} passed, {failed} failed, {skipped} skipped".format(**counts)
        )
        return 1 if counts["failed"] or bad or not total else 0

    def _work(self, waiting, codes):
        """Take one group after the other, until none is left."""
        while True:
            with self.guard:
                if self.is_over or not waiting:
                    return
                number, group = waiting.pop(0)
                child = self._start(group, number)
                self.children.append(child)
            self._follow(group, child, codes, self.group_count > 1)

    def clean(self):
        with self.guard:
            self.is_over = True
        for child in self.children:
            process.stop(child, grace=20)
        for number in range(self.group_count):
            Database(self.setup.server, self._clone_name(number)).drop()

    def _clone_name(self, number):
        return f"t_{os.getpid()}_{number}"

    def _result(self, group):
        return self.folder / f"{group.name}.json"

    def _start(self, group, number):
        environment = self.setup.environment()
        environment.update(
            PYTHONPATH=str(self.layout.root / "tools"),
            HCC_TEST_RESULT=str(self._result(group)),
            HCC_TEST_CONTEXT=str(self._write_context()),
            HCC_TEST_FOLDER=str(self.folder),
            LC_ALL="C.UTF-8",
        )
        command = [self.setup.python, "-m", "pytest", "-p", "no:odoo"]
        command += ["-p", "hcc_pytest.plugin", "--rootdir", self.layout.root, "-q"]
        command += ["--no-header", "--tb=short", "-p", "no:warnings"]
        if group.is_inside:
            command += self._odoo_options(number)
        return process.start(
            [*command, *group.options, *group.paths],
            env=environment,
            cwd=self.layout.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def _odoo_options(self, number):
        """pytest-odoo, on a copy of the template."""
        name = self._clone_name(number)
        Database(self.setup.server, name).clone(self.made["test"][0])
        return pytest_odoo_options(self.setup, name)

    def _write_context(self):
        """What tests/conftest.py needs to start servers and copy databases."""
        path = self.folder / "context.json"
        context = {
            "python": str(self.setup.python),
            "odoo": [str(self.setup.odoo.python_path), str(self.setup.odoo.addons)],
            "data": str(self.setup.data),
            "templates": {kind: name for kind, (name, _) in self.made.items()},
            "node_modules": str(self.modules),
            "folder": str(self.folder),
            "owner": os.getpid(),
        }
        path.write_text(json.dumps(context))
        return path

    def _follow(self, group, child, codes, prefixed):
        timer = threading.Timer(SECONDS, self._too_long, (group, child))
        timer.start()
        prefix = f"{group.name:16} | " if prefixed else ""
        try:
            with open(self.layout.logs / f"pytest-{group.name}.log", "w") as log:
                for line in child.stdout:
                    log.write(line)
                    sys.stdout.write(prefix + line)
                    sys.stdout.flush()
            codes[group.name] = child.wait()
        finally:
            timer.cancel()

    def _too_long(self, group, child):
        self.console.line(f"{group.name}: more than {SECONDS} s; stopped.")
        process.stop(child)

    def _results(self, groups, codes):
        counts = {"passed": 0, "failed": 0, "skipped": 0}
        records = [record for _, made in self.made.values() for record in made]
        for group in groups:
            path = self._result(group)
            if not path.is_file():
                self.console.line(f"{group.name}: ended with code {codes[group.name]}")
                counts["failed"] += 1
                continue
            result = json.loads(path.read_text())
            for name, count in result["counts"].items():
                counts[name] += count
            records += [logcheck.Record(*fields) for fields in result["records"]]
        for log in sorted((self.folder / "servers").glob("*.log")):
            records += logcheck.parse(log.read_text(errors="replace"), log.name)
        return counts, records

    def _check_logs(self, records, whole):
        """:return: how many log records nobody listed"""
        path = self.layout.root / "tests" / "allowed_logs.toml"
        allowed = logcheck.Allowed(path.read_text())
        unlisted = allowed.unlisted(records)
        if unlisted:
            self.console.line("\nLog records that tests/allowed_logs.toml lacks:")
        for record in unlisted[:SHOWN_RECORDS]:
            self.console.line(f"  {str(record)[:RECORD_LENGTH]}")
        whole_list = self.layout.logs / "unlisted-records.log"
        whole_list.write_text("".join(f"{record}\n\n" for record in unlisted))
        if len(unlisted) > SHOWN_RECORDS:
            rest = len(unlisted) - SHOWN_RECORDS
            self.console.line(f"  ... and {rest} more in {whole_list}")
        if whole:
            for entry in allowed.unused():
                self.console.line(
                    f"Unused entry of tests/allowed_logs.toml: {entry['message']}"
                )
        return len(unlisted)
