from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BookingCase


@tagged("post_install", "-at_install")
class TestHccRating(BookingCase):
    """Ratings that a clerk writes down, and where each rating came from."""

    def setUp(self):
        super().setUp()
        self.booked = self._submit()
        visit = self.booked.current_appointment_id
        self.helper = visit.assignment_ids.collaborator_id
        with freeze_time(visit.start + timedelta(minutes=20)):
            visit.assignment_ids.action_accept()
            visit.assignment_ids.action_start()
            visit._complete()

    def _call(self, user, **values):
        values = {"request_id": self.booked.id, "value": "5"} | values
        return self.env["hcc.rating.call"].with_user(user).create(values)

    def test_by_telephone_through_a_clerk(self):
        self._call(self.user_clerk, comment="Very kind").action_confirm()
        self.assertEqual(self.booked.rating_value, 5)
        self.assertEqual(self.booked.rating_channel, "telephone")
        row = self.env["hcc.journal"].search(
            [("action", "=", "rated"), ("res_id", "=", self.booked.id)]
        )
        self.assertEqual(row.user_id, self.user_clerk.id)
        self.assertEqual(row.details, {"value": 5, "channel": "telephone"})
        with self.assertRaises(UserError):
            self._call(self.user_clerk, value="1").action_confirm()

    def test_never_by_whoever_helped(self):
        self.env["hcc.area.role"].create(
            {
                "user_id": self.helper.user_id.id,
                "role": "clerk",
                "scope": "branch",
                "branch_id": self.branch_a.id,
                "date_from": "2026-01-01",
            }
        )
        with self.assertRaises(AccessError):
            self._call(self.helper.user_id).action_confirm()
        self.assertFalse(self.booked.rating_value)

    def test_never_by_others(self):
        for user in (self.user_coordinator_b, self.user_manager, self.user_portal):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._call(user).action_confirm()
        with self.assertRaises(AccessError):
            self.booked.with_user(self.user_manager)._rate_by_telephone(5)
        with self.assertRaises(UserError):
            self._call(self.user_clerk, value=False).action_confirm()

    def test_channel_is_not_written_by_hand(self):
        for name in ("rating_channel", "rating_code", "rating_value"):
            with self.assertRaises(UserError):
                self.booked.with_user(self.user_clerk).write({name: "1"})

    def test_by_link(self):
        self.booked._submit_rating(3)
        self.assertEqual(self.booked.rating_channel, "link")

    def test_codes_differ(self):
        other = self._submit(phone="0987 654 321")
        self.assertRegex(other.rating_code, r"^[2-9A-Z]{4}-[2-9A-Z]{4}$")
        self.assertNotEqual(other.rating_code, self.booked.rating_code)

    def test_printed_slip_carries_the_codes(self):
        content, _type = self.env["ir.actions.report"]._render_qweb_html(
            "hcc_booking.report_slip", self.booked.ids
        )
        text = content.decode()
        self.assertIn(self.booked.rating_code, text)
        self.assertIn("Asked for money?", text)
        self.assertEqual(text.count("<svg "), 3)

    def test_rating_card_names_nobody(self):
        content, _type = self.env["ir.actions.report"]._render_qweb_html(
            "hcc_booking.report_rating_card", self.booked.ids
        )
        text = content.decode()
        self.assertIn(self.booked.rating_code, text)
        self.assertIn("/hcc/rate", text)
        for secret in ("Lan", self.procedure.name, self.helper.name):
            self.assertNotIn(secret, text)
        report = self.env.ref("hcc_booking.action_report_rating_card")
        clerks = self.env.ref("hcc_collaborator.group_hcc_clerk")
        self.assertEqual(report.group_ids, clerks, "the helper does not print it")
        # nor opens it by its address
        self.booked.invalidate_recordset()
        for name in ("report_rating_card", "report_slip"):
            reports = self.env["ir.actions.report"].with_user(self.helper.user_id)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                reports._render_qweb_html(f"hcc_booking.{name}", self.booked.ids)
