"""./hcc run: the service on this machine, and ./hcc shell on its database."""

import os
import re
import secrets
import signal
import subprocess
import time

from . import addons, exposure, ports, postgres, prepare
from .database import Database
from .errors import HccError
from .lock import try_exclusive
from .server import OdooServer

DATABASE = "hcc"
FRONT_PAGE = "/hcc"
DEMO_DOMAIN = "@demo.hcc"
DEMO_PASSWORD = "demo"


class Stopped(KeyboardInterrupt):
    """Somebody asked us to stop."""


def _on_signal(number, frame):
    raise Stopped


def run(layout, console, arguments):
    """Set up, serve, wait for Ctrl-C or TERM."""
    signal.signal(signal.SIGTERM, _on_signal)
    signal.signal(signal.SIGINT, _on_signal)
    layout.make_state()
    ours = try_exclusive(layout.state / "run.lock")
    if ours is None:
        raise HccError(
            "Another ./hcc run of this checkout is already serving.",
            "Stop it with Ctrl-C first, or use what it serves.",
        )
    ports.require_free(arguments.port)
    server = postgres.for_run(layout)
    odoo = None
    try:
        setup = prepare.on_server(layout, console, server)
        database = Database(server, database_name(layout))
        exposure.refuse_demo(layout, database, arguments)
        bring_up_to_date(setup, database, console, arguments.demo, arguments.reset)
        exposure.refuse_defaults(setup, database)
        with console.step("Odoo") as step:
            log = layout.logs / "odoo.log"
            odoo = OdooServer(
                setup,
                database.name,
                log=log,
                port=arguments.port,
                workers=arguments.workers,
            ).start()
            odoo.wait(front_page(layout))
            step.say(f"serving; its log is {log.relative_to(layout.root)}")
        _welcome(layout, console, odoo, database)
        while odoo.process.poll() is None:
            time.sleep(0.5)
        raise HccError("Odoo ended by itself.", f"Its log is {odoo.log}.")
    except Stopped:
        console.line("\nStopping ...")
        return 0
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if odoo:
            odoo.stop()
        server.release()
        os.close(ours)


def database_name(layout):
    return layout.environ.get("PGDATABASE") or DATABASE


def front_page(layout):
    return FRONT_PAGE if "hcc_booking" in addons.find(layout.addons) else "/web/login"


def bring_up_to_date(setup, database, console, demo=True, reset=False):
    """The database installed, or upgraded where files changed.

    :raises HccError: a database of that name exists that is not ours
    """
    names = addons.in_order(setup.layout.addons)
    if not names:
        raise HccError("There are no addons in this checkout.", "Is it complete?")
    current = addons.fingerprints(setup.layout.addons)
    if database.exists():
        stamp = database.stamp()
        if stamp is None:
            raise HccError(
                f"The server has a database {database.name} that ./hcc did not make;"
                " it stays untouched.",
                "Name another one in PGDATABASE.",
            )
        if reset or stamp["state"] == "installing":
            why = "thrown away" if reset else "was half installed; starting over"
            database.drop()
            console.line(f"  The old database: {why}")
        else:
            _upgrade(setup, database, console, stamp, current)
            return
    _install(setup, database, console, names, current, demo)


def _install(setup, database, console, names, current, demo):
    log = setup.layout.logs / "install.log"
    kind = "with demonstration data" if demo else "without demonstration data"
    with console.step(f"Database {database.name}, {len(names)} addons") as step:
        database.create()
        setup.update(
            database.name, install=names, demo=demo, log=log, on_progress=step.bar
        )
        password = secrets.token_urlsafe(12)
        made = setup.script("prepare", database.name, admin_password=password)
        _keep_secret(setup.layout, "admin-password", [password])
        _keep_secret(setup.layout, "admin-codes", made["codes"])
        database.write_stamp(state="ready", demo=demo, addons=current)
        step.say(f"installed {kind}")


def _keep_secret(layout, name, lines):
    """A file for the owner alone; without lines there is none."""
    path = layout.state / name
    path.unlink(missing_ok=True)
    if not lines:
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("".join(f"{line}\n" for line in lines))


def _upgrade(setup, database, console, stamp, current):
    install, upgrade = addons.decide(stamp["addons"], current)
    if not install and not upgrade:
        console.line(f"  Database {database.name}: nothing changed")
        return
    log = setup.layout.logs / "upgrade.log"
    names = ", ".join([*install, *upgrade])
    with console.step(f"Database {database.name}, changed: {names}") as step:
        setup.update(
            database.name,
            install=install,
            upgrade=upgrade,
            log=log,
            on_progress=step.bar,
        )
        known = {name: current.get(name) for name in {*stamp["addons"], *current}}
        known = {name: value for name, value in known.items() if value}
        database.write_stamp(state="ready", demo=stamp["demo"], addons=known)
        step.say("upgraded")


def demo_accounts(database):
    """The demonstration accounts.

    :return: ([(login, name)] of one per role, how many more there are)
    """
    rows = database.server.query(
        "SELECT u.login, p.name FROM res_users u JOIN res_partner p"
        f" ON p.id = u.partner_id WHERE u.active AND u.login LIKE '%{DEMO_DOMAIN}'"
        " ORDER BY u.id",
        database.name,
    )
    roles = [(row[0], row[1]) for row in rows if not re.search(r"\d", row[0])]
    return roles, len(rows) - len(roles)


def _welcome(layout, console, odoo, database):
    url = odoo.base_url
    console.line()
    if front_page(layout) == FRONT_PAGE:
        console.line(f"  Citizens      {url}{FRONT_PAGE}")
    console.line(f"  Staff         {url}/odoo")
    console.line(f"  Portal        {url}/my")
    if odoo.gevent_port:
        console.line(
            f"  Live messages 127.0.0.1:{odoo.gevent_port}"
            " (a reverse proxy must send /websocket there)"
        )
    accounts, more = demo_accounts(database)
    if accounts:
        console.line(f"\n  Demonstration accounts (password: {DEMO_PASSWORD})")
        width = max(len(login) for login, _ in accounts)
        for login, name in accounts:
            console.line(f"    {login:{width}}  {name}")
        if more:
            console.line(f"    and {more} more: Settings, Users")
    path = (layout.state / "admin-password").relative_to(layout.root)
    console.line(f"\n  The account admin has the password in {path}.")
    codes = layout.state / "admin-codes"
    if codes.exists():
        console.line(
            f"  It is asked for a second factor: each code in"
            f" {codes.relative_to(layout.root)} works once; then set up an app."
        )
    console.line("  Ctrl-C stops everything.")


def shell(layout, console, arguments):
    """An Odoo shell on the database of ./hcc run."""
    server = postgres.for_run(layout)
    try:
        setup = prepare.on_server(layout, console, server)
        database = Database(server, database_name(layout))
        if not database.exists():
            raise HccError("There is no database yet.", "Start ./hcc run first.")
        command = setup.command(database.name, *arguments.rest, sub=["shell"])
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return subprocess.run(
            [str(part) for part in command],
            env=setup.environment(),
            cwd=layout.root,
        ).returncode
    finally:
        server.release()
