"""Many browsers at once: each a thread with its own cookies."""

import http.client
import json
import re
import statistics
import threading
import time
from dataclasses import dataclass, field, replace
from html import unescape
from queue import Empty, SimpleQueue
from urllib.parse import urlencode

TIMEOUT = 120
ATTEMPTS = 3
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Answer:
    """What came back; no status = nobody answered."""

    status: int | None
    location: str
    text: str
    seconds: float
    attempts: int = 1


@dataclass
class Browser:
    """Keeps cookies and follows nothing by itself."""

    port: int
    cookies: dict = field(default_factory=dict)

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, values):
        return self.ask("POST", path, urlencode(values))

    def call(self, path, **parameters):
        """Call as Odoo's own screens do; the answer's text is JSON."""
        body = json.dumps({"jsonrpc": "2.0", "params": parameters})
        return self.ask("POST", path, body, "application/json")

    def ask(self, method, path, body=None, kind="application/x-www-form-urlencoded"):
        """Like a browser, ask again when the connection broke before an answer."""
        started = time.perf_counter()
        answer, attempts = self._try(method, path, body, kind), 1
        while answer.status is None and attempts < ATTEMPTS:
            answer, attempts = self._try(method, path, body, kind), attempts + 1
        seconds = time.perf_counter() - started
        return replace(answer, seconds=seconds, attempts=attempts)

    def _try(self, method, path, body, kind):
        headers = {"Accept-Language": "vi"}
        if self.cookies:
            pairs = self.cookies.items()
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in pairs)
        if body is not None:
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        started = time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return Answer(None, "", "", time.perf_counter() - started)
        finally:
            connection.close()
        seconds = time.perf_counter() - started
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        location = response.headers.get("Location", "")
        return Answer(response.status, location, text, seconds)


def hidden_values(text):
    """Hidden fields of a page with one form."""
    return {unescape(name): unescape(value) for name, value in HIDDEN.findall(text)}


def rush(jobs, work, clients):
    """Let clients take jobs off one pile until none is left.

    :param work: takes a job, returns its result
    :return: results, in no order
    """
    pile, results = SimpleQueue(), []
    for job in jobs:
        pile.put(job)
    failures = []

    def client():
        while not failures:
            try:
                job = pile.get_nowait()
            except Empty:
                return
            try:
                results.append(work(job))
            except Exception as error:  # noqa: BLE001 - raised below
                failures.append(error)

    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def milliseconds(answers):
    """:return: (median, 95th percentile)"""
    times = sorted(answer.seconds * 1000 for answer in answers)
    if not times:
        return 0.0, 0.0
    return statistics.median(times), times[int(len(times) * 0.95)]
