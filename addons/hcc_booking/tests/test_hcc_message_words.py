from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..tools.sms_text import count_segments
from .words_common import HOTLINE, TELLING, WordsCase


@tagged("post_install", "-at_install")
class TestHccMessageWords(WordsCase):
    def test_text_messages_are_short(self):
        request = self._submit(collaborator_id=self.c_a1_1.id)
        request.citizen_id.discreet = False
        for diacritics in ("False", "True"):
            self.env["ir.config_parameter"].set_param(
                "hcc_booking.sms_diacritics", diacritics
            )
            for kind in self._get_citizen_kinds():
                message = self._make(kind, request)
                text = message.sms_text
                if kind == "call_back":
                    self.assertFalse(text, "a call is no text")
                    continue
                with self.subTest(kind, diacritics=diacritics):
                    self.assertLessEqual(count_segments(text), 2, text)
                    reference = (
                        "PA-2345-6789" if "complaint" in kind else request.reference
                    )
                    self.assertTrue(text.startswith(reference), text)
                    if diacritics == "False":
                        self.assertTrue(text.isascii(), text)
                    self.assertNotIn("Lan", text)
                    self.assertNotIn("12 Test street", text)
                    self.assertNotIn("12 Test street", message.body)

    def test_lists_name_every_kind(self):
        """Whoever is asked to call is told what about."""
        subjects = self.env["hcc.attention"]._get_subjects()
        for kind in self._get_citizen_kinds():
            if kind != "on_the_way":
                self.assertTrue(subjects.get(kind), kind)

    def test_order_of_a_text(self):
        request = self._submit(collaborator_id=self.c_a1_1.id)
        self.c_a1_1.badge_number = "0123"
        request.outbox_ids.unlink()
        text = self._make("confirmed", request).sms_text
        places = [
            text.index(part)
            for part in (request.reference, "09:00", "25/11", "0123", HOTLINE)
        ]
        self.assertEqual(places, sorted(places), text)
        self.assertNotIn("http", text, "a link in a text looks like a fraud")

    def test_long_names_never_cost_reference_or_hotline(self):
        request = self._submit(collaborator_id=self.c_a1_1.id)
        self.c_a1_1.name = "Nguyễn " * 14
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_diacritics", "True")
        text = self._make("confirmed", request).sms_text
        self.assertLessEqual(count_segments(text), 2)
        self.assertIn(HOTLINE, text)

    def test_link_last_where_the_city_wants_it(self):
        request = self._submit()
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_links", "True")
        text = self._make("confirmed", request)._get_text_to_send()
        self.assertTrue(text.split()[-1].startswith("http"), text)
        self.assertLessEqual(count_segments(text), 2)

    def test_what_to_bring_while_there_is_room(self):
        message = self._make("confirmed", self._submit())
        self.assertNotIn("old paper", message.sms_text)
        self.assertIn("old paper", message._get_text_to_send())
        self.assertLessEqual(count_segments(message._get_text_to_send()), 2)

    def test_discreet(self):
        """No kind of message tells of the service or of the procedure."""
        request = self._submit(collaborator_id=self.c_a1_1.id)
        request.citizen_id.discreet = True
        secrets = (*TELLING, self.procedure.name, self.point_a1.name, self.c_a1_1.name)
        for kind in self._get_citizen_kinds():
            with self.subTest(kind):
                message = self._make(kind, request)
                if kind == "rating":
                    self.assertFalse(message, "its link would tell")
                    continue
                page = message._prepare_mail("lan@example.com")
                words = [
                    message.body if kind != "call_back" else "",
                    message.sms_text or "",
                    message._get_text_to_send() if kind != "call_back" else "",
                    page["subject"],
                    page["body_html"] if kind != "call_back" else "",
                ]
                for secret in secrets:
                    for text in words:
                        self.assertNotIn(secret.lower(), text.lower())
                if kind in ("confirmed", "moved", "reminder"):
                    self.assertIn("09:00", message.sms_text)
                if kind != "call_back":
                    self.assertIn(HOTLINE, message.body)
                self.assertTrue(message.is_discreet)

    def test_discreet_from_now_on(self):
        """Whoever asks for discretion has it in what waits already."""
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        for kind in self._get_citizen_kinds():
            if kind == "call_back":
                continue
            request = self._submit(
                submit_token=f"late-{kind}", collaborator_id=self.c_a1_1.id
            )
            request.citizen_id.discreet = False
            message = self._make(kind, request)
            request.citizen_id.discreet = True
            message._deliver()
            with self.subTest(kind):
                if kind == "rating":
                    self.assertEqual(message.state, "cancelled")
                else:
                    self.assertEqual(
                        (message.state, message.is_neutral), ("sent", True)
                    )
                    text = f"{message.sms_id.body} {message.body}".lower()
                    for secret in (*TELLING, self.point_a1.name, self.c_a1_1.name):
                        self.assertNotIn(secret.lower(), text)
            request._cancel()

    def test_discreet_for_who_asked_too(self):
        request = self._submit(
            on_behalf=True,
            requester_relation="relative",
            requester_name="Trần Văn Con",
            requester_phone="0912 345 679",
        )
        request.citizen_id.discreet = True
        for message in self._make("moved", request):
            self.assertNotIn(self.point_a1.name, message.body)

    def test_home_review(self):
        request = self._submit_home()
        for outcome in ("asked", "upheld", "changed"):
            request._write_guarded({"home_review": outcome})
            message = self.env["hcc.message"]._tell_citizens(
                "home_review", request, "Because it is so"
            )
            self.assertIn("Because it is so.", message.body)
            self.assertIn(request.reference, message.sms_text)

    def test_a_later_message_takes_back_what_is_wrong(self):
        request = self._submit()
        confirmed = self._get_messages(request, "confirmed")
        offer = self._make("earlier_offer", request)
        self.assertEqual(confirmed.state, "pending", "still right")
        cancelled = self._make("cancelled", request)
        self.assertEqual(
            (confirmed.state, offer.state, cancelled.state),
            ("cancelled", "cancelled", "pending"),
        )

    def test_helpers(self):
        request = self._submit(collaborator_id=self.c_a1_1.id)
        for kind in ("arrived", "moved", "cancelled", "released", "offer"):
            message = self.env["hcc.message"]._tell_helpers(
                kind, request.assignment_ids
            )
            self.assertEqual((message.kind, message.channel), (kind, "inbox"))
            self.assertIn(request.reference, message.body)
            self.assertNotIn("Lan", message.body)

    def test_reminder_as_the_person_wishes(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        request = self._submit()
        citizen = request.citizen_id
        citizen.email = "lan@example.com"
        messages = self.env["hcc.message"]
        for wish, expected in (
            ("same", "sms"),
            ("email", "email"),
            ("call", "call"),
            ("sms", "sms"),
            ("none", None),
        ):
            citizen.reminder_channel = wish
            request.current_appointment_id._write_guarded({"reminded_at": False})
            request.outbox_ids._write_guarded({"state": "sent"})
            before = request.outbox_ids
            messages._remind(request.current_appointment_id.sudo())
            reminder = request.outbox_ids - before
            self.assertEqual(reminder.channel or None, expected, wish)


@tagged("post_install", "-at_install")
class TestHccMessageEmail(WordsCase):
    def _deliver(self, message, failure=None):
        """The mails as they leave the machine."""
        sent = []
        servers = type(self.env["ir.mail_server"])

        def send(_server, mail, *_args, **_options):
            if failure:
                raise failure
            sent.append(mail)
            return mail["Message-Id"]

        with (
            patch.object(servers, "_disable_send", lambda *_args: False),
            patch.object(servers, "_connect__", lambda *_args, **_options: None),
            patch.object(servers, "send_email", send),
        ):
            message._deliver()
        return sent

    def test_page_and_plain_text(self):
        request = self._submit(email="lan@example.com")
        request.citizen_id.contact_channel = "email"
        message = self._make("confirmed", request)
        (mail,) = self._deliver(message)
        self.assertEqual((message.state, message.receipt), ("sent", "accepted"))
        self.assertEqual(message.provider_ref, mail["Message-Id"])
        parts = {
            part.get_content_type(): part.get_content()
            for part in mail.walk()
            if not part.is_multipart()
        }
        for kind in ("text/plain", "text/html"):
            for words in (request.reference, "25/11/2026", "The old paper", "/hcc/l/"):
                self.assertIn(words, parts[kind], kind)
        self.assertIn(request.reference, mail["Subject"])
        self.assertNotIn("Lan", mail["Subject"])
        self.assertFalse(
            self.env["mail.mail"].search([("email_to", "=", "lan@example.com")]),
            "no copy stays",
        )

    def test_discreet(self):
        self.env.company.email = "office@example.com"
        request = self._submit(email="lan@example.com")
        request.citizen_id.write({"contact_channel": "email", "discreet": True})
        (mail,) = self._deliver(self._make("confirmed", request))
        self.assertEqual(mail["Subject"], request.reference)
        self.assertEqual(mail["From"], "office@example.com")

    def test_tried_again(self):
        request = self._submit(email="lan@example.com")
        request.citizen_id.contact_channel = "email"
        message = self._make("confirmed", request)

        def connect(*_args, **_options):
            raise OSError("gone")

        with patch.object(type(self.env["ir.mail_server"]), "_connect__", connect):
            message._deliver()
        self.assertEqual((message.state, message.attempts), ("pending", 1))
        self.assertTrue(message.next_try_at)
        self.assertTrue(self._deliver(message))
        self.assertEqual((message.state, message.error), ("sent", False))

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_what_core_does_not_tell(self):
        """Core notes most failures on the mail alone."""
        request = self._submit(email="lan@example.com")
        request.citizen_id.contact_channel = "email"
        message = self._make("confirmed", request)
        for failure, state in (
            (RuntimeError("552 mailbox full"), "pending"),
            (AssertionError(IrMail_Server.NO_VALID_RECIPIENT), "to_call"),
        ):
            message._write_guarded({"state": "pending", "tried": False})
            self._deliver(message, failure)
            self.assertEqual((message.state, message.receipt), (state, False))
