"""What is promised of trust and inclusion, counted: routes, models, pages, the log.

Routes and models are counted where the tests have their recipes and rows; every page
that strangers and visitors can open is looked at with axe-core at 360 and 1280 px. The
price of noting who reads: a clerk opens citizens as the client does, each time in a
transaction of its own from its cursor to its end, with and without the log in turns,
in one process: without the time of HTTP and of the browser, of which the log would be
a smaller part.
"""

import json
import statistics
import tempfile
from pathlib import Path

from _walk import Walk
from page import CHROMIUM_FLAGS

from hcc_cli import node, process
from hcc_cli.errors import HccError

DATABASES = ["test", "demo"]
PACKAGES = ("run", "test")
ROUNDS = 400
FOLDER = Path(__file__).parent


def run(context):
    """:return: the figures"""
    database = context.clone()
    context.install(database, "hcc_bench")
    counts = context.call(database, "hcc.bench.trust", "_count")
    return {**counts, **look_at_pages(context), **read_log(context, database)}


def look_at_pages(context):
    """What axe-core finds on the pages of a city with demonstration data."""
    database = context.clone("demo")
    context.install(database, "hcc_bench")
    city = context.call(database, "hcc.bench.pages", "_describe")
    server = context.serve(database)
    walk = Walk(server, city)
    paths, _unseen = walk.paths()
    layout = context.setup.layout
    modules = node.ensure(layout, context.console)
    job = {
        "base_url": server.base_url,
        "cookies": walk.cookies(),
        "paths": paths,
        "flags": CHROMIUM_FLAGS,
        "axe": str(modules / "axe-core" / "axe.min.js"),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "job.json")
        path.write_text(json.dumps(job))
        text = process.run(
            [context.setup.python, FOLDER / "_axe_run.py", path],
            what="Looking at pages",
            log=layout.logs / "bench-axe.log",
            env={
                **context.setup.environment(),
                "PYTHONPATH": str(layout.root / "tools"),
            },
        )
    server.stop()
    outcome = json.loads(text.splitlines()[-1])
    for problem in outcome["problems"]:
        context.console.line(f"  {problem}")
    return outcome["figures"]


def read_log(context, database):
    """How much longer it takes to open a citizen when it is noted who does."""
    times = context.call(database, "hcc.bench.trust", "_read_in_turns", rounds=ROUNDS)
    if times["rows"] < ROUNDS:
        raise HccError(f"The log has {times['rows']} rows for {ROUNDS} readings.")
    medians = {name: statistics.median(times[name]) for name in ("with", "without")}
    for name, seconds in medians.items():
        context.console.line(
            f"opening a citizen {name} the log: {seconds * 1000:.2f} ms"
        )
    return {"read_log_overhead": round(medians["with"] / medians["without"], 3)}
