"""The steps that every command shares: packages, Odoo, environment, cluster."""

import os

from . import debian, odoo_source, venv
from .lock import exclusive
from .odoo_run import Setup


def environment(layout, console, sets):
    """Packages, Odoo and the virtual environment.

    :param sets: "run" or "run" and "test"
    :return: (python, odoo)
    """
    debian.ensure(sets, console)
    layout.make_state()
    odoo = odoo_source.ensure(layout, console)
    locks = ["run.lock"]
    if "test" in sets:
        locks.append("test.lock")
    python = venv.ensure(
        layout, console, layout.venv, locks, "Python packages", [odoo.python_path]
    )
    return python, odoo


def setup_lock(layout, console):
    """One ./hcc of a checkout sets up at a time."""
    waiting = "Another ./hcc is setting things up; waiting for it."
    return exclusive(layout.state / "setup.lock", lambda: console.line(waiting))


def on_server(layout, console, server, sets=("run",), data=None):
    """Everything, with the server running.

    :return: a Setup; the caller must `server.release()`
    """
    with setup_lock(layout, console):
        python, odoo = environment(layout, console, sets)
    server.start(console)
    data = data or layout.data
    data.mkdir(parents=True, exist_ok=True)
    os.chmod(data, 0o700)
    return Setup(layout, python, odoo, server, data)
