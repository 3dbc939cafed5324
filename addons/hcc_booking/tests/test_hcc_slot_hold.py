from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import BookingError, SlotTaken
from ..models.hcc_slot_hold import MAX_EXTENSIONS
from .common import AT_HOME, AT_POINT, IN_EVENING, NOW, BookingCase

LATER = AT_POINT + timedelta(minutes=60)


@tagged("post_install", "-at_install")
class TestHccSlotHold(BookingCase):
    def setUp(self):
        super().setUp()
        self.holds = self.env["hcc.slot.hold"]

    def _take(self, visitor="anna", start=AT_POINT, **changes):
        asked = {
            "ward": self.ward_a1,
            "place": "point",
            "point": self.point_a1,
            "procedures": self.procedure,
        } | changes
        public = self.env.ref("base.public_user")
        return self.holds.with_user(public)._take(**asked, start=start, visitor=visitor)

    def _take_home(self, visitor="anna", start=AT_HOME, **changes):
        return self._take(visitor, start, place="home", point=None, **changes)

    def _key(self, hold):
        return {"hold_token": hold.token, "visitor": hold.visitor}

    def _visits(self):
        return self.env["hcc.appointment"].search([("state", "!=", "held")])

    # Taking

    def test_held_time_is_nobody_elses(self):
        one, two = self._take("anna"), self._take("binh")
        self.assertEqual(one.expires_at, NOW + timedelta(minutes=10))
        held = (one | two).appointment_id
        self.assertEqual(held.mapped("desk"), [1, 2])
        self.assertEqual(set(held.mapped("state")), {"held"})
        self.assertEqual(held.assignment_ids.collaborator_id, self.c_a1_1 | self.c_a1_2)
        with self.assertRaises(SlotTaken):
            self._take("chi")
        with self.assertRaises(SlotTaken):
            self._submit()

    def test_same_choice_twice_is_one_hold(self):
        hold = self._take()
        self.assertEqual(self._take(), hold)
        self.assertEqual(self.holds.search_count([]), 1)

    def test_another_time_gives_the_former_back(self):
        former = self._take().appointment_id
        # half an hour later overlaps nobody, a quarter does: with oneself only
        hold = self._take(start=AT_POINT + timedelta(minutes=15))
        self.assertFalse(former.exists())
        self.assertEqual(self.env["hcc.appointment"].search_count([]), 1)
        self.assertEqual(hold.extensions, 0)

    def test_former_stays_when_the_new_one_is_taken(self):
        former = self._take("anna")
        self._take("binh", start=LATER)
        self._take("chi", start=LATER)
        with self.assertRaises(SlotTaken):
            self._take("anna", start=LATER)
        self.assertTrue(former.exists().appointment_id)

    def test_evening_visit_holds_two(self):
        hold = self._take_home(start=IN_EVENING)
        entries = hold._get_entries()
        self.assertEqual(len(entries), 2)
        self.assertEqual(set(entries.mapped("role")), {"lead", "companion"})

    def test_relatives_are_not_held(self):
        self.env["hcc.collaborator.relative"].create(
            [
                {"collaborator_id": person.id, "name": "R", "phone": "+84912345678"}
                for person in self.c_a1_1 | self.c_a1_2
            ]
        )
        with self.assertRaises(SlotTaken):
            self._take(phones=("+84912345678",))

    def test_not_over_nor_too_near_nor_too_far(self):
        for start in (
            NOW - timedelta(minutes=1),
            NOW + timedelta(minutes=5),
            NOW + timedelta(days=200),
        ):
            with self.subTest(start=start), self.assertRaises(BookingError):
                self._take(start=start)
        self.assertFalse(self.holds.search([]))

    # How it ends

    def test_extended_ten_times_then_told(self):
        hold = self._take()
        for number in range(1, MAX_EXTENSIONS + 1):
            with freeze_time(NOW + timedelta(minutes=9 * number)):
                self.holds._extend(hold.token, "anna")
                left = hold.expires_at - NOW - timedelta(minutes=9 * number)
                self.assertEqual(left, timedelta(minutes=10))
        with self.assertRaisesRegex(UserError, "nothing that you typed is lost"):
            self.holds._extend(hold.token, "anna")
        self.assertGreaterEqual(MAX_EXTENSIONS, 10)

    def test_nobody_elses_hold(self):
        hold = self._take()
        for token, visitor in (
            (hold.token, "binh"),
            (hold.token, ""),
            ("x", "anna"),
            ("", "anna"),
            (None, None),
            (["x"], "anna"),
        ):
            with self.subTest(token=token, visitor=visitor):
                self.assertFalse(self.holds._extend(token, visitor))
                self.assertFalse(self.holds._release(token, visitor))
        self.assertEqual(hold.extensions, 0)
        self._take("binh")
        with self.assertRaises(SlotTaken):
            self._submit(hold_token=hold.token, visitor="binh")
        self.assertTrue(hold.exists())

    def test_released_time_is_free(self):
        one, _two = self._take("anna"), self._take("binh")
        self.assertTrue(self.holds._release(one.token, "anna"))
        self.assertFalse(one.exists())
        self.assertTrue(self._take("chi"))

    def test_dead_holds_give_way(self):
        for visitor in ("anna", "binh"):
            self._take(visitor)
        with freeze_time(NOW + timedelta(minutes=11)):
            self._take("chi")
            request = self._submit()
        self.assertEqual(request.state, "booked")
        self.assertEqual(self.holds.search([]).mapped("visitor"), ["chi"])
        self.assertEqual(self.env["hcc.assignment"].search_count([]), 2)

    def test_sweep(self):
        dead, live = self._take("anna"), self._take("binh")
        visit = dead.appointment_id
        with freeze_time(NOW + timedelta(minutes=5)):
            self.holds._extend(live.token, "binh")
        with freeze_time(NOW + timedelta(minutes=11)):
            self.assertEqual(self.holds._sweep(), 1)
        self.assertFalse(dead.exists() or visit.exists())
        self.assertTrue(live.exists())
        with self.enter_registry_test_mode():
            cron = self.env.ref("hcc_booking.ir_cron_hcc_slot_hold")
            with freeze_time(NOW + timedelta(minutes=30)):
                cron.method_direct_trigger()
        self.assertFalse(self.holds.search([]))

    # Becoming a visit

    def test_booking_takes_over_what_is_held(self):
        hold = self._take()
        person = hold._get_entries().collaborator_id
        # the other helper is less busy: without the hold that one would go
        request = self._submit(**self._key(hold))
        visit = request.current_appointment_id
        self.assertEqual(visit.lead_id, person)
        self.assertEqual(visit.desk, 1)
        self.assertEqual(visit.assignment_ids.state, "offered")
        self.assertTrue(visit.assignment_ids.calendar_stale)
        self.assertEqual(
            self._get_messages(request, "offer", "collaborator").state, "pending"
        )
        self.assertFalse(self.holds.search([]))
        self.assertEqual(self.env["hcc.appointment"].search([]), visit)

    def test_last_time_is_booked_by_who_holds_it(self):
        hold = self._take("anna")
        self._take("binh")
        self.assertEqual(self._submit(**self._key(hold)).state, "booked")

    def test_late_form_still_finds_its_time(self):
        hold = self._take("anna")
        self._take("binh")
        with freeze_time(NOW + timedelta(minutes=9)):
            self.holds._extend(
                self.holds.search([("visitor", "=", "binh")]).token, "binh"
            )
        with freeze_time(NOW + timedelta(minutes=15)):
            self.assertEqual(self._submit(**self._key(hold)).state, "booked")

    def test_late_form_does_not_send_who_cannot_come(self):
        """Others look through a hold that is over, and may book close to it."""
        hold = self._take_home()
        person = hold._get_entries().collaborator_id
        with freeze_time(NOW + timedelta(minutes=11)):
            near = self._submit_home(
                submit_token="near",
                start=AT_HOME + timedelta(minutes=35),
                collaborator_id=person.id,
                channel="telephone",
            )
            self.assertEqual(near.current_appointment_id.lead_id, person)
            request = self._submit_home(submit_token="late", **self._key(hold))
        visit = request.current_appointment_id
        self.assertTrue(visit.lead_id)
        self.assertNotEqual(visit.lead_id, person)

    def test_form_whose_hold_is_gone_books_what_is_free(self):
        hold = self._take("anna")
        key = self._key(hold)
        hold._drop()
        self.assertEqual(self._submit(**key).state, "booked")
        self._take("binh")
        with self.assertRaises(SlotTaken):
            self._submit(submit_token="again", **key)

    def test_other_time_than_held(self):
        hold = self._take()
        request = self._submit(start=LATER, **self._key(hold))
        self.assertEqual(request.start, LATER)
        self.assertFalse(self.holds.search([]))

    def test_relative_who_was_held_does_not_go(self):
        hold = self._take()
        person = hold._get_entries().collaborator_id
        self.env["hcc.collaborator.relative"].create(
            {"collaborator_id": person.id, "name": "R", "phone": "+84912345678"}
        )
        visit = self._submit(**self._key(hold)).current_appointment_id
        self.assertTrue(visit.lead_id)
        self.assertNotEqual(visit.lead_id, person)

    def test_refused_form_keeps_the_hold(self):
        hold = self._take()
        with self.assertRaises(BookingError):
            self._submit(name="", **self._key(hold))
        self.assertTrue(hold.exists())

    def test_move_to_a_held_time(self):
        request = self._submit_home()
        visit = request.current_appointment_id
        before = visit.lead_id
        hold = self._take_home("waiting:1", AT_HOME + timedelta(hours=2), kind="offer")
        person = hold._get_entries().collaborator_id
        request._move(AT_HOME + timedelta(hours=2), hold=hold)
        self.assertEqual(request.current_appointment_id, visit)
        self.assertEqual(request.start, AT_HOME + timedelta(hours=2))
        self.assertEqual(visit.lead_id, person)
        self.assertFalse(self.holds.search([]))
        if before != person:
            told = self._get_messages(request, "released", "collaborator")
            self.assertEqual(told.collaborator_id, before)

    def test_wish_answered_with_a_held_time(self):
        request = self._submit(start=False, wish="Mornings")
        hold = self._take("user:1")
        person = hold._get_entries().collaborator_id
        visit = request._answer_wish(AT_POINT, self.point_a1, hold=hold)
        self.assertEqual(visit.lead_id, person)
        self.assertFalse(self.holds.search([]))

    # Nobody sees it

    def test_held_is_no_visit(self):
        self._take()
        for user in (
            self.user_coordinator,
            self.user_helper_2,
            self.user_clerk,
        ):
            for model in ("hcc.appointment", "hcc.assignment"):
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).search([]))
        self.assertFalse(self.env["hcc.attention"].search([]))
        self.assertFalse(self.env["hcc.request"].search([]))
        self.env["hcc.assignment"]._sync_stale()
        self.assertFalse(self.env["calendar.event"].search([("name", "=", False)]))
        self.assertFalse(self.env["hcc.message"].search([]))

    def test_key_of_a_hold_is_nobodys_to_read(self):
        hold = self._take()
        reader = hold.with_user(self.user_coordinator)
        self.assertEqual(reader.read(["start"])[0]["start"], AT_POINT)
        for name in ("token", "visitor", "appointment_id"):
            with self.assertRaises(AccessError):
                reader.read([name])

    def test_queries_do_not_grow(self):
        self._take("warm")
        with self.assertQueryCount(40):
            self._take_home("anna")
