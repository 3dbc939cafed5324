"""A text message service on this machine, which can misbehave."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Received(NamedTuple):
    method: str
    path: str
    headers: dict
    body: str


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        self.server.received.append(
            Received(self.command, self.path, dict(self.headers), body)
        )
        self.close_connection = True
        getattr(self, f"_{self.server.manner}")()

    do_GET = do_POST = _serve

    def log_message(self, *_args):
        """Say nothing."""

    def _write(self, raw):
        try:
            self.wfile.write(raw)
            self.wfile.flush()
        except OSError:
            self.server.hung_up.set()

    def _answer(self, status=None, body=None, extra=""):
        status = status or self.server.status
        raw = (self.server.body if body is None else body).encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(raw)}\r\n{extra}\r\n"
        self._write(head.encode() + raw)

    def _garbage(self):
        self._write(b"\x00\xff\x00 this is no HTTP at all\r\n\r\n")

    def _half(self):
        self._write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"code": ')

    def _close(self):
        """Hang up without a word, after having read everything."""

    def _redirect(self):
        where = f"Location: http://127.0.0.1:{self.server.server_port}/elsewhere\r\n"
        self._answer(307, "", where)

    def _silent(self):
        self.server.released.wait(20)

    def _slow(self):
        """A byte now and then, without end: each resets a socket's time-out."""
        self._write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.released.wait(0.05) and not self.server.hung_up.is_set():
            self._write(b"x")

    def _slow_body(self):
        self._write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        while not self.server.released.wait(0.05) and not self.server.hung_up.is_set():
            self._write(b" ")


@contextmanager
def sms_server(manner="answer", status=200, body=None):
    """Serve texts while the block runs.

    :param str manner: how it behaves, a method of the handler
    :param body: of the answer, turned into JSON unless it is text
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.received = []
    server.manner = manner
    server.status = status
    server.body = body if isinstance(body, str) else json.dumps(body or {})
    server.released = threading.Event()
    server.hung_up = threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
