"""A text message service that is spoken to by HTTP. No Odoo here.

The one question that matters is whether the text may have gone out: what surely
did not may be tried again, what is unknown never is.
"""

import base64
import http.client
import json
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

#: the service took the text
ACCEPTED = "accepted"
#: it said no, and would say so again
REFUSED = "refused"
#: it surely did not take it, and may the next time
LATER = "later"
#: it may have taken it: its answer was lost, or is none
UNKNOWN = "unknown"

MAX_ANSWER = 65_536
_TOO_BUSY = (429, 503)
_LOST = (408, 500, 502, 504)
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Outcome(NamedTuple):
    """What became of one text; ``detail`` is a short word and holds no secret."""

    state: str
    provider_id: str = ""
    detail: str = ""


class GatewayError(ValueError):
    """The settings make no request; ``str()`` names the one that is wrong."""


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """How a service is spoken to.

    ``template`` is the body: JSON, or ``name=value&name=value`` for a form or, with
    GET, for the address. ``{phone}``, ``{phone_plain}`` (without the plus),
    ``{text}``, ``{id}``, ``{sender}`` and ``{secret}`` in it are filled in.
    """

    url: str
    method: str = "POST"
    body_format: str = "json"
    template: str = '{"to": "{phone}", "text": "{text}", "id": "{id}"}'
    auth: str = "none"
    header: str = "Authorization"
    user: str = ""
    sender: str = ""
    secret: str = field(default="", repr=False)
    timeout: float = 10
    success_path: str = ""
    success_values: tuple = ()
    retry_values: tuple = ()
    id_path: str = ""


def look_up(answer, path):
    """Return what stands at a path such as ``data.0.id``, or none.

    >>> look_up({"data": [{"id": 7}]}, "data.0.id")
    7
    """
    for step in filter(None, path.split(".")):
        if isinstance(answer, dict):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdecimal():
            answer = answer[int(step)] if int(step) < len(answer) else None
        else:
            return None
    return answer


