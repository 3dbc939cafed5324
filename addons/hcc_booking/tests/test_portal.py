from odoo.tests import tagged

from .public_common import PublicCase


@tagged("security")
class TestPortal(PublicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_portal.lang = "en_US"
        cls.partner = cls.user_portal.partner_id

    def setUp(self):
        super().setUp()
        self.own = self._book_elsewhere(partner_id=self.partner.id)
        self.foreign = self._book_elsewhere(phone="0987 654 321")

    def test_pages_need_an_account(self):
        for path in ("/my/requests", f"/my/requests/{self.own.id}"):
            response = self.url_open(path)
            self.assertIn("/web/login", response.url)
            self.assertNotIn(self.own.reference, response.text)

    def test_list_holds_the_own_requests_alone(self):
        self.authenticate("test_portal", "test_portal")
        response = self.url_open("/my/requests")
        self.assertIn(self.own.reference, response.text)
        self.assertNotIn(self.foreign.reference, response.text)
        response = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["hcc_request_count"]}
        )
        self.assertEqual(response["hcc_request_count"], 1)

    def test_own_request_and_on_to_the_pages_that_change_it(self):
        self.authenticate("test_portal", "test_portal")
        response = self.url_open(f"/my/requests/{self.own.id}")
        self.assertIn(self.own.current_appointment_id.lead_id.name, response.text)
        response = self._get(f"/hcc/request/{self.own.reference}")
        self.assertEqual(self._title(response), "Your appointment is booked")

    def test_request_of_somebody_else_is_not_shown(self):
        self.authenticate("test_portal", "test_portal")
        for request_id in (self.foreign.id, 999_999_999):
            response = self.url_open(f"/my/requests/{request_id}")
            self.assertTrue(response.url.rstrip("/").endswith("/my"), response.url)
        response = self._get(f"/hcc/request/{self.foreign.reference}")
        self.assertEqual(self._title(response), "See, change or cancel an appointment")

    def test_staff_see_only_their_own_here(self):
        self.authenticate("test_coordinator", "test_coordinator")
        response = self.url_open("/my/requests")
        self.assertNotIn(self.foreign.reference, response.text)
        response = self.url_open(f"/my/requests/{self.foreign.id}")
        self.assertNotIn(self.foreign.reference, response.text)

    def test_looking_changes_nothing(self):
        self.authenticate("test_portal", "test_portal")
        self.url_open("/my")
        contents = self._contents()
        for path in ("/my", "/my/requests", f"/my/requests/{self.own.id}"):
            self.assertEqual(self.url_open(path).status_code, 200)
        self.assertEqual(self._contents(), contents)

    def test_booking_while_logged_in_belongs_to_the_account(self):
        self.authenticate("test_portal", "test_portal")
        booked = self._book(start="2026-11-25T10:00")
        self.assertEqual(booked.partner_id, self.partner)
        response = self.url_open("/my/requests")
        self.assertIn(booked.reference, response.text)

    def test_home_page_has_the_entry(self):
        self.authenticate("test_portal", "test_portal")
        self.assertIn("/my/requests", self.url_open("/my").text)
