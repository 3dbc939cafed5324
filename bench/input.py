"""Bad input for every form of citizens, address and import: ten thousand and more.

Every page that strangers, visitors and signed-in citizens can open is opened, every
form in it is sent with what a generator makes of it: text of all kinds, of all
lengths, in the wrong coding, torn, doubled, out of order, sent twice. What is wrong:
an error of the server, something half written, an answer that a person cannot read.
"""

import json
import re
import tempfile
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

from _forms import read_forms
from _load import Browser, hidden_values
from _walk import Walk

from hcc_cli import process
from hcc_cli.errors import HccError

DATABASES = ["demo"]
PACKAGES = ("run", "test")
INPUTS = 10_000
#: the parts of the inputs that go to forms, to addresses and to imports
SHARES = {"forms": 0.86, "addresses": 0.1, "lists": 0.04}
COORDINATOR = "coordinator@demo.hcc"
CITIZEN = "citizen@demo.hcc"
FOLDER = Path(__file__).parent


def run(context, inputs=INPUTS):
    """:return: how much was sent, and how much of it went wrong"""
    job = prepare(context, inputs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "job.json")
        path.write_text(json.dumps(job))
        text = process.run(
            [context.setup.python, FOLDER / "_input_run.py", path],
            what="Sending bad input",
            log=context.setup.layout.logs / "bench-input.log",
            env=context.setup.environment(),
            # what Hypothesis would keep belongs nowhere
            cwd=folder,
        )
    outcome = json.loads(text.splitlines()[-1])
    for problem in outcome["problems"]:
        context.console.line(f"  {problem}")
    return {
        **outcome["figures"],
        "forms": len(job["forms"]),
        "addresses": len(job["rules"]),
    }


def prepare(context, inputs):
    """A server with demonstration data, and all its forms.

    :return: the job of _input_run.py
    """
    database = context.clone("demo")
    context.install(database, "hcc_bench")
    context.query(
        database,
        "INSERT INTO ir_config_parameter (key, value)"
        " VALUES ('hcc_collaborator.rate_limit_percent', '0')"
        " ON CONFLICT (key) DO UPDATE SET value = '0'",
    )
    city = context.call(database, "hcc.bench.pages", "_describe")
    server = context.serve(database)
    walk = Walk(server, city)
    paths, _unseen = walk.paths()
    forms = []
    for name, path in paths.items():
        forms += read_forms(name, path, walk.citizen.get(path).text)
    sessions = {name: sign_in(server.port, name) for name in (COORDINATOR, CITIZEN)}
    forms += read_own_forms(server.port, sessions[CITIZEN], city["own"])
    forms = list({(form.method, form.path): form for form in forms}.values())
    rules = [rule for rule in city["rules"] if re.search("<(?!path)", rule)]
    rules += city["own_rules"]
    if not forms or not rules:
        raise HccError("There is no form to send anything to.")
    return {
        "database": database,
        "port": server.port,
        "cookies": walk.citizen.cookies,
        "sessions": sessions,
        "citizen": CITIZEN,
        "coordinator": sessions[COORDINATOR],
        "forms": [asdict(form) for form in forms],
        "rules": rules,
        "examples": _each(inputs, "forms", len(forms)),
        "examples_of_addresses": _each(inputs, "addresses", len(rules)),
        "examples_of_lists": _each(inputs, "lists", 1),
    }


def _each(inputs, share, count):
    return max(1, int(inputs * SHARES[share] / count) + 1)


def read_own_forms(port, session, paths):
    """The forms of a citizen's own pages; signing out would end the run.

    :param paths: addresses of those pages
    """
    browser = Browser(port, {"session_id": session})
    forms = []
    for path in paths:
        answer = browser.get(path)
        if answer.status != HTTPStatus.OK:
            raise HccError(f"{path} does not open (it says {answer.status}).")
        forms += read_forms(path, path, answer.text, CITIZEN)
    return [form for form in forms if "logout" not in form.path]


def sign_in(port, login):
    """:return: the session of an account"""
    browser = Browser(port)
    form = hidden_values(browser.get("/web/login").text)
    browser.post("/web/login", {**form, "login": login, "password": "demo"})
    return browser.cookies["session_id"]
