from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from ..tools.sms_text import count_segments
from .common import AT_HOME, AT_POINT, BookingCase
from .public_common import PublicCase

HOTLINE = "024 3824 1234"
#: what nobody may learn from a discreet message
TELLING = (
    "birth certificate",
    "identity",
    "Test point",
    "help",
    "free of charge",
    "hỗ trợ",
    "ho tro",
    "miễn phí",
    "mien phi",
    "dịch vụ",
    "dich vu",
    "hành chính",
    "hanh chinh",
    "cộng tác viên",
    "/hcc",
    "http",
)


class WordsCase(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ward_a1.branch_id.hotline = "+842438241234"
        cls.env["hcc.procedure.document"].create(
            {"procedure_id": cls.procedure.id, "name": "The old paper"}
        )

    def _get_citizen_kinds(self):
        """Every kind that a citizen may get; a new one is tested by itself."""
        kinds = dict(self.env["hcc.message"]._fields["kind"].selection)
        return [kind for kind in kinds if kind not in ("offer", "released", "arrived")]

    def _make(self, kind, request):
        """A message of that kind as the methods of the model make it."""
        messages = self.env["hcc.message"].sudo()
        if kind == "call_back":
            return messages._ask_call(request)
        if kind.startswith("complaint"):
            return messages._tell_person(
                kind,
                request.ward_id,
                reference="PA-2345-6789",
                phone="+84912345678",
                request=request,
                deadline=self.now + timedelta(days=3),
                link="https://hcc.example.com/hcc/complain/find",
            )
        values = {
            "on_the_way": {"at": self.now},
            "earlier_offer": {
                "start": AT_POINT - timedelta(hours=1),
                "place": "point",
                "point": request.service_point_id,
                "expires_at": self.now + timedelta(hours=1),
            },
        }.get(kind, {})
        reason = "Birth certificate at a support point" if kind == "refused" else False
        return messages._tell_citizens(kind, request, reason, **values)


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


@tagged("post_install", "-at_install")
class TestOnTheWay(WordsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")

    def _accepted(self, **changes):
        request = self._submit_home(collaborator_id=self.c_a1_2.id, **changes)
        request.assignment_ids.with_user(self.user_helper_2).action_accept()
        return request.assignment_ids.with_user(self.user_helper_2)

    def test_told_with_name_badge_and_time(self):
        entry = self._accepted()
        self.c_a1_2.badge_number = "0777"
        with freeze_time(AT_HOME - timedelta(minutes=25)):
            self.assertTrue(entry.can_set_out)
            notice = entry.action_on_the_way()
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        self.assertEqual((message.state, message.is_urgent), ("pending", True))
        for part in (self.c_a1_2.name, "0777", "14:00"):
            self.assertIn(part, message.body)
        for part in (entry.reference, "0777", "14:00", HOTLINE):
            self.assertIn(part, message.sms_text)
        self.assertEqual(notice["params"]["type"], "success")
        with freeze_time(AT_HOME), self.assertRaises(UserError):
            entry.action_on_the_way()
        self.assertEqual(
            len(self._get_messages(entry.sudo().request_id, "on_the_way")), 1
        )

    def test_late(self):
        entry = self._accepted()
        moment = AT_HOME + timedelta(minutes=8)
        with freeze_time(moment):
            entry.action_on_the_way()
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        at = local_datetime(moment + timedelta(minutes=17)).strftime("%H:%M")
        self.assertIn(at, message.body, "a quarter of an hour, in steps of five")

    def test_only_when_it_makes_sense(self):
        entry = self._accepted()
        with freeze_time(AT_HOME - timedelta(hours=3)), self.assertRaises(UserError):
            entry.action_on_the_way()
        at_point = self._submit(collaborator_id=self.c_a1_1.id, submit_token="two")
        at_point.assignment_ids.with_user(self.user_collaborator).action_accept()
        with freeze_time(AT_POINT), self.assertRaises(UserError):
            at_point.assignment_ids.with_user(
                self.user_collaborator
            ).action_on_the_way()

    def test_not_by_another_helper(self):
        entry = self._accepted()
        with freeze_time(AT_HOME), self.assertRaises(UserError):
            entry.with_user(self.user_helper_3).action_on_the_way()

    def test_without_a_way_the_helper_calls(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "False")
        entry = self._accepted()
        with freeze_time(AT_HOME):
            notice = entry.action_on_the_way()
        self.assertEqual(notice["params"]["type"], "warning")
        message = self._get_messages(entry.sudo().request_id, "on_the_way")
        self.assertEqual(message.state, "cancelled", "no call a while later")


@tagged("post_install", "-at_install")
class TestPageLink(PublicCase):
    def _get_path(self, booked):
        return "/" + booked._get_page_link().split("/", 3)[3]

    def test_opens_the_page_and_changes_nothing(self):
        booked = self._book_elsewhere()
        before = self._contents()
        response = self.url_open(self._get_path(booked))
        self.assertEqual(response.status_code, 200)
        self.assertIn(f"/hcc/request/{booked.reference}", response.url)
        self.assertIn(booked.reference, response.text)
        self.assertEqual(self._contents(), before)

    def test_too_old(self):
        booked = self._book_elsewhere()
        path = self._get_path(booked)
        start = booked.current_appointment_id.start
        with freeze_time(start + timedelta(days=8)):
            response = self.url_open(path)
        self.assertNotIn("/hcc/request/", response.url)
        self.assertIn(booked.reference, response.text, "the form is filled")

    def test_another_reference_or_key(self):
        one, two = self._book_elsewhere(), self._book_elsewhere(phone="0912 000 111")
        path = self._get_path(one)
        for wrong in (
            path.replace(one.reference, two.reference),
            path[:-1] + ("0" if path[-1] != "0" else "1"),
            path.rsplit("-", 1)[0],
            path.rsplit("/", 1)[0] + "/ffffffffff-" + "0" * 32,
            path.rsplit("/", 1)[0] + "/-",
            path.rsplit("/", 1)[0] + "/é-é",
        ):
            response = self.url_open(wrong)
            self.assertEqual(response.status_code, 404, wrong)
            self.assertNotIn("/hcc/request/", response.url)

    def test_valid_until_a_week_after_the_visit(self):
        booked = self._book_elsewhere()
        key = self._get_path(booked).rsplit("/", 1)[1]
        check = self.env["hcc.request"]._check_page_link
        start = booked.current_appointment_id.start
        self.assertEqual(check(booked.reference, key), "valid")
        with freeze_time(start + timedelta(days=6, hours=23)):
            self.assertEqual(check(booked.reference, key), "valid")
        with freeze_time(start + timedelta(days=7, hours=1)):
            self.assertEqual(check(booked.reference, key), "old")
