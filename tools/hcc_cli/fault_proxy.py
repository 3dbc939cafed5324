"""A way to a server that breaks on purpose: for tests and benches, on this machine.

Each request whose path is watched meets one fault of a list; the others pass.
"""

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: what may happen to a request
FAULTS = (
    "pass",
    "lost",  # gone before the server saw anything
    "cut",  # the server sees half of it
    "deaf",  # done by the server, but nobody hears the answer
    "half",  # half of the answer arrives
    "twice",  # the network sends it a second time after the first
    "race",  # ... or both at the same moment
    "late",  # given up by the browser, done by the server some time after
    "error",  # something between answers 502
    "kill",  # the server dies while it works or right after
)
LATE_SECONDS = 0.3
TIMEOUT = 60


class FaultProxy:
    """A proxy to one port of 127.0.0.1.

    :param int port: of the server
    :param watch: function (path, headers) -> whether a request may meet a fault
    :param choose: function (path) -> one of FAULTS
    :param kill: function () that kills the server and returns once it is back
    """

    def __init__(self, port, *, watch, choose, kill=None):
        self.port = port
        self.watch = watch
        self.choose = choose
        self.kill = kill
        #: how often each fault happened
        self.counts = dict.fromkeys(FAULTS, 0)
        self._late = []
        # one thread for all of them, which lives as long as this: what it starts
        # anew would end with it (see process.start)
        self._killer = ThreadPoolExecutor(max_workers=1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        self.settle()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(TIMEOUT)
        self._killer.shutdown()

    def settle(self):
        """Wait until what is under way late has arrived."""
        while self._late:
            self._late.pop().join(TIMEOUT)

    def forward(self, method, path, headers, body):
        """:return: (status, headers, body), or None when nobody answers"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def cut(self, method, path, headers, body):
        """Send half of the body and hang up."""
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.putrequest(method, path, skip_host=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body[: len(body) // 2])
            connection.close()

    def meet(self, fault, *request):
        """Let a request meet a fault.

        :return: (status, headers, body), None for silence, and whether the answer
            breaks off in the middle
        """
        self.counts[fault] += 1
        match fault:
            case "lost":
                return None, False
            case "cut":
                self.cut(*request)
                return None, False
            case "deaf":
                self.forward(*request)
                return None, False
            case "half":
                return self.forward(*request), True
            case "twice":
                self.forward(*request)
                return self.forward(*request), False
            case "race":
                other = threading.Thread(target=self.forward, args=request)
                other.start()
                answer = self.forward(*request)
                other.join(TIMEOUT)
                return answer, False
            case "late":
                timer = threading.Timer(LATE_SECONDS, self.forward, request)
                self._late.append(timer)
                timer.start()
                return None, False
            case "error":
                return (502, [("Content-Type", "text/html")], b"Bad gateway"), False
            case "kill":
                return self._kill_under(request), False
            case _pass:
                return self.forward(*request), False

    def _kill_under(self, request):
        """Send the request and kill the server, whatever it has done by then."""
        sending = threading.Thread(target=self.forward, args=request)
        sending.start()
        self._killer.submit(self.kill).result()
        sending.join(TIMEOUT)

    def _handler(self):
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_words):
                """Say nothing: the server has a log."""

            def _pass(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                headers = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in ("connection", "accept-encoding")
                }
                headers["Connection"] = "close"
                may = proxy.watch(self.path, self.headers)
                fault = proxy.choose(self.path) if may else "pass"
                answer, breaks_off = proxy.meet(
                    fault, self.command, self.path, headers, body
                )
                self.close_connection = True
                if answer is None:
                    return
                self._answer(*answer, breaks_off)

            def _answer(self, status, headers, body, breaks_off):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in (
                        "transfer-encoding",
                        "content-length",
                        "connection",
                    ):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body[: len(body) // 2] if breaks_off else body)

            do_GET = do_POST = do_HEAD = _pass

        return Handler
