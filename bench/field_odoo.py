"""What of the field page needs the database: how much a sync asks of it."""

from hcc_cli.errors import HccError

DATABASES = ["test"]
BENCH = "hcc.bench.field"
FEW, MANY = 20, 200


def run(context):
    """:return: queries of one sync of 20 and of 200 actions of the same visits"""
    database = context.clone()
    context.install(database, "hcc_bench_field")
    found = context.call(database, BENCH, "_measure_sync", sizes=[FEW, MANY])
    queries = {one["actions"]: one["queries"] for one in found}
    if any(one["applied"] != one["actions"] for one in found):
        raise HccError("Some of the actions were not applied.")
    return {
        "sync_queries": queries[MANY],
        "sync_queries_20": queries[FEW],
        "sync_queries_200": queries[MANY],
        "sync_queries_grow": queries[MANY] - queries[FEW],
        "sync_ms_200": round(found[-1]["seconds"] * 1000),
    }
