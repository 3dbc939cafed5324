from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .common import AT_HOME, AT_POINT, BookingCase

WEDNESDAY = date(2026, 11, 25)


@tagged("post_install", "-at_install")
class TestHccEnding(BookingCase):
    """Two of ward A1 have a visit; one of them is suspended or leaves."""

    def setUp(self):
        super().setUp()
        self.person = self.c_a1_2
        self.as_coordinator = self.person.with_user(self.user_coordinator)
        self.at_point = self._submit(collaborator_id=self.person.id)
        self.at_home = self._submit_home(
            collaborator_id=self.person.id, phone="0912000001"
        )
        self.env.flush_all()

    def _live(self, request):
        return request.current_appointment_id.assignment_ids.filtered("is_live")

    def _end(self, kind="suspend", **values):
        return self.as_coordinator._end_work(kind, "Why", **values)

    def test_visits_are_taken_over_and_all_are_told(self):
        before = self.at_point.current_appointment_id.start
        sentences = self._end()
        self.assertEqual(self._live(self.at_point).collaborator_id, self.c_a1_1)
        self.assertEqual(self._live(self.at_home).collaborator_id, self.c_a1_3)
        self.assertEqual(self.at_point.current_appointment_id.start, before)
        self.assertEqual(self.person.state, "suspended")
        for request in (self.at_point, self.at_home):
            self.assertTrue(self._get_messages(request, "helper_changed"))
            self.assertTrue(
                self._get_messages(request, "offer", "collaborator").filtered(
                    lambda message: message.collaborator_id != self.person
                )
            )
            self.assertTrue(self._get_messages(request, "released", "collaborator"))
        self.assertIn(self.c_a1_1.name, "\n".join(sentences))

    def test_what_nobody_takes_stays_promised_and_red(self):
        self.c_a1_1.with_user(self.user_coordinator)._end_work("leave", "Why")
        self._end()
        visit = self.at_point.current_appointment_id
        self.assertEqual(visit.state, "booked")
        self.assertFalse(self._live(self.at_point))
        red = self.env["hcc.attention"].search(
            [("request_id", "=", self.at_point.id), ("kind", "=", "no_helper")]
        )
        self.assertTrue(red)

    def test_shifts_are_withdrawn_and_the_running_one_ends_now(self):
        mine = self.shifts.filtered(lambda shift: shift.collaborator_id == self.person)
        with freeze_time(AT_POINT - timedelta(minutes=30)):
            self._end()
        morning, later = mine.sorted("start")
        self.assertEqual(morning.state, "published")
        self.assertEqual(morning.stop, AT_POINT - timedelta(minutes=30))
        self.assertEqual(later.state, "cancelled")

    def test_a_visit_that_has_begun_is_mended_first(self):
        entry = self._live(self.at_point)
        with freeze_time(AT_POINT):
            entry.action_accept()
            entry.action_start()
            with self.assertRaises(UserError):
                self._end()
        self.env.invalidate_all()
        self.assertEqual(self.person.state, "active")
        self.assertEqual(
            self._live(self.at_home).collaborator_id, self.person, "nothing half done"
        )

    def test_form_lists_visits_with_candidates(self):
        form = Form(
            self.env["hcc.collaborator.ending"]
            .with_user(self.user_coordinator)
            .with_context(default_collaborator_id=self.person.id)
        )
        form.reason = "Why"
        self.assertEqual(len(form.line_ids), 2)
        self.assertIn("on call", form.other_words)
        for index in range(2):
            with form.line_ids.edit(index) as line:
                self.assertNotIn(self.person, line.candidate_ids[:])
                if line.reference == self.at_home.reference:
                    self.assertIn(self.c_a1_3, line.candidate_ids[:])
                    self.assertEqual(line.collaborator_id, self.c_a1_3)
                    line.collaborator_id = self.person.browse()
        ending = form.save()
        ending.action_confirm()
        self.assertFalse(self._live(self.at_home), "as it was chosen")
        self.assertEqual(self._live(self.at_point).collaborator_id, self.c_a1_1)
        self.assertIn("stays red", ending.result)

    def test_of_another_branch(self):
        with self.assertRaises(AccessError):
            self.person.with_user(self.user_coordinator_b)._end_work("suspend", "Why")
        self.assertEqual(self._live(self.at_home).collaborator_id, self.person)

    def test_the_bare_button_still_refuses(self):
        with self.assertRaises(UserError):
            self.as_coordinator.action_suspend()

    def test_booked_in_the_same_moment_is_red(self):
        """A booking that did not see the ending: its visit is shown as one to mend."""
        self.env.cr.execute(
            "UPDATE hcc_collaborator SET state = 'suspended' WHERE id = %s",
            [self.person.id],
        )
        self.env.invalidate_all()
        red = self.env["hcc.attention"].search(
            [("request_id", "=", self.at_home.id), ("kind", "=", "helper_away")]
        )
        self.assertTrue(red)

    def test_no_message_of_the_visit_to_who_has_left(self):
        self._end("leave")
        self.assertFalse(self.user_helper_2.active)
        self.assertFalse(self.person._get_future_commitments())


