"""./hcc lint: every check runs, one line each."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from . import addons, lint_rules, node, prepare, venv

PRETTIER = (".xml", ".js", ".mjs", ".scss", ".css", ".yml", ".yaml", ".json")
CHECKS = Path(__file__).parent.parent / "checks"
SHOWN_LINES = 60
# readme/ holds what a README.rst would; groupby of sorted rows is meant; calls of
# a local `_ = self.env._` are fine (a check of ours refuses `from odoo import _`)
PYLINT_OFF = ",".join(
    [
        "bad-builtin-groupby",
        "missing-readme",
        "no-wizard-in-models",
        "prefer-env-translation",
    ]
)
# it wants a text that is alike in both languages left empty, we want all filled
PO_OFF = "po-pretty-format"


@dataclass
class Result:
    name: str
    problems: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


class Linter:
    """The checks of one checkout.

    :param fix: format and mend what tools can
    """

    def __init__(self, layout, modules, python, fix=False):
        self.layout = layout
        self.root = layout.root
        self.fix = fix
        self.python = python
        self.bin = layout.lint_venv / "bin"
        self.modules = modules
        self.files = lint_rules.repository_files(self.root)
        self.addons = [layout.addons / name for name in addons.find(layout.addons)]

    def _run(self, name, command):
        """One tool; its output are the problems if it fails."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        return Result(name, (lines or ["failed"]) if done.returncode else [])

    def _named(self, *suffixes):
        return [
            path.relative_to(self.root)
            for path in self.files
            if path.suffix in suffixes and "lib" not in path.parts
        ]

    def ruff_check(self):
        fix = ["--fix"] if self.fix else []
        command = [self.bin / "ruff", "check", "-q", "--output-format=concise", *fix]
        return self._run("ruff check", [*command, "."])

    def ruff_format(self):
        fix = [] if self.fix else ["--check"]
        return self._run("ruff format", [self.bin / "ruff", "format", *fix, "."])

    def pylint(self):
        command = [self.bin / "python", "-m", "pylint", "--rcfile=.pylintrc"]
        command += [f"--disable={PYLINT_OFF}", *self.addons]
        return self._run("pylint-odoo", command)

    def oca_modules(self):
        command = [self.bin / "oca-checks-odoo-module"]
        result = Result("oca-checks-odoo-module")
        for addon in self.addons:
            result.problems += self._run("", [*command, addon]).problems
        return result

    def oca_po(self):
        files = self._named(".po", ".pot")
        if not files:
            return Result("oca-checks-po")
        command = [self.bin / "oca-checks-po", f"--disable={PO_OFF}", *files]
        return self._run("oca-checks-po", command)

    def po_complete(self):
        command = [self.bin / "python", CHECKS / "po_complete.py", *self.addons]
        return self._run("vi.po complete", command)

    def prettier(self):
        files = self._named(*PRETTIER)
        mode = ["--write", "--log-level=warn"] if self.fix else ["--check"]
        plugin = self.modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"
        program = self.modules / "prettier" / "bin" / "prettier.cjs"
        command = ["node", program, f"--plugin={plugin}", *mode, *files]
        return self._run("prettier", command)

    def eslint(self):
        files = self._named(".js", ".mjs")
        program = self.modules / "eslint" / "bin" / "eslint.js"
        fix = ["--fix"] if self.fix else []
        command = ["node", program, "--max-warnings=0", "--no-warn-ignored", *fix]
        return self._run("eslint", [*command, *files])

    def upgrade_code(self):
        command = [self.python, CHECKS / "upgrade_code.py", self.layout.addons]
        return self._run("odoo upgrade_code", command)

    def sizes(self):
        return Result("file sizes", *lint_rules.check_sizes(self.files, self.root))

    def places(self):
        problems = lint_rules.check_places(self.files, self.root)
        return Result("no machine paths, no registry addresses", problems)

    def translations(self):
        problems = lint_rules.check_translation_calls(self.files, self.root)
        return Result("texts through self.env._", problems)

    def checks(self):
        formatting = [self.ruff_check, self.ruff_format, self.prettier, self.eslint]
        return [
            *formatting,
            self.pylint,
            self.oca_modules,
            self.oca_po,
            self.po_complete,
            self.upgrade_code,
            self.sizes,
            self.places,
            self.translations,
        ]

    def all(self):
        """Run every check, two at a time; results in their order."""
        # what changes files goes one after the other
        with ThreadPoolExecutor(1 if self.fix else 2) as pool:
            yield from pool.map(lambda check: check(), self.checks())


def lint(layout, console, arguments):
    with prepare.setup_lock(layout, console):
        python, _ = prepare.environment(layout, console, ("run", "lint"))
        venv.ensure(layout, console, layout.lint_venv, ["lint.lock"], "Lint tools")
        modules = node.ensure(layout, console)
    failed = 0
    for result in Linter(layout, modules, python, arguments.fix).all():
        failed += bool(result.problems)
        _report(layout, console, result)
    console.line(f"{failed} checks failed" if failed else "All checks passed")
    return 1 if failed else 0


def _report(layout, console, result):
    console.line(f"{'FAILED' if result.problems else 'ok    '}  {result.name}")
    for line in result.warnings:
        console.line(f"        note: {line}")
    for line in result.problems[:SHOWN_LINES]:
        console.line(f"        {line}")
    hidden = len(result.problems) - SHOWN_LINES
    if hidden > 0:
        name = "".join(c if c.isalnum() else "-" for c in result.name)
        log = layout.logs / f"lint-{name}.log"
        log.write_text("\n".join(result.problems) + "\n")
        console.line(f"        ... and {hidden} more lines in {log}")
    sys.stdout.flush()
