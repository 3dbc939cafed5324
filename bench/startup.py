"""How long until the sign-in page answers, against Python's own start with Odoo.

The ratio is steadier than seconds: both halves slow down with the machine.
"""

import statistics
import subprocess

ROUNDS = 3


def run(context):
    """:return: seconds of both, and how many times longer the first takes"""
    database = context.clone()
    command = [context.setup.python, "-c", "import odoo.http, odoo.orm.models"]
    imports, starts = [], []
    for _ in range(ROUNDS):
        seconds, _done = context.timed(
            lambda: subprocess.run([str(part) for part in command], check=True)
        )
        imports.append(seconds)
        seconds, server = context.timed(context.serve, database)
        starts.append(seconds)
        server.stop()
    start, base = statistics.median(starts), statistics.median(imports)
    return {
        "server_start_seconds": round(start, 3),
        "import_seconds": round(base, 3),
        "server_start_per_import": round(start / base, 2),
    }
