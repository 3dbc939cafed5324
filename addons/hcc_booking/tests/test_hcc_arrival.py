from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import Form, tagged

from .common import AT_POINT, BookingCase
from .public_common import PublicCase

EARLY = AT_POINT - timedelta(minutes=10)


@tagged("post_install", "-at_install")
class TestHccArrival(BookingCase):
    """Somebody is at the point: the helper is told, the clerks see who waits."""

    def setUp(self):
        super().setUp()
        self.booked = self._submit()
        self.visit = self.booked.current_appointment_id
        self.helper = self.visit.assignment_ids.collaborator_id

    def _form(self, typed, user=None):
        form = Form(self.env["hcc.arrival"].with_user(user or self.user_clerk))
        form.typed = typed
        return form.save()

    def test_clerk_scans_the_slip(self):
        with freeze_time(EARLY):
            form = self._form(
                f"https://example.org/hcc/find?ref={self.booked.reference}"
            )
            self.assertEqual(form.appointment_id, self.visit)
            answer = form.action_confirm()
        self.assertIn(self.helper.name, answer["params"]["message"])
        self.assertEqual(self.visit.arrived_at, EARLY)
        message = self._get_messages(self.booked, "arrived", "collaborator")
        self.assertEqual(message.collaborator_id, self.helper)
        self.assertEqual(message.channel, "inbox")
        row = self.env["hcc.journal"].search(
            [("action", "=", "arrived"), ("res_id", "=", self.visit.id)]
        )
        self.assertEqual(row.details, {"by": "clerk"})

    def test_helper_is_told_by_the_job_at_once(self):
        with freeze_time(EARLY):
            self.visit.with_user(self.user_clerk).action_arrived()
            trigger = self.env["ir.cron.trigger"].search(
                [
                    (
                        "cron_id",
                        "=",
                        self.env.ref("hcc_booking.ir_cron_hcc_message_send").id,
                    )
                ]
            )
            self.assertTrue(trigger)
            entry = self.visit.assignment_ids.with_user(self.helper.user_id)
            self.assertEqual(entry.arrived_words, "Here since 08:50")

    def test_by_telephone_number_of_person_or_asker(self):
        with freeze_time(EARLY):
            form = self._form("0912 345 678")
            self.assertEqual(form.appointment_id, self.visit)
            self.assertFalse(self._form("0912 345 679").appointment_id)
            with self.assertRaises(UserError):
                self._form("0912 345 679").action_confirm()

    def test_two_visits_with_one_telephone_are_chosen_from(self):
        self._submit(start=AT_POINT + timedelta(hours=1), name="Bà Hoa")
        with freeze_time(EARLY):
            form = self._form("0912 345 678")
            self.assertEqual(len(form.found_ids), 2)
            self.assertFalse(form.appointment_id)

    def test_told_once(self):
        with freeze_time(EARLY):
            for _time in range(3):
                self.visit.with_user(self.user_clerk).action_arrived()
        messages = self._get_messages(self.booked, "arrived", "collaborator")
        self.assertEqual(len(messages), 1)

    def test_not_on_another_day_nor_at_home_nor_when_closed(self):
        clerk = self.visit.with_user(self.user_clerk)
        with self.assertRaises(UserError):
            clerk.action_arrived()
        home = self._submit_home().current_appointment_id
        with freeze_time(EARLY), self.assertRaises(UserError):
            home.with_user(self.user_clerk).action_arrived()
        self.booked._cancel()
        with freeze_time(EARLY), self.assertRaises(UserError):
            clerk.action_arrived()

    def test_others_may_not(self):
        with freeze_time(EARLY):
            for user in (
                self.user_coordinator_b,
                self.user_manager,
                self.helper.user_id,
                self.user_portal,
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self.visit.with_user(user).action_arrived()
            form = self.env["hcc.arrival"].with_user(
                self._new_role_user("clerk", branch=self.branch_b, login="test_clerk_b")
            )
            self.assertFalse(form.create({"typed": "0912345678"}).found_ids)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                form.create({"appointment_id": self.visit.id})
        with self.assertRaises(UserError):
            self.visit.with_user(self.user_clerk).write({"arrived_at": AT_POINT})
        self.assertFalse(self.visit.arrived_at)

    def test_list_of_who_is_here(self):
        with freeze_time(EARLY):
            self.visit.with_user(self.user_clerk).action_arrived()
            here = self.env["hcc.appointment"].with_user(self.user_clerk)
            here = here.search(
                here._get_today_domain() & Domain("arrived_at", "!=", False)
            )
            self.assertEqual(here, self.visit)

    def test_deadlines_of_complaints_are_checked(self):
        settings = self.env["res.config.settings"]
        for name in ("hcc_complaint_money_hours", "hcc_complaint_days"):
            with self.assertRaises(ValidationError):
                settings.create({name: 0})
        # the other settings must be right as well
        parameter = self.env["ir.config_parameter"]
        parameter.set_param("hcc_booking.quota_person_day", "2")
        settings.create({"hcc_complaint_days": 3}).execute()
        self.assertEqual(parameter.get_param("hcc_booking.complaint_days"), "3")


@tagged("post_install", "-at_install", "security")
class TestPublicArrival(PublicCase):
    def test_citizen_says_so_on_the_own_page(self):
        booked = self._book()
        path = f"/hcc/request/{booked.reference}"
        self.assertNotIn("/here", self._get(path).text, "not today")
        visit = booked.current_appointment_id
        with freeze_time(EARLY):
            self._grant_again(booked)
            page = self._get(path)
            values = self._form(page, "/here")
            contents = self._contents()
            self._get(path)
            self.assertEqual(self._contents(), contents)
            response = self._post(f"{path}/here", values)
            self.assertIn("08:50", response.text)
            self.assertNotIn("I am at the support point now", response.text)
            self.assertEqual(visit.arrived_at, EARLY)
            self._post(f"{path}/here", values)
        messages = self._get_messages(booked, "arrived", "collaborator")
        self.assertEqual(len(messages), 1)

    def _grant_again(self, booked):
        page = self._get("/hcc/find", ref=booked.reference)
        values = self._form(page, "/hcc/find") | {"phone": "0912 345 678"}
        self._post("/hcc/find", values)

    def test_without_a_grant_or_a_token_nothing_happens(self):
        other = self._book_elsewhere()
        own = self._book_elsewhere(phone="0987 654 321")
        visit = other.current_appointment_id
        with freeze_time(EARLY):
            self._post(f"/hcc/request/{other.reference}/here", {"token": "x"})
            page = self._get("/hcc/find", ref=own.reference)
            values = self._form(page, "/hcc/find") | {"phone": "0987 654 321"}
            page = self._post("/hcc/find", values)
            token = self._form(page, "/here")
            self._post(f"/hcc/request/{other.reference}/here", token)
            for bad in ("", "x", token["token"] + "0"):
                self._post(f"/hcc/request/{own.reference}/here", {"token": bad})
        self.assertFalse(visit.arrived_at)
        self.assertFalse(own.current_appointment_id.arrived_at)