@tagged("post_install", "-at_install")
class TestHccWorkItems(BookingCase):
    """What counts as work, out of shifts, absences and visits of one Wednesday."""

    def _items(self, person):
        items = person._get_work_items(WEDNESDAY, WEDNESDAY + timedelta(days=1))
        return {
            (item["kind"], item["start"], item["stop"])
            for item in items
            if item["collaborator_id"] == person.id
        }

    def test_shifts_without_absences(self):
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_2.id,
                "start": utc_datetime(WEDNESDAY, 15),
                "stop": utc_datetime(WEDNESDAY, 17),
            }
        )
        self.shifts[0].action_cancel()
        self.assertEqual(
            self._items(self.c_a1_2),
            {
                ("point", utc_datetime(WEDNESDAY, 8), utc_datetime(WEDNESDAY, 12)),
                ("on_call", utc_datetime(WEDNESDAY, 13), utc_datetime(WEDNESDAY, 15)),
                ("on_call", utc_datetime(WEDNESDAY, 17), utc_datetime(WEDNESDAY, 21)),
            },
        )
        self.assertFalse(self._items(self.c_a1_1), "cancelled")

    def test_visits_that_were_done(self):
        request = self._submit_home(collaborator_id=self.c_a1_2.id)
        visit = request.current_appointment_id
        visit._assign(self.c_a1_3)
        with freeze_time(AT_HOME):
            visit.assignment_ids.action_accept()
            visit.assignment_ids[0].action_start()
        done = AT_HOME + timedelta(minutes=40)
        with freeze_time(done):
            visit._complete()
        self.assertIn(("visit", AT_HOME, done), self._items(self.c_a1_2))
        self.assertIn(("companion", AT_HOME, done), self._items(self.c_a1_3))

    def test_statement_of_the_month(self):
        with freeze_time(datetime(2026, 12, 2)):
            made = self.env["hcc.statement"]._make(WEDNESDAY, self.c_a1_2)
        self.assertEqual(made.hours, 12)
        self.assertEqual(made.evening_hours, 3)

    def test_last_activity(self):
        """Who has a shift to come is active; one of the past counts with its day."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE hcc_collaborator SET create_date = '2026-01-01'")
        self.env.invalidate_all()
        last = (self.c_a1_1 | self.c_b1_1)._get_last_activity()
        self.assertEqual(last[self.c_a1_1.id], self.now.date())
        with freeze_time(datetime(2027, 3, 1)):
            later = self.c_b1_1._get_last_activity()
        self.assertEqual(later[self.c_b1_1.id], WEDNESDAY)

    def test_queries_do_not_depend_on_people(self):
        team = self.c_a1_1 | self.c_a1_2 | self.c_a1_3 | self.c_a2_1
        span = WEDNESDAY, WEDNESDAY + timedelta(days=1)
        counts = []
        for people in (team[:1], team):
            for call in (
                lambda people=people: people._get_work_items(*span),
                lambda people=people: people._get_last_activity(),
            ):
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                call()
                counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[:2], counts[2:])


@tagged("post_install", "-at_install")
class TestBadgeInMessages(BookingCase):
    def _set_out(self, **changes):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "True")
        request = self._submit_home(collaborator_id=self.c_a1_2.id, **changes)
        entry = request.assignment_ids.with_user(self.user_helper_2)
        entry.action_accept()
        with freeze_time(AT_HOME - timedelta(minutes=20)):
            entry.action_on_the_way()
        return self._get_messages(request, "on_the_way")

    def test_number_and_check_code(self):
        message = self._set_out()
        for text in (message.body, message.sms_text):
            self.assertIn(self.c_a1_2.badge_number, text)
            self.assertIn(self.c_a1_2.badge_code, text)
        self.assertNotIn("http", message.sms_text)

    def test_email_leads_to_the_photo(self):
        message = self._set_out()
        page = message._prepare_mail("lan@example.com")["body_html"]
        self.assertIn(f"/hcc/badge/{self.c_a1_2.badge_token}", page)

    def test_discreet_tells_nothing(self):
        message = self._set_out(discreet=True)
        self.assertNotIn(self.c_a1_2.badge_code, message.body + message.sms_text)
        self.assertFalse(message._get_page_link())

    def test_other_messages_do_not_have_it(self):
        request = self._submit_home(collaborator_id=self.c_a1_2.id)
        message = self._get_messages(request, "confirmed")
        self.assertNotIn(self.c_a1_2.badge_code, message.body + message.sms_text)
