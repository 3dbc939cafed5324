from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..exceptions import BookingDoubt, BookingError
from .common import AT_HOME, AT_POINT, BookingCase

HALF_HOUR = timedelta(minutes=30)


@tagged("post_install", "-at_install")
class TestHccQuota(BookingCase):
    """Two live requests for a person and day; more only by a clerk's hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"]
        cls.parameters.set_param("hcc_booking.quota_person_day", "2")

    def _at(self, number, **changes):
        return self._submit(start=AT_POINT + number * HALF_HOUR, **changes)

    def _actions(self, request):
        rows = self.env["hcc.journal"].search(
            [("model", "=", "hcc.request"), ("res_id", "=", request.id)]
        )
        return rows.mapped("action")

    def test_a_third_on_the_day_is_refused(self):
        first = self._at(0)
        self._at(1)
        for name in ("Nguyễn Thị Lan", "nguyen thi  lan", "NGUYỄN THỊ LAN"):
            with self.subTest(name), self.assertRaises(BookingError) as caught:
                self._at(2, name=name)
            self.assertEqual(set(caught.exception.errors), {"start"})
        self._at(2, name="Nguyễn Văn Nam")
        self._at(3, phone="0912 345 679")
        self.assertEqual(len({request.quota_place for request in first}), 1)

    def test_an_ended_one_gives_its_place_back(self):
        first = self._at(0)
        self._at(1)
        first._cancel(by="citizen")
        self.assertFalse(first.quota_key)
        third = self._at(2)
        self.assertEqual(third.quota_place, 1)

    def test_a_done_one_that_comes_back_takes_a_place_again(self):
        request = self._at(0)
        visit = request.current_appointment_id
        visit.assignment_ids.with_user(visit.assignment_ids.user_id).action_accept()
        visit.assignment_ids.with_user(visit.assignment_ids.user_id)._start(visit.start)
        visit._complete(visit.stop)
        self.assertFalse(request.quota_key)
        self._at(2)
        self._at(3)
        request._return_visit(wish="Saturday")
        self.assertTrue(request.quota_key)
        self.assertEqual(request.state, "waiting")

    def test_wishes_are_counted_by_themselves(self):
        for _number in range(2):
            self._submit(start=False, wish="Any morning")
        self._at(0)
        with self.assertRaises(BookingError) as caught:
            self._submit(start=False, wish="Any morning")
        self.assertIn("waits for an answer", str(caught.exception))

    def test_an_answered_wish_takes_a_place_of_its_day(self):
        wish = self._submit(start=False, wish="Any morning")
        before = wish.quota_key
        wish._answer_wish(AT_POINT, self.point_a1)
        self.assertNotEqual(wish.quota_key, before)
        self._at(1)
        with self.assertRaises(BookingError):
            self._at(2)

    def test_the_service_may_answer_beyond_the_quota(self):
        wish = self._submit(start=False, wish="Any morning")
        self._at(1)
        self._at(2)
        wish.with_user(self.user_clerk)._answer_wish(AT_POINT, self.point_a1)
        self.assertEqual(wish.state, "booked")
        self.assertFalse(wish.quota_key)
        self.assertIn("quota_passed", self._actions(wish))

    def test_a_clerk_books_more_with_a_reason(self):
        self._at(0)
        self._at(1)
        booking = self.env["hcc.booking"].with_user(self.user_clerk)
        values = self._values(start=AT_POINT + 2 * HALF_HOUR, channel="counter")
        with self.assertRaises(BookingError) as caught:
            booking._submit(values)
        self.assertEqual(set(caught.exception.errors), {"quota_reason"})
        request = booking._submit({**values, "quota_reason": "Two more papers"})
        self.assertEqual(request.quota_reason, "Two more papers")
        self.assertFalse(request.quota_key)
        self.assertIn("quota_passed", self._actions(request))

    def test_strangers_give_themselves_no_reason(self):
        self._at(0)
        self._at(1)
        with self.assertRaises(BookingError):
            self._at(2, quota_reason="Because")

    def test_moving_within_the_day_keeps_the_place(self):
        request = self._at(0)
        self._at(1)
        key = request.quota_key
        request._move(AT_POINT + 3 * HALF_HOUR)
        self.assertEqual(request.quota_key, key)

    def test_moving_to_a_full_day(self):
        self.env["hcc.shift"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": AT_POINT + timedelta(days=1, hours=-1),
                "stop": AT_POINT + timedelta(days=1, hours=3),
                "kind": "point",
                "service_point_id": self.point_a1.id,
                "state": "published",
            }
        )
        other_day = self._submit(start=AT_POINT + timedelta(days=1))
        self._at(0)
        self._at(1)
        with self.assertRaises(BookingError), self.cr.savepoint():
            other_day._move(AT_POINT + 2 * HALF_HOUR, by="citizen")
        self.assertEqual(other_day.start, AT_POINT + timedelta(days=1))
        other_day.with_user(self.user_clerk)._move(AT_POINT + 2 * HALF_HOUR, by="clerk")
        self.assertEqual(other_day.start, AT_POINT + 2 * HALF_HOUR)

    def test_zero_is_no_quota(self):
        self.parameters.set_param("hcc_booking.quota_person_day", "0")
        for number in range(3):
            self.assertFalse(self._at(number).quota_key)

    def test_a_person_without_a_telephone(self):
        for number in range(2):
            self._at(
                number,
                phone="",
                on_behalf=True,
                requester_relation="relative",
                requester_name="Con trai",
                requester_phone="0912 777 888",
            )
        asks = {
            "phone": "",
            "on_behalf": True,
            "requester_relation": "relative",
            "requester_name": "Con trai",
            "requester_phone": "0912 777 888",
        }
        with self.assertRaises(BookingError):
            self._at(2, **asks)
        self._at(2, **asks, name="Another of the family")

    def test_no_value_of_the_person_is_in_the_key(self):
        request = self._at(0)
        self.assertRegex(request.quota_key, "^[0-9a-f]{32}$")
        secret = self.parameters.get_param("database.secret")
        self.parameters.set_param("database.secret", secret + "x")
        other = self.env["hcc.booking"]._get_quota_key(
            request.citizen_id.name, request._get_phones(), request.start
        )
        self.assertNotEqual(other, request.quota_key)

    def test_settings(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.hcc_quota_person_day, 2)
        settings.hcc_quota_person_day = 3
        settings.execute()
        self.assertEqual(self.env["hcc.booking"]._get_quota_limit(), 3)
        settings.hcc_quota_person_day = 0
        settings.execute()
        self.assertEqual(self.env["hcc.booking"]._get_quota_limit(), 0)
        with self.assertRaises(ValidationError):
            settings.hcc_quota_person_day = -1

    # -------------------------------------------------------------------------
    # ASKING BACK
    # -------------------------------------------------------------------------

    def test_doubts(self):
        first = self._at(0)
        with self.assertRaises(BookingDoubt) as caught:
            self._at(1, may_doubt=True)
        self.assertEqual(caught.exception.references, [first.reference])
        self.assertNotIn(first.reference, str(caught.exception))
        self._at(1, may_doubt=True, is_sure=True)

    def test_another_day_and_matter_is_no_doubt(self):
        self._submit_home(start=AT_HOME)
        self._submit(
            start=False,
            wish="Any morning",
            procedure_ids=self.procedure_point.ids,
            may_doubt=True,
        )

    def test_queries(self):
        self._at(0)
        self.parameters.set_param("hcc_booking.quota_person_day", "0")
        self.env["hcc.booking"]._get_quota_limit()
        self.env.flush_all()
        with self.assertQueryCount(0):
            clean = {"name": "X", "quota": {}}
            self.env["hcc.booking"]._check_quota(clean, {})
        self.parameters.set_param("hcc_booking.quota_person_day", "2")
        values = self._values(start=AT_POINT + HALF_HOUR, may_doubt=True, is_sure=True)
        booking = self.env["hcc.booking"]
        clean = booking._read_values(values, self.now)
        booking._get_quota_limit()
        self.parameters.get_param("database.secret")
        self.env.flush_all()
        with self.assertQueryCount(1):
            booking._check_quota(clean, values)
        self.assertEqual(clean["quota"]["quota_place"], 2)
