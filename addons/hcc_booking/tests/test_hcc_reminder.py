from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common import AT_HOME, AT_POINT, BookingCase

#: Tuesday 17:00 in Hanoi, the day before the visits
EVE = datetime(2026, 11, 24, 10, 0)


@tagged("post_install", "-at_install")
class TestHccReminder(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")

    def _submit_told(self, **changes):
        """A request whose confirmation is out already."""
        request = self._submit(**changes)
        request.outbox_ids._write_guarded({"state": "sent"})
        return request

    def _run(self, moment=EVE):
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref(
                "hcc_booking.ir_cron_hcc_message_remind"
            ).method_direct_trigger()

    def _get_reminders(self, request):
        return self._get_messages(request, "reminder")

    def test_once_for_each_time(self):
        request = self._submit_told(collaborator_id=self.c_a1_1.id)
        self._run(EVE - timedelta(days=1))
        self.assertFalse(self._get_reminders(request), "it is the day after tomorrow")
        self._run()
        self._run(EVE + timedelta(hours=1))
        reminder = self._get_reminders(request)
        self.assertEqual(len(reminder), 1)
        self.assertEqual((reminder.channel, reminder.state), ("sms", "pending"))
        for part in (request.reference, "25/11/2026", "09:00", self.point_a1.name):
            self.assertIn(part, reminder.body)
        self.assertNotIn("Lan", reminder.body)
        self.assertEqual(request.current_appointment_id.reminded_at, EVE)
        sentences = self.env["hcc.request.history"].search(
            [("request_id", "=", request.id), ("action", "=", "reminded")]
        )
        self.assertEqual(len(sentences), 1)
        self.assertIn("reminded", sentences.sentence)
        self.assertFalse(
            request.outbox_ids.filtered(
                lambda message: (
                    message.kind == "reminder" and message.recipient != "citizen"
                )
            ),
            "the helper is not reminded",
        )

    def test_all_visits_of_tomorrow_and_no_others(self):
        """The first and the last minute of the local day count."""
        times = (
            datetime(2026, 11, 24, 16, 59),
            datetime(2026, 11, 24, 17, 0),
            datetime(2026, 11, 25, 16, 59),
            datetime(2026, 11, 25, 17, 0),
        )
        requests = self.env["hcc.request"]
        for number, start in enumerate(times):
            request = self._submit_told(
                submit_token=f"t{number}", phone=f"091234500{number}"
            )
            request.current_appointment_id._write_guarded(
                {
                    "start": start,
                    "stop": start + timedelta(minutes=30),
                    "desk": number + 1,
                    "promised_at": start - timedelta(days=3),
                }
            )
            requests |= request
            request.assignment_ids._release("released")
        self._run()
        self.assertEqual(
            [len(self._get_reminders(request)) for request in requests], [0, 1, 1, 0]
        )

    def test_moved_is_reminded_anew(self):
        request = self._submit_told()
        self._run()
        later = AT_POINT + timedelta(days=1)
        for shift in self.shifts:
            shift.copy(
                {
                    "start": shift.start + timedelta(days=1),
                    "stop": shift.stop + timedelta(days=1),
                    "state": "published",
                }
            )
        with freeze_time(EVE + timedelta(hours=1)):
            request._move(later)
        self.assertEqual(self._get_reminders(request).state, "cancelled")
        self.assertFalse(request.current_appointment_id.reminded_at)
        request.outbox_ids.filtered(
            lambda message: message.state == "pending"
        )._write_guarded({"state": "sent"})
        self._run(EVE + timedelta(days=1))
        reminders = self._get_reminders(request)
        self.assertEqual(len(reminders), 2)
        self.assertIn("26/11/2026", reminders.sorted("id")[-1].body)

    def test_who_has_just_been_told_is_not_reminded(self):
        for hours, expected in ((23, 0), (24, 1)):
            with freeze_time(AT_HOME - timedelta(hours=hours)):
                request = self._submit_told(
                    submit_token=f"h{hours}",
                    phone=f"09123456{hours}",
                    place="home",
                    service_point_id=False,
                    start=AT_HOME,
                    difficulty_travelling=True,
                )
            self._run(EVE)
            self.assertEqual(len(self._get_reminders(request)), expected, hours)

    def test_nobody_is_called_for_a_reminder(self):
        request = self._submit_told()
        request.citizen_id.contact_channel = "call"
        self._run()
        self.assertFalse(self._get_reminders(request))

    def test_without_a_gateway_only_mail_reminds(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "False")
        by_phone = self._submit_told()
        by_mail = self._submit_told(
            submit_token="mail", phone="0912 345 679", email="lan@example.com"
        )
        by_mail.citizen_id.contact_channel = "email"
        self._run()
        self.assertFalse(self._get_reminders(by_phone))
        self.assertEqual(self._get_reminders(by_mail).channel, "email")

    def test_a_reminder_that_fails_makes_no_work(self):
        request = self._submit_told()
        self._run()
        reminder = self._get_reminders(request)
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "False")
        reminder._deliver()
        self.assertEqual(reminder.state, "cancelled")
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        reminder._write_guarded({"state": "pending"})
        reminder._deliver()
        self.assertEqual(reminder.state, "sent")
        reminder.sms_id.state = "error"
        reminder._note_failed_sms()
        self.assertEqual(reminder.state, "cancelled")

    def test_who_waits_for_the_first_word_keeps_it(self):
        request = self._submit()
        request.outbox_ids._write_guarded({"state": "to_call"})
        self._run()
        self.assertFalse(self._get_reminders(request))
        self.assertEqual(self._get_messages(request, "confirmed").state, "to_call")

    def test_cancelled_visits(self):
        request = self._submit_told()
        request._cancel()
        self._run()
        self.assertFalse(self._get_reminders(request))

    def test_one_bad_record_does_not_stop_the_others(self):
        bad = self._submit_told()
        good = self._submit_told(submit_token="two", phone="0912 345 679")
        messages = type(self.env["hcc.message"])
        original = messages._prepare_citizen_messages

        def prepare(model, kind, request, reason=False, **values):
            if request == bad:
                model.env.cr.execute("SELECT 1 / 0", log_exceptions=False)
            return original(model, kind, request, reason, **values)

        with patch.object(messages, "_prepare_citizen_messages", prepare):
            self._run()
        self.assertFalse(self._get_reminders(bad))
        self.assertEqual(len(self._get_reminders(good)), 1)
        self._run()
        self.assertEqual(len(self._get_reminders(bad)), 1, "tried again")
        self.assertEqual(len(self._get_reminders(good)), 1)

    def test_queries_of_a_batch(self):
        requests = self._submit_told()
        requests |= self._submit_told(submit_token="two", phone="0912 345 679")
        visits = requests.current_appointment_id
        self.assertEqual(len(visits.lead_id), 2)
        messages = self.env["hcc.message"]

        def count(visits):
            requests.outbox_ids._write_guarded({"state": "sent"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # as the job gets them
            messages._remind(visits.browse(visits.ids))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        with freeze_time(EVE):
            count(visits)
            self.assertEqual(count(visits[:1]), count(visits))
        self.assertEqual(len(self._get_reminders(requests)), 5)
