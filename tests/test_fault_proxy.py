"""The way that breaks on purpose does break, each time in its own manner."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hcc_cli.fault_proxy import FAULTS, FaultProxy

BODY = b"x" * 1000


@pytest.fixture
def heard():
    """What the server was sent, as (path, length of the body)."""
    return []


@pytest.fixture
def server(heard):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, len(body)))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(server):
    proxies = []

    def make(fault, kill=None):
        proxy = FaultProxy(
            server.server_address[1],
            watch=lambda path, _headers: path == "/watched",
            choose=lambda _path: fault,
            kill=kill,
        )
        proxies.append(proxy.start())
        return proxy

    yield make
    for proxy in proxies:
        proxy.stop()


def post(proxy, path="/watched"):
    """:return: the body of the answer, or the name of what went wrong"""
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(proxy.base_url.rsplit(":", 1)[1]), timeout=10
    )
    try:
        connection.request("POST", path, BODY)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.IncompleteRead:
        return "half"
    except (OSError, http.client.HTTPException):
        return "silence"
    finally:
        connection.close()


WHOLE = ("/watched", len(BODY))


@pytest.mark.parametrize(
    ("fault", "answer", "arrives"),
    [
        ("pass", (200, BODY), [WHOLE]),
        ("lost", "silence", []),
        ("deaf", "silence", [WHOLE]),
        ("half", "half", [WHOLE]),
        ("twice", (200, BODY), [WHOLE, WHOLE]),
        ("race", (200, BODY), [WHOLE, WHOLE]),
        ("late", "silence", [WHOLE]),
        ("error", (502, b"Bad gateway"), []),
    ],
)
def test_each_fault(proxy, heard, fault, answer, arrives):
    way = proxy(fault)
    assert post(way) == answer
    way.settle()
    assert heard == arrives
    assert way.counts[fault] == 1


def test_half_a_request_is_never_whole(proxy, heard):
    assert post(proxy("cut")) == "silence"
    assert WHOLE not in heard


def test_the_server_is_killed_under_a_request(proxy):
    killed = []
    assert post(proxy("kill", kill=lambda: killed.append(1))) == "silence"
    assert killed == [1]


def test_what_is_not_watched_passes(proxy, heard):
    assert post(proxy("lost"), "/other") == (200, BODY)
    assert heard == [("/other", len(BODY))]


def test_all_faults_are_tried_here():
    assert set(FAULTS) == {
        *("pass", "lost", "deaf", "half", "twice", "race", "late", "error"),
        *("cut", "kill"),
    }
