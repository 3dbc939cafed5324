"""Template databases of the tests, named by a hash of what they were made from."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

from . import addons, logcheck
from .database import Database
from .lock import exclusive
from .odoo_run import SCRIPTS

KINDS = ("test", "demo")
#: the first room alone: what `test` is made from, and each room that is tried alone
GROUND = "ground"
KEPT = 3
#: what the browser's journeys ask for; each copy of the template has it already
BUNDLES = [
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_backend_lazy",
    "bus.websocket_worker_assets",
    "web.assets_frontend",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.chartjs_lib",
    "web.fullcalendar_lib",
    "spreadsheet.o_spreadsheet",
    "survey.survey_assets",
]


def content_hash(setup):
    """Changes with the addons, Odoo and the way databases are made."""
    parts = {
        "addons": addons.fingerprints(setup.layout.addons),
        "odoo": str(setup.odoo.python_path),
        "scripts": addons.fingerprint(SCRIPTS),
    }
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def ensure(setup, console, kinds=KINDS):
    """Make the templates that are missing.

    :return: {kind: (database name, records that its installation logged)}
    """
    digest = content_hash(setup)
    guard = setup.layout.state / "templates.lock"
    waiting = "Another ./hcc is making test databases; waiting for it."
    with exclusive(guard, lambda: console.line(waiting)):
        if "test" in kinds:
            kinds = (*kinds, GROUND)
        wanted = {
            kind: Database(setup.server, f"hcc_{kind}_{digest}") for kind in kinds
        }
        missing = {k: d for k, d in wanted.items() if not _ready(d)}
        if missing:
            _drop_old(setup, digest)
            with console.step(f"Test databases ({', '.join(missing)})"):
                _make_all(setup, wanted, missing)
        return {
            kind: (database.name, _records(database, kind))
            for kind, database in wanted.items()
        }


def _ready(database):
    stamp = database.stamp() if database.exists() else None
    return bool(stamp) and stamp["state"] == "ready"


def _records(database, kind):
    return [
        logcheck.Record(*fields, where=f"installation of the {kind} database")
        for fields in database.stamp()["records"]
    ]


def _make_all(setup, wanted, missing):
    """Two at a time; `test` goes on from the ground."""
    chains = [[kind for kind in (GROUND, "test") if kind in missing]]
    chains += [[kind] for kind in missing if kind not in (GROUND, "test")]

    def make(chain):
        for kind in chain:
            _make(setup, kind, wanted[kind], wanted.get(GROUND))

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(make, chain) for chain in chains]:
            job.result()


def _make(setup, kind, database, ground):
    database.drop()
    names = addons.in_order(setup.layout.addons)
    if kind == "test":
        database.clone(ground.name)
    else:
        database.create()
    parts = {GROUND: names[:1], "test": names[1:]}
    log = setup.layout.logs / f"install-{kind}.log"
    text = setup.update(
        database.name, install=parts.get(kind, names), demo=kind == "demo", log=log
    )
    if kind != GROUND:
        setup.script(
            "prepare",
            database.name,
            attachments_in_database=True,
            easy_sign_in=True,
            bundles=BUNDLES if kind == "demo" else [],
        )
    records = [[r.level, r.logger, r.message[:2000]] for r in logcheck.parse(text)]
    database.write_stamp(state="ready", records=records)


def _drop_old(setup, digest):
    """Throw away all but the newest templates of older code."""
    for kind in (*KINDS, GROUND):
        rows = setup.server.query(
            "SELECT datname FROM pg_database"
            f" WHERE datname LIKE 'hcc\\_{kind}\\_%' ORDER BY oid DESC",
            "postgres",
        )
        old = [row[0] for row in rows if not row[0].endswith(digest)]
        for name in old[KEPT - 1 :]:
            Database(setup.server, name).drop()
