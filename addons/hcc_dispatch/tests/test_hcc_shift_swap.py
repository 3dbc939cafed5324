from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.roster_common import WEDNESDAY
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .roster_case import NEXT_MONDAY, WeekCase


@tagged("post_install", "-at_install")
class TestHccShiftSwap(WeekCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._shift(cls.c_a1_1, WEDNESDAY, 8, 12)
        cls.two = cls._shift(cls.c_a1_2, NEXT_MONDAY, 8, 12)

    def _offer(self, shift=None, wanted="give", user=None):
        user = user or self.user_collaborator
        form = (
            self.env["hcc.shift.offer"]
            .with_user(user)
            .create({"shift_id": (shift or self.one).id, "wanted": wanted})
        )
        form.action_offer()
        return self.env["hcc.shift.swap"].search(
            [("shift_id", "=", form.shift_id.id), ("state", "=", "offered")]
        )

    def _take(self, swap, own_shift=None, user=None):
        form = (
            self.env["hcc.shift.take"]
            .with_user(user or self.user_two)
            .create({"swap_id": swap.id, "own_shift_id": own_shift and own_shift.id})
        )
        return form.action_take()

    def _told(self):
        return self.env["hcc.notice"].search([("kind", "=", "swap")])

    def test_a_colleague_takes_it_and_both_are_told(self):
        self.assertTrue(self.one.with_user(self.user_collaborator).can_offer)
        swap = self._offer()
        self.env.invalidate_all()
        self.assertFalse(self.one.with_user(self.user_collaborator).can_offer)
        # the colleague sees the offer, not the shift
        seen = swap.with_user(self.user_two)
        self.assertEqual(seen.from_name, self.c_a1_1.name)
        self.assertEqual(seen.place, "on call")
        self._take(swap)
        self.assertEqual(self.one.collaborator_id, self.c_a1_2)
        self.assertEqual(self.one.user_id, self.user_two)
        self.assertEqual((swap.state, swap.taker_id), ("taken", self.c_a1_2))
        self.assertEqual(self._told().collaborator_id, self.c_a1_1 | self.c_a1_2)
        self.assertIn("08:00 - 12:00", self._told()[0].body)
        # the coordinator sees it
        self.assertEqual(
            swap.with_user(self.user_coordinator).taker_name, self.c_a1_2.name
        )

    def test_exchange(self):
        swap = self._offer(wanted="exchange")
        with self.assertRaisesRegex(UserError, "that you give for it"):
            self._take(swap)
        self._take(swap, self.two)
        self.assertEqual(self.one.collaborator_id, self.c_a1_2)
        self.assertEqual(self.two.collaborator_id, self.c_a1_1)

    def test_exchange_at_the_same_hours(self):
        """Nobody is in two places on the way, and PostgreSQL agrees."""
        other = self._shift(self.c_a1_2, WEDNESDAY, 9, 13, point=self.point_a1)
        swap = self._offer(wanted="exchange")
        self._take(swap, other)
        self.env.flush_all()
        self.assertEqual(other.collaborator_id, self.c_a1_1)
        self.assertEqual(self.one.collaborator_id, self.c_a1_2)

    def test_coordinator_refuses_and_all_is_as_before(self):
        swap = self._offer(wanted="exchange")
        self._take(swap, self.two)
        with self.assertRaises(AccessError):
            swap.with_user(self.user_coordinator_b).action_refuse()
        with self.assertRaises(AccessError):
            swap.with_user(self.user_two).action_refuse()
        swap.with_user(self.user_coordinator).action_refuse()
        self.assertEqual(swap.state, "refused")
        self.assertEqual(self.one.collaborator_id, self.c_a1_1)
        self.assertEqual(self.two.collaborator_id, self.c_a1_2)
        self.assertEqual(len(self._told()), 4)
        with self.assertRaises(UserError):
            swap.with_user(self.user_coordinator).action_refuse()

    def test_withdrawn_by_its_owner_alone(self):
        swap = self._offer()
        with self.assertRaises(AccessError):
            swap.with_user(self.user_two).action_withdraw()
        swap.with_user(self.user_collaborator).action_withdraw()
        with self.assertRaisesRegex(UserError, "open no more"):
            self.env["hcc.shift.swap"].browse(swap.id)._take(self.c_a1_2)
        self.assertEqual(self.one.collaborator_id, self.c_a1_1)

    def test_offered_once_and_taken_once(self):
        swap = self._offer()
        with self.assertRaises(UserError):
            self._offer()
        self._take(swap)
        with self.assertRaisesRegex(UserError, "open no more"):
            swap._take(self.c_a1_3)

    def test_only_an_own_shift_to_come(self):
        with self.assertRaises(AccessError):
            self._offer(self.two)
        past = self._shift(self.c_a1_1, WEDNESDAY - timedelta(days=9), 8, 12)
        with self.assertRaises(UserError):
            self._offer(past)
        with self.assertRaises(UserError):
            past.with_user(self.user_collaborator).action_offer()

    def test_what_does_not_fit_is_refused_in_plain_words(self):
        swap = self._offer()
        visitor = self._visit(self.c_a1_1, WEDNESDAY, 9)
        with self.assertRaisesRegex(UserError, "visits in this shift"):
            swap._take(self.c_a1_2)
        visitor.action_hand_back("No time")

        def refused(words, person=self.c_a1_2):
            with self.assertRaisesRegex(UserError, words):
                swap._take(person)
            self.assertEqual(swap.state, "offered")

        refused("same ward", self.c_a2_1)
        refused("own shift", self.c_a1_1)
        other = self._shift(self.c_a1_2, WEDNESDAY, 11, 13)
        refused("Another shift")
        other.action_cancel()
        late = self._shift(self.c_a1_2, WEDNESDAY - timedelta(days=1), 19, 23)
        refused("too little rest")
        late.action_cancel()
        absence = self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_2.id,
                "start": utc_datetime(WEDNESDAY, 8),
                "stop": utc_datetime(WEDNESDAY, 9),
            }
        )
        refused("An absence")
        absence.action_cancel()
        self.c_a1_2.roster_week_hours = 3
        refused("hours in the week")
        self.c_a1_2.roster_week_hours = 20
        self.c_a1_2.roster_day_hours = 3
        refused("hours on one day")

    def test_a_wanted_qualification_does_not_leave(self):
        self._want("2", qualification_type_id=self.type_other.id)
        held = self.env["hcc.qualification"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "type_id": self.type_other.id,
                "date_from": WEDNESDAY,
            }
        )
        swap = self._offer()
        with self.assertRaisesRegex(UserError, "needs the qualification Advanced"):
            self._take(swap)
        held.copy({"collaborator_id": self.c_a1_2.id})
        self._take(swap)

    def test_another_persons_form_and_id(self):
        """Whoever knows a number reaches nothing with it."""
        swap = self._offer()
        form = (
            self.env["hcc.shift.take"]
            .with_user(self.user_two)
            .create({"swap_id": swap.id})
        )
        with self.assertRaises(AccessError):
            form.with_user(self.user_collaborator).action_take()
        self.c_a1_2.team_id = self.team_a2
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self._take(swap)
        for user in (self.user_two, self.user_collaborator):
            with self.assertRaises(UserError):
                swap.with_user(user).write({"taker_id": self.c_a1_2.id})
        with self.assertRaises(UserError):
            swap.with_user(self.user_coordinator).write({"state": "taken"})
