from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tools.phone import format_phone

from .common import AT_POINT, BookingCase


@tagged("post_install", "-at_install")
class TestHccMessage(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("hcc_collaborator.hotline", "+842438241234")
        cls.env["hcc.message"].search([])._write_guarded({"state": "cancelled"})

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("hcc_booking.ir_cron_hcc_message_send").method_direct_trigger()

    def test_confirmed_says_what_counts(self):
        request = self._submit(collaborator_id=self.c_a1_1.id)
        body = self._get_messages(request, "confirmed").body
        for part in (
            request.reference,
            self.c_a1_1.name,
            self.c_a1_1.badge_number,
            "25/11/2026",
            "09:00",
            self.point_a1.name,
            self.point_a1.address,
            format_phone(self.ward_a1.branch_id.hotline),
        ):
            self.assertIn(part, body)
        for secret in ("Lan", "12 Test street", "912345678"):
            self.assertNotIn(secret, body)

    def test_words_in_english(self):
        request = self._submit(collaborator_id=self.c_a1_1.id)
        self.env["res.lang"]._activate_lang("en_US")
        messages = self.env["hcc.message"].with_context(lang="en_US")
        self.patch(type(messages), "_get_citizen_lang", lambda self: "en_US")
        body = messages._prepare_citizen_messages("confirmed", request)[0]["body"]
        self.assertIn("on Wednesday 25/11/2026 at 09:00", body)
        self.assertIn("free of charge", body)

    def test_language_of_citizens(self):
        request = self._submit()
        body = self._get_messages(request, "confirmed").body
        if self.env["res.lang"]._get_data(code="vi_VN"):
            self.assertIn("Thứ Tư", body)

    def test_helper_gets_offer(self):
        request = self._submit(collaborator_id=self.c_a1_1.id)
        offer = self._get_messages(request, "offer", "collaborator")
        self.assertEqual(offer.user_id, self.user_collaborator)
        self.assertEqual(offer.channel, "inbox")
        self.assertNotIn("Lan", offer.body)
        self._run_cron()
        self.assertEqual(offer.state, "sent")
        self.assertEqual(offer.sent_at, self.now)

    def test_without_gateway_there_is_a_call(self):
        message = self._get_messages(self._submit(), "confirmed")
        self.assertEqual((message.channel, message.state), ("sms", "pending"))
        self._run_cron()
        self.assertEqual((message.state, message.attempts), ("to_call", 1))
        message.with_user(self.user_clerk).action_called()
        self.assertEqual(message.state, "done")
        self.assertEqual(message.request_id.first_contact_at, self.now)
        with self.assertRaises(UserError):
            message.action_called()

    def test_with_gateway(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        message = self._get_messages(self._submit(), "confirmed")
        self._run_cron()
        self.assertEqual(message.state, "sent")
        self.assertEqual(message.sms_id.number, "+84912345678")
        message.sms_id.state = "error"
        self._run_cron()
        self.assertEqual(message.state, "to_call", "not delivered: somebody calls")

    def test_one_bad_message_does_not_stop_the_others(self):
        first, second = self._submit(), self._submit(submit_token="two")
        bad = self._get_messages(first, "offer", "collaborator")
        good = self._get_messages(second, "offer", "collaborator")
        original = type(bad)._deliver_inbox

        def deliver(message):
            if message == bad:
                message.env.cr.execute("SELECT 1 / 0", log_exceptions=False)
            return original(message)

        with patch.object(type(bad), "_deliver_inbox", deliver):
            self._run_cron()
        self.assertEqual((bad.state, good.state), ("failed", "sent"))
        self.assertTrue(bad.error)
        bad.action_retry()
        self._run_cron()
        self.assertEqual((bad.state, bad.attempts, bad.error), ("sent", 1, False))

    def test_running_twice_sends_once(self):
        message = self._get_messages(self._submit(), "offer", "collaborator")
        self._run_cron()
        self._run_cron()
        self.assertEqual(message.attempts, 1)

    def test_channels(self):
        request = self._submit()
        citizen = request.citizen_id
        for channel, email, expected in (
            ("email", "lan@example.com", "email"),
            ("email", False, "sms"),
            ("call", False, "call"),
        ):
            citizen.write({"contact_channel": channel, "email": email})
            request._move(AT_POINT + timedelta(minutes=15))
            message = self._get_messages(request, "moved").sorted("id")[-1:]
            self.assertEqual(message.channel, expected)
            if channel == "call":
                self.assertEqual(message.state, "to_call")

    def test_email(self):
        request = self._submit(email="lan@example.com")
        request.citizen_id.contact_channel = "email"
        request._cancel()
        message = self._get_messages(request, "cancelled")
        sent = []
        with patch.object(
            type(self.env["mail.mail"]),
            "send",
            lambda mails, **kwargs: sent.append((mails.email_to, mails.subject)),
        ):
            self._run_cron()
        self.assertEqual(message.state, "sent")
        address, subject = sent[0]
        self.assertEqual((len(sent), address), (1, "lan@example.com"))
        self.assertIn(request.reference, subject)

    def test_messages_are_batched(self):
        for number in range(2):
            self._submit(submit_token=f"batch-{number}")
        requests = self.env["hcc.request"].search([("state", "=", "booked")])
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["hcc.message"]._tell_citizens("cancelled", requests)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["hcc.message"]._tell_citizens("cancelled", requests[:1])
        self.env.flush_all()
        one = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["hcc.message"]._tell_citizens("cancelled", requests)
        self.env.flush_all()
        self.assertEqual(self.env.cr.sql_log_count - before, one)

    def test_cost_of_a_confirmation(self):
        """The words of a confirmation come out of what booking has read already."""
        messages = type(self.env["hcc.message"])
        original = messages._tell_citizens
        counts = []

        def tell(model, *args, **values):
            model.env.flush_all()
            before = model.env.cr.sql_log_count
            told = original(model, *args, **values)
            model.env.flush_all()
            counts.append(model.env.cr.sql_log_count - before)
            return told

        for number in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            with patch.object(messages, "_tell_citizens", tell):
                self._submit(submit_token=f"cost-{number}", phone=f"091234560{number}")
        self.assertLessEqual(counts[1], 3)
