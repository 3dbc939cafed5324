"""In the field: what the page weighs, what a sync asks, what faults lose or double.

The fault runs drive the page's own code in a browser, over a way that loses, cuts,
doubles and delays requests, against a server that is killed now and then, while pages
are closed, clocks jump and the office gives visits to others. After each run all is
sent in peace; then the database is compared with what the device made. HCC_BENCH_SCALE
below 1 shortens this, for a first look.
"""

import json
import os
import random
import tempfile
import threading
from pathlib import Path

import _field_plan
from page import CHROMIUM_FLAGS

from hcc_cli import process
from hcc_cli.bench_command import load
from hcc_cli.errors import HccError
from hcc_cli.fault_proxy import FaultProxy

DATABASES = ["test", "demo"]
PACKAGES = ("run", "test")
RUNS = 1000
#: of requests of a device, how many find the server dying
KILL = 0.004
BENCH = "hcc.bench.faults"
MORE = ("field_page", "field_odoo")
FOLDER = Path(__file__).resolve().parent
WATCHED = ("/hcc/field/sync", "/hcc/field/upload")
SHOWN = 12


def run(context):
    """:return: all figures"""
    scale = min(float(os.environ.get("HCC_BENCH_SCALE", "1")), 1)
    figures = {}
    for name in MORE:
        path = FOLDER / f"{name}.py"
        if path.exists():
            context.console.line(f"part {name}")
            figures |= load(path).run(context)
    context.console.line("part faults")
    return {**figures, **faults(context, max(int(RUNS * scale), 8))}


def faults(context, runs):
    """Randomised runs, and what they lost or doubled."""
    database = context.clone()
    context.install(database, "hcc_bench_field")
    made = context.call(database, BENCH, "_prepare", count=runs)
    server = context.serve(database)
    draw = random.Random(runs)
    guard = threading.Lock()

    def kill():
        server.process.kill()
        server.process.wait()
        server.start().wait()

    def choose(_path):
        with guard:
            return _field_plan.draw_fault(draw, KILL)

    proxy = FaultProxy(
        server.port,
        watch=lambda path, headers: path in WATCHED and "X-Bench-Calm" not in headers,
        choose=choose,
        kill=kill,
    ).start()
    try:
        remembered = drive(context, server, proxy, made)
    finally:
        proxy.stop()
    server.stop()
    judged = judge(context, database, remembered)
    wrong = [
        f"run {run['number']}: {text}"
        for run, found in zip(remembered, judged, strict=True)
        for some in found
        for text in some
    ]
    for text in wrong[:SHOWN]:
        context.console.line(f"  {text}")
    return {
        "fault_runs": len(remembered),
        **_field_plan.count(judged),
        "actions": sum(len(run["made"]) for run in remembered),
        "faults": {name: count for name, count in proxy.counts.items() if count},
    }


def drive(context, server, proxy, made):
    """Run all of them in the browser.

    :return: what the devices remember
    """
    job = {
        "base_url": proxy.base_url,
        "office_url": f"{server.base_url}/hcc/bench/office",
        "flags": CHROMIUM_FLAGS,
        "runs": [
            {
                **visit,
                "number": number,
                "key": made["key"],
                "steps": _field_plan.plan(number, visit["procedure"]),
            }
            for number, visit in enumerate(made["visits"])
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "job.json")
        path.write_text(json.dumps(job))
        text = process.run(
            [context.setup.python, FOLDER / "_field_run.py", path],
            what="Fault runs",
            log=context.setup.layout.logs / "bench-field.log",
        )
    done = json.loads(text.splitlines()[-1])
    if len(done) != len(job["runs"]):
        raise HccError(f"Of {len(job['runs'])} fault runs {len(done)} came back.")
    return done


def judge(context, database, remembered):
    """:return: (lost, doubled) of each run"""
    found = {
        name: read(context, database, sql)
        for name, sql in {
            "rows": """SELECT assignment_id AS visit, uid, kind, status, text,
                              payload::text AS payload FROM hcc_field_action""",
            "dossiers": """SELECT s.id AS visit, d.code FROM hcc_dossier d
                             JOIN hcc_assignment s
                               ON s.appointment_id = d.appointment_id""",
            "photos": """SELECT assignment_id AS visit, uid FROM hcc_field_upload
                          WHERE is_complete""",
            "ends": """SELECT s.id AS visit FROM hcc_journal j
                         JOIN hcc_assignment s ON s.appointment_id = j.res_id
                        WHERE j.model = 'hcc.appointment'
                          AND j.action = 'appointment_done'""",
        }.items()
    }
    judged = []
    for run in remembered:
        visit = run["assignment"]
        judged.append(
            _field_plan.judge(
                run,
                found["rows"].get(visit, []),
                _field_plan.tally(found["dossiers"].get(visit, []), "code"),
                _field_plan.tally(found["photos"].get(visit, []), "uid"),
                len(found["ends"].get(visit, [])),
            )
        )
    return judged


def read(context, database, sql):
    """:return: {id of the assignment: rows}"""
    rows = context.query(
        database, f"SELECT json_build_object('row', row_to_json(q)) FROM ({sql}) q"
    )
    found = {}
    for (text,) in rows:
        row = (json.loads(text) if isinstance(text, str) else text)["row"]
        found.setdefault(row["visit"], []).append(row)
    return found
