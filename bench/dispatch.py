"""Plans of days: how good, how fast, beside plain insertion, PyVRP and OR-Tools.

Synthetic days within real wards, fixed seeds, promised times. What is measured runs
in processes of its own that know neither Odoo nor a database. Parts that need either
are modules beside this one, with a `run(context)` of their own, whose figures are
added: `dispatch_roster.py` and `dispatch_odoo.py`, if they are there. HCC_BENCH_SCALE
below 1 shortens all, for a first look.
"""

import json
import os
import subprocess
from pathlib import Path

from hcc_cli.bench_command import load
from hcc_cli.errors import HccError

PARTS = ("ward", "gap", "city", "random")
MORE = ("dispatch_roster", "dispatch_odoo")
FOLDER = Path(__file__).resolve().parent


def run(context):
    """:return: all figures"""
    scale = float(os.environ.get("HCC_BENCH_SCALE", "1"))
    figures = {}
    for part in PARTS:
        context.console.line(f"part {part}")
        figures |= measure(context, part, scale)
    for name in MORE:
        path = FOLDER / f"{name}.py"
        if path.exists():
            context.console.line(f"part {name}")
            figures |= load(path).run(context)
    return figures


def measure(context, part, scale):
    """:return: figures of one part, in a process of its own"""
    command = [context.setup.python, FOLDER / "_dispatch_run.py"]
    command.append(json.dumps({"part": part, "scale": scale}))
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        cwd=FOLDER,
        check=False,
    )
    if done.returncode:
        raise HccError(f"Part {part} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])
