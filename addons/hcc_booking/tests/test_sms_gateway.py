import json
import os
import socket
import tempfile
import time
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from odoo.tests import BaseCase, tagged

from ..tools.machine_secret import read_secret
from ..tools.sms_gateway import (
    ACCEPTED,
    LATER,
    REFUSED,
    UNKNOWN,
    Gateway,
    GatewayError,
    GatewaySettings,
    read_report,
)
from ..tools.sms_text import count_segments, fit, without_diacritics
from .sms_server import sms_server

PHONE = "+84912345678"
TEXT = 'HT-1: "hẹn" 09:00 {secret} \\ 50%'


@tagged("post_install", "-at_install")
class TestSmsGateway(BaseCase):
    """The client alone, against a service that misbehaves."""

    def _send(self, server, **changes):
        values = {
            "url": server.url,
            "timeout": 1,
            "success_path": "code",
            "success_values": ("100",),
            "retry_values": ("99",),
            "id_path": "id",
            **changes,
        }
        return Gateway(GatewaySettings(**values)).send(PHONE, TEXT, "u1")

    def test_accepted(self):
        with sms_server(body={"code": 100, "id": "A7"}) as server:
            outcome = self._send(server)
        self.assertEqual((outcome.state, outcome.provider_id), (ACCEPTED, "A7"))
        received = server.received[0]
        self.assertEqual(received.method, "POST")
        self.assertEqual(
            json.loads(received.body), {"to": PHONE, "text": TEXT, "id": "u1"}
        )

    def test_what_the_service_says(self):
        for status, body, expected in (
            (200, {"code": "100"}, ACCEPTED),
            (200, {"code": "101"}, REFUSED),
            (200, {"code": 99}, LATER),
            (200, {"other": 1}, UNKNOWN),
            (200, {"code": {"a": 1}}, UNKNOWN),
            (200, [], UNKNOWN),
            (200, "<html>Login</html>", UNKNOWN),
            (200, "", UNKNOWN),
            (400, {"code": 100}, REFUSED),
            (401, "", REFUSED),
            (404, "", REFUSED),
            (429, "", LATER),
            (503, "", LATER),
            (500, {"code": 100}, UNKNOWN),
            (502, "", UNKNOWN),
            (504, "", UNKNOWN),
        ):
            with (
                self.subTest(status=status, body=body),
                sms_server(status=status, body=body) as server,
            ):
                self.assertEqual(self._send(server).state, expected)
                self.assertEqual(len(server.received), 1)

    def test_without_a_rule_every_2xx_is_success(self):
        with sms_server(status=202, body="OK") as server:
            outcome = self._send(server, success_path="", id_path="")
        self.assertEqual(outcome.state, ACCEPTED)

    def test_lost_answers_are_unknown(self):
        for manner in ("garbage", "half", "close"):
            with self.subTest(manner), sms_server(manner) as server:
                self.assertEqual(self._send(server).state, UNKNOWN)
                self.assertEqual(len(server.received), 1, "never sent twice")

    def test_slowness_ends(self):
        """Neither silence nor a byte now and then holds the job for long."""
        for manner in ("silent", "slow", "slow_body"):
            with self.subTest(manner), sms_server(manner) as server:
                begun = time.monotonic()
                outcome = self._send(server, timeout=0.3)
                self.assertEqual((outcome.state, outcome.detail), (UNKNOWN, "too_slow"))
                self.assertLess(time.monotonic() - begun, 5)
                self.assertEqual(len(server.received), 1)

    def test_redirects_are_not_followed(self):
        with sms_server("redirect") as server:
            outcome = self._send(server, auth="bearer", secret="s3cret")
        self.assertEqual(outcome.state, REFUSED)
        self.assertEqual([entry.path for entry in server.received], ["/send"])

    def test_no_connection_may_be_tried_again(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
            gateway = Gateway(GatewaySettings(url=url, timeout=1))
            self.assertEqual(gateway.send(PHONE, TEXT, "u").state, LATER)
        gateway = Gateway(GatewaySettings(url="https://nowhere.invalid/", timeout=1))
        self.assertEqual(gateway.send(PHONE, TEXT, "u").state, LATER)

    def test_plain_http_where_tls_is_expected(self):
        with sms_server() as server:
            url = server.url.replace("http:", "https:")
            gateway = Gateway(GatewaySettings(url=url, timeout=1))
            self.assertEqual(gateway.send(PHONE, TEXT, "u").state, LATER)
        self.assertFalse(server.received)

    def test_form(self):
        template = "Phone={phone_plain}\nContent={text}\nKey={secret}\nBrand={sender}"
        with sms_server(body={"code": 100}) as server:
            self._send(
                server,
                body_format="form",
                template=template,
                secret="k&y=",
                sender="HN",
            )
            self._send(server, method="GET", body_format="form", template=template)
        expected = {"Phone": ["84912345678"], "Content": [TEXT], "Brand": ["HN"]}
        form = parse_qs(server.received[0].body)
        self.assertEqual(form, {**expected, "Key": ["k&y="]})
        query = parse_qs(urlsplit(server.received[1].path).query)
        self.assertEqual(query["Content"], [TEXT])

    def test_secret(self):
        for auth, header, value in (
            ("bearer", "Authorization", "Bearer s3cret"),
            ("basic", "Authorization", "Basic aG46czNjcmV0"),
            ("header", "X-Api-Key", "s3cret"),
        ):
            with sms_server(body={"code": 100}) as server:
                outcome = self._send(
                    server, auth=auth, header="X-Api-Key", user="hn", secret="s3cret"
                )
            self.assertEqual(server.received[0].headers[header], value)
            self.assertNotIn("s3cret", repr(outcome))
        self.assertNotIn("s3cret", repr(GatewaySettings(url="", secret="s3cret")))

    def test_settings_that_make_no_request(self):
        for wrong, changes in (
            ("url", {"url": ""}),
            ("url", {"url": "ftp://example.com/"}),
            ("url", {"url": "http://example.com/"}),
            ("url", {"url": "https://example.com:99999/"}),
            ("url", {"url": "https://example.com/a b"}),
            ("template", {"template": "no json {text} {phone}"}),
            ("template", {"template": '{"text": "{text}"}'}),
            ("secret", {"auth": "bearer"}),
            ("secret", {"auth": "bearer", "secret": "a\nb: c"}),
            ("secret", {"auth": "bearer", "secret": "mật khẩu"}),
            ("header", {"auth": "header", "secret": "a", "header": "A: b"}),
        ):
            with self.subTest(changes), self.assertRaises(GatewayError) as caught:
                Gateway(GatewaySettings(**{"url": "https://example.com/", **changes}))
            self.assertEqual(str(caught.exception), wrong)

    def test_reports(self):
        self.assertEqual(read_report(b'{"id": 1}', "application/json"), {"id": 1})
        self.assertEqual(read_report(b"id=1&status=ok", "")["status"], "ok")
        for raw in (b"{", b"3", b"\xff\xfe"):
            with self.assertRaises(ValueError):
                read_report(raw, "application/json")


@tagged("post_install", "-at_install")
class TestMachineSecret(BaseCase):
    def test_environment(self):
        values = {"HCC_SMS_SECRET": " one ", "PGPASSWORD": "two"}
        with patch.dict(os.environ, values):
            self.assertEqual(read_secret("HCC_SMS_SECRET"), "one")
            self.assertEqual(read_secret("PGPASSWORD"), "", "of somebody else")
            self.assertEqual(read_secret("HCC_../X"), "")
            self.assertEqual(read_secret(""), "")

    def test_configuration_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
            file.write("[options]\nadmin_passwd = no\n[hcc]\nsms_secret = 50%off\n")
            file.flush()
            with patch.dict(os.environ):
                os.environ.pop("HCC_SMS_SECRET", None)
                self.assertEqual(read_secret("HCC_SMS_SECRET", file.name), "50%off")
                self.assertEqual(read_secret("HCC_ADMIN_PASSWD", file.name), "")
                self.assertEqual(read_secret("HCC_SMS_SECRET"), "")
                self.assertEqual(read_secret("HCC_SMS_SECRET", "/nowhere"), "")
                os.environ["HCC_SMS_SECRET"] = "first"
                self.assertEqual(read_secret("HCC_SMS_SECRET", file.name), "first")


@tagged("post_install", "-at_install")
class TestSmsText(BaseCase):
    def test_segments(self):
        for text, expected in (
            ("", 1),
            ("a" * 160, 1),
            ("a" * 161, 2),
            ("a" * 306, 2),
            ("a" * 307, 3),
            ("€" * 80, 1),
            ("€" * 81, 2),
            ("đ" * 70, 1),
            ("đ" * 71, 2),
            ("đ" * 134, 2),
            ("đ" * 135, 3),
            ("😀" * 35, 1),
            ("😀" * 36, 2),
        ):
            self.assertEqual(count_segments(text), expected, text)

    def test_without_diacritics(self):
        self.assertEqual(
            without_diacritics("Đường Nguyễn Chí Thanh – “ước” 09:00…"),
            'Duong Nguyen Chi Thanh - "uoc" 09:00...',
        )

    def test_fit(self):
        self.assertEqual(fit("a", ["b", "", "c"]), "a b c")
        self.assertEqual(fit("a", ["b" * 400, "c"]), "a c")
        self.assertEqual(count_segments(fit("ắ" * 500)), 2)
