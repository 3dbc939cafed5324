"""What of dispatching needs the database: a helper with a full day falls ill."""

from hcc_cli.errors import HccError

DATABASES = ["test"]
BENCH = "hcc.bench.dispatch"


def run(context):
    """:return: seconds to hand over a full day, everybody told or queued"""
    database = context.clone()
    context.install(database, "hcc_bench")
    found = context.call(database, BENCH, "_measure_ill")
    if found["handed_over"] + found["left"] != found["visits"]:
        raise HccError("Some visits of the ill helper are neither given nor left.")
    if found["told"] < found["handed_over"]:
        raise HccError("Somebody who gets another helper is told nothing.")
    return {
        "ill_today_seconds": round(found["seconds"], 2),
        "ill_today_visits": found["visits"],
        "ill_today_handed_over": found["handed_over"],
        "ill_today_told": found["told"],
    }
