"""Reads the command line and calls the command."""

import argparse
import sys
from pathlib import Path

from . import (
    bench_command,
    i18n_command,
    lint_command,
    plan_command,
    run_command,
    test_command,
    verify_command,
)
from .console import Console
from .errors import HccError, explain_oserror
from .layout import Layout

ROOT = Path(__file__).resolve().parent.parent.parent


def parser():
    top = argparse.ArgumentParser(
        prog="./hcc", description="Sets up, serves, tests and checks this project."
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="set up what is missing and serve")
    run.add_argument("--port", type=int, default=8069, help="default: 8069")
    run.add_argument(
        "--no-demo",
        dest="demo",
        action="store_false",
        help="a new database without demonstration data",
    )
    run.add_argument(
        "--reset", action="store_true", help="throw the database away and start over"
    )
    run.add_argument(
        "--workers", type=int, default=0, metavar="N", help="processes (0: threads)"
    )
    run.set_defaults(call=run_command.run)

    test = commands.add_parser(
        "test",
        help="run all tests, or those that pytest's arguments name",
        add_help=False,
    )
    test.set_defaults(call=test_command.test)

    lint = commands.add_parser("lint", help="check the code")
    lint.add_argument("--fix", action="store_true", help="format what can be formatted")
    lint.set_defaults(call=lint_command.lint)

    i18n = commands.add_parser("i18n", help="export .pot files, merge vi.po files")
    i18n.add_argument(
        "--fill", type=Path, metavar="FILE", help='JSON of {"English": "tiếng Việt"}'
    )
    i18n.set_defaults(call=i18n_command.i18n)

    shell = commands.add_parser("shell", help="an Odoo shell on the database of run")
    shell.set_defaults(call=run_command.shell)

    verify = commands.add_parser(
        "verify-journal", help="check the seals of the journal; names what was changed"
    )
    verify.add_argument(
        "--kept",
        type=verify_command.read_kept,
        metavar="SEAL:DIGEST",
        help="compare a seal with what was printed and written down before",
    )
    verify.set_defaults(call=verify_command.verify_journal)

    bench = commands.add_parser("bench", help="measure; without NAME: list names")
    bench.add_argument("name", nargs="?", metavar="NAME")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    bench.set_defaults(call=bench_command.bench)

    plan = commands.add_parser("plan", help="plan one day outside Odoo, and check it")
    plan.add_argument("problem", type=Path, metavar="PROBLEM")
    plan.add_argument("--out", type=Path, metavar="PLAN", help="default: to the screen")
    plan.add_argument("--seconds", type=float, metavar="S", help="at most")
    plan.add_argument("--iterations", type=int, metavar="N", help="rounds of PyVRP")
    plan.add_argument("--seed", type=int, metavar="N", help="default: 0")
    plan.set_defaults(call=plan_command.plan)

    commands.add_parser("help", help="show this text").set_defaults(call=None)
    return top


def main(argv=None):
    top = parser()
    arguments, rest = top.parse_known_args(argv)
    if arguments.call is None:
        top.print_help()
        return 0
    if rest and arguments.command not in ("test", "shell"):
        top.error(f"unknown arguments: {' '.join(rest)}")
    arguments.rest = rest
    try:
        return arguments.call(Layout(ROOT), Console(), arguments)
    except HccError as error:
        print(f"hcc: {error}", file=sys.stderr)
    except OSError as error:
        known = explain_oserror(error)
        if known is None:
            raise
        print(f"hcc: {known}", file=sys.stderr)
    except KeyboardInterrupt:
        print("hcc: interrupted", file=sys.stderr)
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
