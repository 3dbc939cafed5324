"""What trust costs: to note who read whom, beside the same page without.

A clerk opens citizens as the client does, each time in a transaction of its own from
its cursor to its end, with and without the log in turns, in one process: without the
time of HTTP and of the browser, of which the log would be a smaller part.
"""

import statistics

from hcc_cli.errors import HccError

ROUNDS = 400


def run(context):
    """:return: the figures"""
    return read_log(context)


def read_log(context):
    """How much longer it takes to open a citizen when it is noted who does."""
    database = context.clone()
    context.install(database, "hcc_bench")
    times = context.call(database, "hcc.bench.trust", "_read_in_turns", rounds=ROUNDS)
    if times["rows"] < ROUNDS:
        raise HccError(f"The log has {times['rows']} rows for {ROUNDS} readings.")
    medians = {name: statistics.median(times[name]) for name in ("with", "without")}
    for name, seconds in medians.items():
        context.console.line(
            f"opening a citizen {name} the log: {seconds * 1000:.2f} ms"
        )
    return {"read_log_overhead": round(medians["with"] / medians["without"], 3)}
