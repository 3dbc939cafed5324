"""./hcc i18n: the .pot files exported, the vi.po files merged."""

import json
import os

from . import addons, postgres, prepare, templates
from .database import Database
from .errors import HccError


def i18n(layout, console, arguments):
    fill = read_fill(arguments.fill) if arguments.fill else {}
    server = postgres.for_tests(layout)
    try:
        setup = prepare.on_server(
            layout, console, server, ("run",), layout.state / "data-test"
        )
        made = templates.ensure(setup, console, ["test"])
        database = Database(server, f"t_{os.getpid()}_i18n")
        database.clone(made["test"][0])
        try:
            answer = translate(setup, database.name, fill=fill)
        finally:
            database.drop()
    finally:
        server.release()
    for name, state in answer.items():
        written = ", ".join(state["changed"]) or "nothing changed"
        console.line(
            f"{name}: {len(state['empty'])} of {state['all']} untranslated ({written})"
        )
    return 0


def translate(setup, database, **values):
    """Run the script on a database that has the addons; see odoo_scripts/i18n.py."""
    folder = setup.layout.addons
    names = {name: str(folder / name) for name in addons.find(folder)}
    return setup.script("i18n", database, addons=names, **values)


def read_fill(path):
    """:raises HccError: not a JSON object of texts"""
    try:
        fill = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise HccError(f"{path} cannot be read: {error}.") from error
    if not isinstance(fill, dict) or not all(
        isinstance(text, str) for text in fill.values()
    ):
        raise HccError(f"{path} must hold one object of texts.")
    return fill
