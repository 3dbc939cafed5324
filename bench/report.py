"""The figures of a million requests over 126 wards and two years, beside the records.

Three databases hold the same two years of the same wards: ten thousand requests, a
quarter of a million, and a million; made in bulk, the same each time. What the
dashboards ask is asked of the facts and of the records; the roll-ups are made anew;
visits are closed with and without the triggers that note them; the same figures are
read in three places under random filters; a list of all assists is written as the job
does, and by XlsxWriter alone. Every figure is a ratio of one run, or a count.
"""

from hcc_cli.errors import HccError

#: requests of each database
SIZES = {"10k": 10_000, "250k": 250_000, "1m": 1_000_000}
START = "2024-12-01"
BENCH = "hcc.bench.report"
FILTERS, FACT_ROUNDS = 200, 7


def run(context):
    """:return: the ratios, counts and megabytes"""
    databases, seconds, counts = {}, {}, {}
    for name, requests in SIZES.items():
        database = databases[name] = context.clone()
        context.install(database, "hcc_bench_report")
        context.call(
            database, "hcc.bench.history", "_fill", requests=requests, start=START
        )
        seconds[name] = context.call(database, BENCH, "_rebuild")
        counts[name] = context.call(database, BENCH, "_count")
        context.console.line(f"{name}: made anew in {seconds[name]:.1f} s")
    million = databases["1m"]
    figures = ask(context, databases)
    figures |= {
        "facts_per_request": round(
            counts["1m"]["hcc_kpi_rollup"] / counts["1m"]["hcc_request"], 4
        ),
        "counted_rows_per_request": round(
            counts["1m"]["hcc_kpi_count"] / counts["1m"]["hcc_request"], 4
        ),
        "rebuild_seconds": round(seconds["1m"], 1),
        "rebuild_ratio_1m_vs_250k": round(seconds["1m"] / seconds["250k"], 2),
        "mismatches": context.call(million, BENCH, "_compare", filters=FILTERS),
        "mismatch_filters": FILTERS,
    }
    figures |= export(context, million)
    times = context.call(million, BENCH, "_close_in_turns")
    for name, one in times.items():
        context.console.line(f"closing {name} facts: {one * 1000:.1f} ms")
    figures["fact_overhead"] = round(times["with"] / times["without"], 3)
    return figures


def ask(context, databases):
    """What the dashboards ask, of the facts and of the records."""
    facts = {
        name: context.call(
            databases[name], BENCH, "_ask", source="hcc.kpi.fact", rounds=FACT_ROUNDS
        )
        for name in ("10k", "1m")
    }
    live = context.call(
        databases["1m"], BENCH, "_ask", source="hcc.kpi.source", rounds=1
    )
    for number, (fact, record) in enumerate(zip(facts["1m"], live, strict=True)):
        context.console.line(
            f"query {number}: facts {fact * 1000:.1f} ms"
            f" (10k: {facts['10k'][number] * 1000:.1f} ms), records {record:.2f} s"
        )
    return {
        "dashboard_ratio_live": round(sum(facts["1m"]) / sum(live), 5),
        "dashboard_ratio_1m_vs_10k": round(sum(facts["1m"]) / sum(facts["10k"]), 3),
    }


def export(context, database):
    """All assists as a spreadsheet, as the job writes it and as XlsxWriter does."""
    ours = context.call(database, BENCH, "_export", kind="requests")
    plain = context.call(database, BENCH, "_export_plain", kind="requests")
    if ours["rows"] != plain["rows"] or ours["rows"] < SIZES["1m"]:
        raise HccError(f"The list has {ours['rows']} rows, not {plain['rows']}.")
    for name, one in (("ours", ours), ("plain", plain)):
        context.console.line(
            f"export, {name}: {one['rows'] / one['seconds']:.0f} rows/s"
        )
    return {
        "xlsx_ratio": round(plain["seconds"] / ours["seconds"], 3),
        "xlsx_mb": round(ours["megabytes"]),
        "xlsx_rows": ours["rows"],
    }
