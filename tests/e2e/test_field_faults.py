"""What a helper did arrives once, whatever becomes of the request on its way."""

import threading
from collections import Counter

import pytest

from hcc_cli.fault_proxy import FAULTS, FaultProxy
from hcc_pytest import field
from hcc_pytest.context import ROOT

#: works off one device in the page, as ./hcc bench field does a thousand times
DRIVER = (ROOT / "bench" / "_field_faults.js").read_text()
SECONDS = 240_000
#: a photo of three pieces
PHOTO = 150_000


@pytest.fixture(scope="module")
def server(hcc_context):
    """One of its own: it is killed here."""
    return hcc_context.serve(hcc_context.clone("demo"))


@pytest.fixture(scope="module")
def run_on(odoo_configured, server):
    """`run_on(function)` runs function(env) on the server's database and commits."""
    import odoo.api
    import odoo.sql_db
    from odoo.modules.registry import Registry

    registry = Registry(server.database)

    def run(function):
        with registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"lang": "vi_VN"})
            result = function(env)
            env.flush_all()
        return result

    yield run
    Registry.delete(server.database)
    odoo.sql_db.close_db(server.database)


@pytest.fixture(scope="module")
def way(server):
    """The network between: `way.begin(fault)` lets each address meet it once."""
    met, fault, guard = set(), [], threading.Lock()

    def choose(path):
        with guard:
            if path in met:
                return "pass"
            met.add(path)
            return fault[-1]

    def kill():
        server.process.kill()
        server.process.wait()
        server.start().wait()

    def begin(name):
        met.clear()
        fault.append(name)

    proxy = FaultProxy(
        server.port,
        watch=lambda path, _headers: path in ("/hcc/field/sync", "/hcc/field/upload"),
        choose=choose,
        kill=kill,
    )
    proxy.begin = begin
    yield proxy.start()
    proxy.stop()


@pytest.fixture(scope="module")
def device(run_on):
    """A visit, and a device of its helper."""

    def make(env):
        day = field.make_day(env)
        entry = env["hcc.assignment"].browse(day["entries"][0])
        user = entry.user_id
        record, token = (
            env["hcc.field.device"]
            .with_user(user)
            ._enroll("0a1b2c3d-0000-4000-8000-00000000beef", "Máy thử")
        )
        return {
            "assignment": entry.id,
            "uid": record.uid,
            "token": token,
            "user": user.id,
            "key": env["hcc.field.key"]._get_public(),
            "procedure": entry.request_id.procedure_ids[:1].id,
        }

    return run_on(make)


@pytest.fixture(scope="module")
def driver(browser, way):
    context = browser.new_context(base_url=way.base_url, service_workers="block")
    context.set_default_timeout(SECONDS)
    page = context.new_page()
    page.goto("/hcc/field")
    page.wait_for_function(
        "() => window.odoo?.loader?.modules.has('@hcc_field/field/core/sync')"
    )
    page.evaluate(f"() => {{ {DRIVER} }}")
    yield page
    context.close()


def steps_of(number, procedure):
    """A note, a dossier, a photo, then they are sent."""
    code = f"H26.1-261128-{number:04d}"
    acts = [
        {"kind": "note", "payload": {"text": f"Ghi chú {code}"}, "mark": code},
        {
            "kind": "dossier",
            "payload": {"procedure": procedure, "filed": "online", "code": code},
            "mark": code,
        },
        {"kind": "photo", "payload": {"kind": "other"}, "mark": "", "size": PHOTO},
    ]
    return [*({"do": "act", **act} for act in acts), {"do": "sync"}], code


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_lost_and_nothing_doubled(fault, driver, device, way, run_on):
    steps, code = steps_of(FAULTS.index(fault), device["procedure"])
    way.begin(fault)
    before = way.counts[fault]
    [run] = driver.evaluate(
        "(run) => window.hccWork([run], 1)",
        {**device, "number": FAULTS.index(fault), "steps": steps},
    )
    way.settle()
    # both the actions and the first piece of the photo met it
    assert way.counts[fault] - before >= 2
    assert run["left"] == 0
    made = {one["id"]: one["kind"] for one in run["made"]}
    assert {one["id"] for one in run["outcomes"]} == made.keys()
    [upload] = [one["upload"] for one in run["made"] if one["kind"] == "photo"]

    def read(env):
        actions = env["hcc.field.action"].search([("uid", "in", list(made))])
        dossiers = env["hcc.dossier"].search([("code", "=", code)])
        photo = env["hcc.field.upload"].search([("uid", "=", upload)])
        rows = Counter((action.uid, action.status) for action in actions)
        notes = actions.filtered(lambda action: action.kind == "note").mapped("text")
        return rows, notes, len(dossiers), photo.mapped("is_complete")

    rows, notes, dossiers, photos = run_on(read)
    assert rows == {(uid, "applied"): 1 for uid in made}
    assert notes == [f"Ghi chú {code}"]
    assert dossiers == 1
    assert photos == [True]
