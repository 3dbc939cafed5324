"""./hcc plan: solves one problem of a day outside Odoo; needs no database."""

import os
import subprocess

from . import prepare
from .errors import HccError


def command_line(python, arguments):
    """What is run: the solver alone, as a program."""
    line = [python, "-m", "solver", arguments.problem.resolve()]
    for name in ("out", "seconds", "iterations", "seed"):
        value = getattr(arguments, name)
        if value is not None:
            line += [f"--{name}", value.resolve() if name == "out" else value]
    return [str(part) for part in line]


def plan(layout, console, arguments):
    if not arguments.problem.is_file():
        raise HccError(f"There is no file {arguments.problem}.")
    if arguments.out and not arguments.out.resolve().parent.is_dir():
        raise HccError(f"There is no folder {arguments.out.resolve().parent}.")
    with prepare.setup_lock(layout, console):
        python, _odoo = prepare.environment(layout, console, ("run",))
    folder = layout.addons / "hcc_dispatch"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command_line(python, arguments), cwd=folder, env=environment, check=False
    )
    return done.returncode
