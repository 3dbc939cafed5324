"""Each room by itself: installed with what it stands on alone, its tests pass."""

import json
import os
import subprocess

import pytest

from hcc_cli import logcheck
from hcc_cli.database import Database
from hcc_cli.test_command import pytest_odoo_options
from hcc_pytest.context import ROOT

#: room -> (rooms that must not come with it, what is tested there): those tests that
#: touch what the rooms have in common; all of them run with everything installed.
ROOMS = {
    "hcc_training": (
        {"hcc_booking", "hcc_reporting"},
        ["test_session.py", "test_exam.py", "test_need.py", "test_certificate.py"],
    ),
    "hcc_booking": (
        {"hcc_training", "hcc_reporting"},
        ["test_hcc_qualification.py", "test_hcc_training_hooks.py"],
    ),
    "hcc_dispatch": (
        {"hcc_training", "hcc_reporting"},
        ["test_board.py", "test_urgent.py", "test_hcc_shift_swap.py"],
    ),
    "hcc_field": (
        {"hcc_training", "hcc_reporting", "hcc_dispatch"},
        ["test_field_sync.py", "test_mandate_field.py", "test_field_safety.py"],
    ),
}
#: room -> the room below it, which is installed once for all that stand on it
BELOW = {"hcc_dispatch": "hcc_booking", "hcc_field": "hcc_booking"}
SECONDS = 600


@pytest.fixture(scope="module")
def installed(hcc_context):
    """Factory: a database with one room and what that stands on, not to be used but
    to be copied; and what its installation logged."""
    made = {}

    def make(addon):
        if addon not in made:
            setup = hcc_context.setup
            name = f"t_{hcc_context.values['owner']}_with_{addon}"
            database = Database(setup.server, name)
            below = BELOW.get(addon)
            ground = hcc_context.values["templates"]["ground"]
            database.clone(make(below)[0].name if below else ground)
            log = hcc_context.folder / f"alone-{addon}.log"
            text = setup.update(name, install=[addon], log=log)
            made[addon] = database, logcheck.parse(text)
        return made[addon]

    yield make
    for database, _records in made.values():
        database.drop()


@pytest.fixture
def alone(hcc_context, installed):
    """Factory: the name of a database with one room and what that stands on."""
    made = []

    def make(addon):
        setup = hcc_context.setup
        name = f"t_{hcc_context.values['owner']}_alone_{addon}"
        database = Database(setup.server, name)
        made.append(database)
        base, records = installed(addon)
        database.clone(base.name)
        setup.script("prepare", name, attachments_in_database=True)
        return name, records

    yield make
    for database in made:
        database.drop()


@pytest.mark.parametrize("addon", ROOMS)
def test_installs_and_passes_alone(addon, alone, hcc_context):
    absent, paths = ROOMS[addon]
    name, records = alone(addon)
    allowed = logcheck.Allowed((ROOT / "tests" / "allowed_logs.toml").read_text())
    assert [str(record) for record in allowed.unlisted(records)] == []
    rows = hcc_context.setup.server.query(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", name
    )
    installed = {row[0] for row in rows}
    assert addon in installed
    assert not installed & absent
    done = run_tests(hcc_context, name, addon, paths)
    assert done.returncode == 0, done.stdout[-4000:]


def run_tests(context, database, addon, paths):
    """The tests of an addon, inside Odoo, as ./hcc test runs them."""
    setup = context.setup
    result = context.folder / f"alone-{addon}.json"
    environment = {
        **setup.environment(),
        "PYTHONPATH": str(ROOT / "tools"),
        "HCC_TEST_RESULT": str(result),
        "LC_ALL": "C.UTF-8",
    }
    command = [setup.python, "-m", "pytest", "-p", "no:odoo", "-p", "hcc_pytest.plugin"]
    command += ["--rootdir", ROOT, "-q", "--no-header", "--tb=short"]
    command += ["-p", "no:warnings", *pytest_odoo_options(setup, database)]
    folder = os.path.join("addons", addon, "tests")
    command += [os.path.normpath(os.path.join(folder, path)) for path in paths]
    done = subprocess.run(
        [str(part) for part in command],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS,
    )
    if result.is_file():
        counts = json.loads(result.read_text())["counts"]
        assert counts["passed"] and not counts["failed"], done.stdout[-4000:]
    return done


@pytest.mark.parametrize(
    ("wing", "model", "form", "word"),
    [
        ("hcc_dispatch", "hcc.roster", "hcc_booking.hcc_shift_view_form", "pinned"),
        (
            *("hcc_field", "hcc.field.action"),
            *("hcc_booking.hcc_request_view_form", "mandate"),
        ),
    ],
)
def test_wing_is_taken_away_again(
    hcc_context, odoo_configured, cloned_db, wing, model, form, word
):
    """What the wing added goes; what is booked stays, and works."""
    import odoo.sql_db
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    try:
        with Registry(cloned_db).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            module = env["ir.module.module"].search([("name", "=", wing)])
            assert word in env.ref(form).get_combined_arch()
            module.button_immediate_uninstall()
        with Registry(cloned_db).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            assert model not in env.registry
            left = env["ir.model.data"].search([("module", "=", wing)])
            assert not left
            tables = model.replace(".", "_") + "%"
            cr.execute("SELECT relname FROM pg_class WHERE relname LIKE %s", [tables])
            assert not cr.fetchall()
            env["hcc.attention"].search([], limit=1)
            env[env.ref(form).model].search_fetch([], limit=1)
            assert word not in env.ref(form).get_combined_arch()
    finally:
        Registry.delete(cloned_db)
        odoo.sql_db.close_db(cloned_db)
