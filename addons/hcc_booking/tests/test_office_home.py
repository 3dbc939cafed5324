from datetime import timedelta

from odoo.exceptions import AccessError, UserError
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

    def _rows(self, request):
        self.env.flush_all()
        return (
            self.env["hcc.duplicate"]
            .with_user(self.user_clerk)
            .search([("request_id", "=", request.id)])
        )

    def test_who_is_booked_twice(self):
        first = self._submit()
        again = self._submit(start=AT_POINT + HALF_HOUR, name="nguyen thi lan")
        other = self._submit(start=AT_POINT + 2 * HALF_HOUR, name="Another person")
        row = self._rows(again)
        self.assertEqual(row.kind, "booked_twice")
        self.assertEqual(row.other_request_id, first)
        self.assertFalse(self._rows(other), "a family shares a telephone")
        self.assertFalse(self._rows(first))
        as_other_branch = row.with_user(self.user_coordinator_b)
        self.assertFalse(as_other_branch.search([("request_id", "=", again.id)]))

    def test_another_day_and_matter_is_no_duplicate(self):
        self._submit()
        other = self._submit(
            start=False, wish="Any morning", procedure_ids=self.procedure_point.ids
        )
        self.assertFalse(self._rows(other))

    def test_the_later_one_is_cancelled_in_one_tap(self):
        first = self._submit()
        again = self._submit(start=AT_POINT + HALF_HOUR)
        self._rows(again).action_cancel_later()
        self.assertRecordValues(
            again, [{"state": "cancelled", "cancelled_by": "clerk"}]
        )
        self.assertEqual(first.state, "booked")
        self.assertFalse(self._rows(again))
        self.assertIn(again.reference, self._get_messages(again, "cancelled").body)
        told = self._get_messages(first, "confirmed")
        self.assertIn("pending", told.mapped("state"), "what stays is said again")

    def test_merge(self):
        first = self._submit(address="")
        again = self._submit(start=AT_POINT + HALF_HOUR, birth_year="1950")
        keep, gone = first.citizen_id, again.citizen_id
        gone.write({"discreet": True, "address": "12 Test street"})
        messages = gone.env["hcc.message"].search([("citizen_id", "=", gone.id)])
        action = self._rows(again).action_merge()
        wizard = Form(
            self.env["hcc.citizen.merge"]
            .with_user(self.user_clerk)
            .with_context(**action["context"])
        ).save()
        self.assertFalse(wizard.differs)
        wizard.action_confirm()
        self.assertEqual(again.citizen_id, keep)
        self.assertEqual(again.consent_ids.citizen_id, keep)
        self.assertEqual(messages.citizen_id, keep)
        self.assertRecordValues(
            keep,
            [{"birth_year": 1950, "discreet": True, "address": "12 Test street"}],
        )
        self.assertRecordValues(
            gone,
            [
                {
                    "name": "–",
                    "phone": False,
                    "address": False,
                    "birth_year": 0,
                    "active": False,
                    "merged_into_id": keep.id,
                }
            ],
        )
        row = self._rows(again)
        self.assertEqual(row.citizen_id, row.other_citizen_id)
        with self.assertRaises(UserError):
            row.action_merge()
        journal = self.env["hcc.journal"].search(
            [("model", "=", "hcc.citizen"), ("res_id", "in", (keep | gone).ids)]
        )
        self.assertLessEqual(
            {"citizen_merged", "citizen_emptied"}, set(journal.mapped("action"))
        )
        self.assertNotIn("1950", str(journal.mapped("details")))

    def test_merge_of_different_people(self):
        keep, gone, twin = self.env["hcc.citizen"].create(
            [
                {"name": name, "phone": "0912345678", "ward_id": self.ward_a1.id}
                for name in ("Lê Văn An", "Lê Văn Ân", "Trần Thị Bình")
            ]
        )
        merge = self.env["hcc.citizen.merge"].with_user(self.user_clerk)
        wizard = merge.create({"keep_id": keep.id, "gone_id": twin.id})
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.is_sure = True
        wizard.action_swap()
        self.assertEqual(wizard.keep_id, twin)
        keep.identity_number = "001190012345"
        twin.identity_number = "001190012346"
        with self.assertRaises(UserError), self.cr.savepoint():
            wizard.action_confirm()
        self.assertTrue(keep.active)
        with self.assertRaises(UserError):
            keep._merge(keep)
        self.assertFalse(gone.merged_into_id)

    def test_merge_within_reach(self):
        mine, theirs = self.env["hcc.citizen"].create(
            [
                {"name": "Lê Văn An", "phone": "0912345678", "ward_id": ward.id}
                for ward in (self.ward_a1, self.ward_b1)
            ]
        )
        merge = self.env["hcc.citizen.merge"].with_user(self.user_clerk)
        with self.assertRaises(AccessError):
            merge.create({"keep_id": mine.id, "gone_id": theirs.id})
        with self.assertRaises(AccessError):
            Form(merge.with_context(default_keep_id=theirs.id))
        with self.assertRaises(AccessError):
            mine.with_user(self.user_clerk)._merge(theirs.with_user(self.user_clerk))
        with self.assertRaises(AccessError):
            mine.with_user(self.user_data_officer)._merge(
                theirs.with_user(self.user_data_officer)
            )

    def test_known_twice_on_the_form(self):
        first, second = self.env["hcc.citizen"].create(
            [
                {"name": name, "phone": "0912345678", "ward_id": self.ward_a1.id}
                for name in ("Hoà Bình", "Hòa Bình")
            ]
        )
        self.assertEqual(first.with_user(self.user_clerk).double_ids, second)
        rows = self.env["hcc.duplicate"].search([("citizen_id", "=", second.id)])
        self.assertEqual(rows.kind, "known_twice")
        self.assertEqual(rows.action_open()["res_id"], second.id)
        with self.assertRaises(UserError):
            rows.action_cancel_later()
