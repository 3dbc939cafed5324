"""Sends bad input to the forms of a running server; a program of its own.

Hypothesis is installed where the tests are, not where ./hcc itself runs.
`_input_run.py JOB`: what to do as JSON; prints what came of it as JSON.
"""

import base64
import json
import sys
from collections import Counter
from functools import partial

import psycopg2
from _forms import Form
from _inputs import addresses, attempts, lists
from _judge import TOLD, Books, has_failed, is_clear, was_taken
from _load import Browser
from hypothesis import HealthCheck, Phase, given, seed, settings

SHOWN = 12
SEED = 766


class Run:
    """Counts what is sent and what is wrong with the answers."""

    def __init__(self, job):
        self.job = job
        connection = psycopg2.connect(dbname=job["database"])
        connection.autocommit = True
        self.books = Books(connection.cursor())
        self.counts = Counter()
        self.problems = []
        self.taken = 0

    def repeat(self, work, strategy, examples):
        """Call `work` with so many examples, the same in each run."""

        def once(example):
            work(example)

        chosen = settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        seed(SEED)(chosen(given(strategy)(once)))()

    def send(self, browser, attempt):
        """Send it; whoever is sent to a page sees that page."""
        for _time in range(attempt.times):
            answer = browser.ask(
                attempt.method, attempt.path, attempt.body, attempt.kind
            )
            self.counts["inputs"] += 1
            self.taken += attempt.method == "POST" and was_taken(answer)
            if has_failed(answer):
                self._report("server_errors", attempt, answer)
            elif not is_clear(answer, attempt.path if attempt.body is not None else ""):
                self._report("unclear", attempt, answer)

    def _report(self, what, attempt, answer):
        self.counts[what] += 1
        body = (attempt.body or b"")[:300]
        self.problems.append(
            f"{what}: {attempt.method} {attempt.path[:300]} {attempt.kind}"
            f" {body!r} -> {answer.status} {answer.text[:200]!r}"
        )

    def close_books(self, name):
        """Whether what was sent to one form left something half done."""
        for what, count in self.books.close(self.taken).items():
            self.counts["half_written"] += count
            self.problems.append(f"half_written: {name}: {what}: {count}")
        self.taken = 0

    def forms(self):
        for values in self.job["forms"]:
            form = Form(**values)
            browser = Browser(self.job["port"], self._cookies(form.account))
            self.repeat(
                partial(self.send, browser),
                attempts(form),
                self.job["examples"],
            )
            self.close_books(f"{form.method} {form.path}")

    def _cookies(self, account):
        """What the browser of an account keeps, or that of a visitor."""
        if account:
            return {"session_id": self.job["sessions"][account]}
        return dict(self.job["cookies"])

    def addresses(self):
        for rule in self.job["rules"]:
            account = self.job["citizen"] if rule.startswith("/my/") else ""
            browser = Browser(self.job["port"], self._cookies(account))
            self.repeat(
                partial(self.send, browser),
                addresses(rule),
                self.job["examples_of_addresses"],
            )
            self.close_books(rule)

    def imports(self):
        """Lists of people, looked at and taken in by a coordinator."""
        browser = Browser(self.job["port"], {"session_id": self.job["coordinator"]})

        def look(content):
            values = {"file": base64.b64encode(content).decode(), "file_name": "a.csv"}
            made = self._call(browser, "create", [[values]])
            if made:
                self._call(browser, "action_check", [made])

        self.repeat(look, lists(), self.job["examples_of_lists"])
        self.close_books("import of people")

    def _call(self, browser, method, arguments):
        model = "hcc.collaborator.import"
        path = f"/web/dataset/call_kw/{model}/{method}"
        answer = browser.call(
            path, model=model, method=method, args=arguments, kwargs={}
        )
        self.counts["inputs"] += 1
        data = json.loads(answer.text) if answer.status == 200 else {"error": {}}
        error = data.get("error")
        if error is None:
            return data["result"]
        if error.get("data", {}).get("name") not in TOLD:
            self.counts["server_errors"] += 1
            self.problems.append(f"server_errors: {method} {str(error)[:400]}")
        return None


def main():
    with open(sys.argv[1]) as file:
        run = Run(json.load(file))
    run.forms()
    run.addresses()
    run.imports()
    names = ("inputs", "server_errors", "half_written", "unclear")
    figures = {name: run.counts[name] for name in names}
    print(json.dumps({"figures": figures, "problems": run.problems[:SHOWN]}))


main()
