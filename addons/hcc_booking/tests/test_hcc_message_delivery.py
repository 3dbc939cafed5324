import json
import os
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import BookingCase
from .sms_server import sms_server

SECRET = "s3cret"


class SmsCase(BookingCase):
    """A city with a text message service of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcc.message"].search([])._write_guarded({"state": "cancelled"})
        cls._set(
            sms_enabled="True",
            sms_url="http://127.0.0.1:1/send",
            sms_timeout="1",
            sms_auth="bearer",
            sms_success_path="code",
            sms_success_values="100",
            sms_id_path="id",
        )

    def setUp(self):
        super().setUp()
        values = {"HCC_SMS_SECRET": SECRET, "HCC_SMS_REPORT_SECRET": "rep0rt"}
        self.startPatcher(patch.dict(os.environ, values))

    @classmethod
    def _set(cls, **values):
        for name, value in values.items():
            cls.env["ir.config_parameter"].set_param(f"hcc_booking.{name}", value)

    def _run_cron(self, moment=None):
        with (
            freeze_time(moment or self.now),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("hcc_booking.ir_cron_hcc_message_send").method_direct_trigger()

    def _confirmed(self, **changes):
        """The message of a new appointment, alone in the outbox."""
        request = self._submit(**changes)
        message = self._get_messages(request, "confirmed")
        (request.outbox_ids - message)._write_guarded({"state": "cancelled"})
        return message

    def _send(self, message, manner="answer", moment=None, **answer):
        answer.setdefault("body", {"code": 100, "id": f"P{message.id}"})
        with sms_server(manner, **answer) as server:
            self._set(sms_url=server.url)
            self._run_cron(moment)
        return server


@tagged("post_install", "-at_install")
class TestHccMessageDelivery(SmsCase):
    def test_sent_through_odoos_sms(self):
        message = self._confirmed()
        server = self._send(message)
        self.assertEqual((message.state, message.receipt), ("sent", "accepted"))
        self.assertEqual(message.provider_ref, f"P{message.id}")
        self.assertEqual(message.sent_at, self.now)
        self.assertEqual((message.sms_id.state, message.attempts), ("pending", 1))
        received = json.loads(server.received[0].body)
        self.assertEqual(received["to"], "+84912345678")
        self.assertEqual(received["id"], message.sms_uuid)
        self.assertTrue(received["text"].startswith(message.request_id.reference))
        self.assertEqual(server.received[0].headers["Authorization"], "Bearer s3cret")
        self._send(message)
        self.assertEqual(message.attempts, 1, "a second run sends nothing")

    def test_other_texts_of_odoo_take_the_same_way(self):
        with sms_server(body={"code": 100}) as server:
            self._set(sms_url=server.url)
            text = self.env["sms.sms"].create(
                {"number": "+84912345678", "body": "Hello"}
            )
            text.send()
        self.assertEqual(text.state, "pending")
        self.assertEqual(len(server.received), 1)

    def test_refused_is_called(self):
        message = self._confirmed()
        self._send(message, body={"code": 7})
        self.assertEqual((message.state, message.receipt), ("to_call", False))
        self.assertIn("7", message.error_words)
        self.assertEqual(message.sms_id.state, "error")

    def test_tried_again_with_patience_and_not_for_ever(self):
        message = self._confirmed()
        self._send(message, status=503)
        self.assertEqual((message.state, message.attempts), ("pending", 1))
        self.assertEqual(message.next_try_at, self.now + timedelta(minutes=2))
        server = self._send(message, moment=self.now + timedelta(minutes=1))
        self.assertFalse(server.received, "not before its time")
        moment = self.now + timedelta(minutes=3)
        self._send(message, status=429, moment=moment)
        self.assertEqual(message.next_try_at, moment + timedelta(minutes=10))
        self._send(message, status=503, moment=moment + timedelta(minutes=11))
        self.assertEqual((message.state, message.attempts), ("to_call", 3))
        server = self._send(message, moment=moment + timedelta(hours=3))
        self.assertFalse(server.received)

    def test_recovers(self):
        message = self._confirmed()
        self._set(sms_url="http://127.0.0.1:1/send")
        self._run_cron()
        self.assertEqual((message.state, message.error), ("pending", "no_connection"))
        self._send(message, moment=self.now + timedelta(minutes=3))
        self.assertEqual((message.state, message.error), ("sent", False))

    def test_lost_answer_is_never_sent_again(self):
        message = self._confirmed()
        for manner in ("garbage", "half", "close", "silent", "slow", "slow_body"):
            with self.subTest(manner):
                message._write_guarded({"state": "pending", "receipt": False})
                server = self._send(message, manner)
                self.assertEqual(len(server.received), 1)
                self.assertEqual(
                    (message.state, message.receipt), ("to_call", "unknown")
                )
                self.assertTrue(message.error_words)
                with self.assertRaises(UserError):
                    message.action_retry()
                server = self._send(message, moment=self.now + timedelta(hours=2))
                self.assertFalse(server.received)

    def test_redirect_keeps_the_secret(self):
        message = self._confirmed()
        server = self._send(message, "redirect")
        self.assertEqual([entry.path for entry in server.received], ["/send"])
        self.assertEqual(message.state, "to_call")

    def test_interrupted_job(self):
        """The machine stopped between sending and noting it."""
        message = self._confirmed()
        message._write_guarded({"state": "sending", "sms_uuid": "x" * 32})
        server = self._send(message)
        self.assertFalse(server.received)
        self.assertEqual((message.state, message.receipt), ("to_call", "unknown"))

    def test_what_happens_is_written_before_it_happens(self):
        message = self._confirmed()
        seen = []
        texts = type(self.env["sms.sms"])

        def send(text, **_options):
            seen.append((message.state, message.attempts, bool(message.sms_uuid)))
            raise RuntimeError("the machine stops")

        with patch.object(texts, "_send", send):
            self._run_cron()
        self.assertEqual(seen, [("sending", 1, True)])
        self.assertEqual((message.state, message.receipt), ("to_call", "unknown"))

    def test_settings_without_secret(self):
        message = self._confirmed()
        os.environ.pop("HCC_SMS_SECRET")
        server = self._send(message)
        self.assertFalse(server.received)
        self.assertEqual((message.state, message.error), ("pending", "settings_secret"))

    def test_numbers_abroad(self):
        message = self._confirmed(phone="+1 202 555 0143")
        server = self._send(message)
        self.assertFalse(server.received, "only numbers of the country")
        self.assertEqual((message.state, message.error), ("to_call", "number"))

    def test_fixed_lines_are_called(self):
        message = self._confirmed(phone="024 3824 1234")
        self.assertEqual((message.channel, message.state), ("call", "to_call"))

    def test_other_way(self):
        """Who has an e-mail address is written to before anybody calls."""
        message = self._confirmed()
        message.citizen_id.email = "lan@example.com"
        self._send(message, status=400)
        self.assertEqual((message.state, message.channel), ("pending", "email"))
        with patch.object(type(self.env["mail.mail"]), "send", lambda *a, **k: True):
            self._run_cron()
        self.assertEqual((message.state, message.receipt), ("sent", "accepted"))
        self.assertTrue(message.provider_ref)

    def test_neither_way(self):
        message = self._confirmed()
        message.citizen_id.write(
            {"email": "lan@example.com", "contact_channel": "email"}
        )
        message._write_guarded({"channel": "email"})

        def fail(*_args, **_options):
            raise OSError("mail server gone")

        moment = self.now
        with patch.object(type(self.env["mail.mail"]), "send", fail):
            for _attempt in range(3):
                self.assertEqual(message.channel, "email")
                self._run_cron(moment)
                moment += timedelta(hours=3)
        self.assertEqual((message.state, message.channel), ("pending", "sms"))
        self._send(message, status=400, moment=moment)
        self.assertEqual((message.state, message.tried), ("to_call", "email,sms"))

    def test_one_bad_record_stops_nothing(self):
        first = self._confirmed()
        second = self._confirmed(submit_token="two", phone="0912 345 679")
        messages = type(first)
        original = messages._get_text_to_send

        def get_text(message):
            if message == first:
                message.env.cr.execute("SELECT 1 / 0", log_exceptions=False)
            return original(message)

        with patch.object(messages, "_get_text_to_send", get_text):
            self._send(first)
        self.assertEqual((first.state, second.state), ("to_call", "sent"))

    def test_urgent_first(self):
        first = self._confirmed()
        request = first.request_id
        second = self.env["hcc.message"]._tell_citizens(
            "on_the_way", request, at=self.now
        )
        self.assertEqual((first.is_urgent, second.is_urgent), (False, True))
        server = self._send(first)
        texts = [json.loads(entry.body)["id"] for entry in server.received]
        self.assertEqual(texts, [second.sms_uuid, first.sms_uuid])


@tagged("post_install", "-at_install")
class TestHccMessageCall(SmsCase):
    def test_results(self):
        message = self._confirmed()
        message._write_guarded({"state": "to_call"})
        clerk = message.with_user(self.user_clerk)
        clerk.action_not_reached()
        self.assertEqual(
            (message.state, message.call_tries, message.call_result),
            ("to_call", 1, "not_reached"),
        )
        self.assertEqual(message.call_after, self.now + timedelta(hours=1))
        self.assertEqual(message.called_by_id, self.user_clerk)
        clerk.action_not_reached()
        clerk.action_not_reached()
        self.assertEqual((message.state, message.call_tries), ("failed", 3))
        clerk.action_called()
        self.assertEqual((message.state, message.call_result), ("done", "reached"))
        with self.assertRaises(UserError):
            clerk.action_not_reached()

    def test_wrong_number(self):
        message = self._confirmed()
        message._write_guarded({"state": "to_call"})
        message.with_user(self.user_clerk).action_wrong_number()
        self.assertEqual((message.state, message.error), ("failed", "wrong_number"))
        message.with_user(self.user_clerk).action_give_up()
        self.assertEqual(message.state, "cancelled")

    def test_with_a_better_number_it_is_sent_again(self):
        message = self._confirmed()
        message._write_guarded({"state": "to_call"})
        clerk = message.with_user(self.user_clerk)
        clerk.action_wrong_number()
        message.citizen_id.phone = "0912 345 670"
        clerk.action_retry()
        server = self._send(message)
        self.assertEqual(message.state, "sent")
        self.assertEqual(json.loads(server.received[0].body)["to"], "+84912345670")

    def test_helpers_make_no_calls(self):
        message = self._confirmed()
        message._write_guarded({"state": "to_call"})
        for action in ("action_called", "action_not_reached", "action_give_up"):
            with self.assertRaises(UserError):
                getattr(message.with_user(self.user_collaborator), action)()
        self.assertEqual(message.state, "to_call")

    def test_call_back_is_one_call(self):
        request = self._submit()
        messages = self.env["hcc.message"]
        first = messages._ask_call(request, "Cannot find the point")
        self.assertEqual((first.state, first.channel), ("to_call", "call"))
        self.assertIn("Cannot find the point.", first.body)
        self.assertEqual(messages._ask_call(request), first)
        first.action_called()
        self.assertNotEqual(messages._ask_call(request), first)


@tagged("post_install", "-at_install")
class TestSmsReport(SmsCase, HttpCase):
    def _run_cron(self, moment=None):
        # pages are served in test mode already
        self.env.ref("hcc_booking.ir_cron_hcc_message_send").method_direct_trigger()

    def _post(self, data, secret="rep0rt", **options):
        headers = {"X-Hcc-Secret": secret} if secret else {}
        return self.url_open(
            "/hcc/sms/report", data=data, headers=headers, method="POST", **options
        )

    def _report(self, message, status, **options):
        return self._post({"id": message.provider_ref, "status": status}, **options)

    def test_arrived(self):
        message = self._confirmed()
        self._send(message)
        for _again in range(2):
            self.assertEqual(self._report(message, "DELIVRD").status_code, 200)
            self.assertEqual((message.state, message.receipt), ("sent", "delivered"))

    def test_not_delivered_is_called(self):
        message = self._confirmed()
        self._send(message)
        response = self._post(
            json.dumps([{"id": message.sms_uuid, "status": "failed"}]).encode()
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual((message.state, message.receipt), ("to_call", "undelivered"))

    def test_what_was_unknown_arrived(self):
        message = self._confirmed()
        self._send(message, "close")
        self.assertEqual(message.state, "to_call")
        self._post({"id": message.sms_uuid, "status": "delivered"})
        self.assertEqual((message.state, message.receipt), ("sent", "delivered"))

    def test_without_the_secret(self):
        message = self._confirmed()
        self._send(message)
        for secret in ("", "wrong", "rep0rt2"):
            response = self._report(message, "failed", secret=secret)
            self.assertEqual(response.status_code, 403)
        os.environ.pop("HCC_SMS_REPORT_SECRET")
        for secret in ("", "rep0rt"):
            response = self._report(message, "failed", secret=secret)
            self.assertEqual(response.status_code, 403)
        self.assertEqual(message.receipt, "accepted")

    def test_secret_as_the_service_can_show_it(self):
        message = self._confirmed()
        self._send(message)
        values = {"id": message.provider_ref, "status": "delivered"}
        response = self._post({**values, "secret": "rep0rt"}, secret="")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(message.receipt, "delivered")

    def test_nonsense(self):
        message = self._confirmed()
        self._send(message)
        for data, status in (
            (b"\xff\xfe", 400),
            (b'{"id": ', 400),
            (b'{"id": {"a": 1}, "status": []}', 200),
            (b"[1, 2, null]", 200),
            (b'{"id": "unknown", "status": "failed"}', 200),
            (b"x" * 70_000, 413),
        ):
            response = self._post(data)
            self.assertEqual(response.status_code, status, data[:30])
        self.assertEqual((message.state, message.receipt), ("sent", "accepted"))

    def test_get_does_nothing(self):
        message = self._confirmed()
        self._send(message)
        query = f"secret=rep0rt&status=failed&id={message.provider_ref}"
        response = self.url_open(f"/hcc/sms/report?{query}")
        self.assertIn(response.status_code, (404, 405))
        self.assertEqual(message.receipt, "accepted")
