from datetime import timedelta

from odoo.tests import Form, tagged

from ..exceptions import BookingError
from .common import AT_HOME, AT_POINT
from .office_common import OfficeCase

HALF_HOUR = timedelta(minutes=30)


@tagged("post_install", "-at_install")
class TestOfficeHome(OfficeCase):
    """The clerk's form: home visits, on behalf of others, persons booked twice."""

    def _intake(self, **changes):
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.ward_id = self.ward_a1
        form.phone = "0912345678"
        form.name = "Nguyễn Thị Lan"
        form.procedure_ids.add(self.procedure)
        form.service_point_id = self.point_a1
        form.slot_from = AT_POINT.date()
        for name, value in changes.items():
            setattr(form, name, value)
        return form

    def _book(self, form):
        action = form.save().action_book()
        return self.env["hcc.request"].browse(action["res_id"])

    def test_home_visit(self):
        reason = self.env.ref("hcc_booking.hcc_home_reason_difficulty")
        form = self._intake(place="home", address="12 Test street")
        form.address_note = "Third house"
        form.home_reason_ids.add(reason)
        form.slot = self._slot_at(form, AT_HOME)
        form.consent_given = True
        request = self._book(form)
        self.assertEqual(request.home_reason_ids, reason)
        self.assertTrue(request.difficulty_travelling)
        self.assertEqual(request.citizen_id.address_note, "Third house")
        self.assertEqual(request.home_decision, "pending", "a clerk decides nothing")

    def test_on_behalf(self):
        form = self._intake(on_behalf=True)
        self.assertIn("another person", form.behalf_body)
        form.requester_name = "Trần Văn Hùng"
        form.requester_phone = "0912 111 222"
        form.requester_relation = "ward_official"
        form.slot = self._slot_at(form, AT_POINT)
        form.consent_given = True
        request = self._book(form)
        self.assertEqual(len(request.consent_ids), 2)
        self.assertTrue(request.with_user(self.user_clerk).asks_own_consent)

    def test_the_clerk_sees_who_is_booked_already(self):
        request = self._submit()
        form = self._intake()
        self.assertTrue(form.is_double)
        self.assertIn(request.reference, form.live_requests)
        form.name = "Somebody else"
        self.assertFalse(form.is_double)
        self.assertIn(request.reference, form.live_requests, "the same telephone")
        form.phone = "0912 345 999"
        self.assertFalse(form.live_requests)

    def test_the_clerk_sees_own_wards_alone(self):
        self._submit(
            ward_id=self.ward_b1.id, service_point_id=False, start=False, wish="x"
        )
        self.assertFalse(self._intake().live_requests)

    def test_more_than_usual_with_a_reason(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.quota_person_day", "1")
        self._submit()
        form = self._intake()
        self.assertFalse(form.is_quota_full, "no time is chosen yet")
        form.slot = self._slot_at(form, AT_POINT + HALF_HOUR)
        self.assertTrue(form.is_quota_full)
        form.consent_given = True
        intake = form.save()
        with self.assertRaises(BookingError), self.cr.savepoint():
            intake.action_book()
        form.quota_reason = "Two papers"
        request = self._book(form)
        self.assertEqual(request.quota_reason, "Two papers")

    # -------------------------------------------------------------------------
    # DUPLICATES
    # -------------------------------------------------------------------------