class Gateway:
    """Sends texts, one request each. Redirects are never followed: the secret
    would go to somebody else."""

    def __init__(self, settings):
        self.settings = settings
        self._check()

    def send(self, phone, text, uuid):
        """Send one text.

        :param str phone: E.164
        :param str uuid: our own name of the text, for receipts
        :rtype: Outcome
        """
        method, target, headers, body = self.prepare(phone, text, uuid)
        connection = self._connect()
        try:
            connection.connect()
        except (OSError, http.client.HTTPException):
            connection.close()
            return Outcome(LATER, detail="no_connection")
        watchdog = _Watchdog(connection.sock, self.settings.timeout)
        try:
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
            raw = response.read(MAX_ANSWER)
        except (OSError, ValueError, http.client.HTTPException):
            detail = "too_slow" if watchdog.is_over else "no_answer"
            return Outcome(UNKNOWN, detail=detail)
        finally:
            watchdog.stop()
            connection.close()
        if watchdog.is_over:
            return Outcome(UNKNOWN, detail="too_slow")
        return self._judge(response.status, raw)

    def prepare(self, phone, text, uuid):
        """Return the request: method, target, headers and body."""
        settings = self.settings
        values = {
            "phone": phone,
            "phone_plain": phone.lstrip("+"),
            "text": text,
            "id": uuid,
            "sender": settings.sender,
            "secret": settings.secret,
        }
        parts = urlsplit(settings.url)
        target, query = parts.path or "/", parts.query
        body, headers = None, {"Accept": "application/json", "User-Agent": "hcc"}
        if settings.body_format == "json" and settings.method == "POST":
            body = json.dumps(_fill(json.loads(settings.template), values)).encode()
            headers["Content-Type"] = "application/json"
        else:
            form = urlencode(
                [
                    (name, _fill_text(value, values))
                    for name, value in _read_lines(settings.template)
                ]
            )
            if settings.method == "GET":
                query = "&".join(filter(None, (query, form)))
            else:
                body = form.encode()
                headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers |= self._prepare_auth()
        return settings.method, f"{target}?{query}" if query else target, headers, body

    def _prepare_auth(self):
        settings = self.settings
        if settings.auth == "bearer":
            return {"Authorization": f"Bearer {settings.secret}"}
        if settings.auth == "basic":
            pair = f"{settings.user}:{settings.secret}".encode()
            return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        if settings.auth == "header":
            return {settings.header: settings.secret}
        return {}

    def _connect(self):
        parts = urlsplit(self.settings.url)
        make = http.client.HTTPConnection
        extra = {}
        if parts.scheme == "https":
            make = http.client.HTTPSConnection
            extra["context"] = ssl.create_default_context()
        return make(parts.hostname, parts.port, timeout=self.settings.timeout, **extra)

    def _judge(self, status, raw):
        settings = self.settings
        if status in _TOO_BUSY:
            return Outcome(LATER, detail=f"http_{status}")
        if status in _LOST or status >= 500:
            return Outcome(UNKNOWN, detail=f"http_{status}")
        if not 200 <= status < 300:
            return Outcome(REFUSED, detail=f"http_{status}")
        if not settings.success_path and not settings.id_path:
            return Outcome(ACCEPTED, detail=f"http_{status}")
        try:
            answer = json.loads(raw)
        except ValueError:
            return Outcome(UNKNOWN, detail="not_json")
        provider_id = look_up(answer, settings.id_path) if settings.id_path else ""
        provider_id = str(provider_id or "")[:100]
        if not settings.success_path:
            return Outcome(ACCEPTED, provider_id, f"http_{status}")
        code = look_up(answer, settings.success_path)
        if code is None or isinstance(code, dict | list):
            return Outcome(UNKNOWN, provider_id, "unclear")
        code = str(code)[:40]
        if code in settings.success_values:
            return Outcome(ACCEPTED, provider_id, f"code_{code}")
        state = LATER if code in settings.retry_values else REFUSED
        return Outcome(state, "", f"code_{code}")

    def _check(self):
        settings = self.settings
        try:
            parts = urlsplit(settings.url)
            is_address = bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError as error:
            raise GatewayError("url") from error
        if not is_address or parts.scheme not in ("http", "https"):
            raise GatewayError("url")
        if parts.scheme == "http" and parts.hostname not in _LOCAL:
            raise GatewayError("url")
        if not settings.url.isascii() or any(c.isspace() for c in settings.url):
            raise GatewayError("url")
        if settings.auth != "none" and not settings.secret:
            raise GatewayError("secret")
        if not settings.header.replace("-", "").isalnum():
            raise GatewayError("header")
        if settings.secret and not (
            settings.secret.isascii() and settings.secret.isprintable()
        ):
            raise GatewayError("secret")
        if "{text}" not in settings.template or "{phone" not in settings.template:
            raise GatewayError("template")
        try:
            self.prepare("+84900000000", "", "")
        except (ValueError, TypeError) as error:
            raise GatewayError("template") from error


class _Watchdog:
    """Ends a request for good: a time-out of a socket starts anew at each byte."""

    def __init__(self, sock, seconds):
        self.is_over = False
        self._sock = sock
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def stop(self):
        self._timer.cancel()

    def _end(self):
        self.is_over = True
        with suppress(OSError):
            # past TLS, which would wait for the other side
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


def _fill(template, values):
    """Fill in the names within the strings of a structure."""
    if isinstance(template, dict):
        return {key: _fill(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_fill(value, values) for value in template]
    if isinstance(template, str):
        return _fill_text(template, values)
    return template


def _fill_text(template, values):
    # in one go: a text that holds "{secret}" is a text
    text, rest = "", template
    while rest:
        before, brace, after = rest.partition("{")
        text += before
        if not brace:
            break
        name, end, tail = after.partition("}")
        if end and name in values:
            text, rest = text + values[name], tail
        else:
            text, rest = text + "{", after
    return text


def _read_lines(template):
    pairs = []
    for line in template.replace("&", "\n").splitlines():
        name, _equals, value = line.partition("=")
        if name.strip():
            pairs.append((name.strip(), value.strip()))
    return pairs


def read_report(raw, content_type):
    """Return a delivery report as a dictionary, from JSON or a form.

    :param bytes raw: the body
    :raises ValueError: when it is neither
    """
    text = raw.decode("utf-8")
    if "json" in (content_type or "") or text.lstrip()[:1] in ("{", "["):
        report = json.loads(text)
        if not isinstance(report, dict | list):
            raise ValueError("no report")
        return report
    return dict(parse_qsl(text, max_num_fields=100))
