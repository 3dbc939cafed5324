from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import BookingError, SlotTaken
from .common import AT_HOME, AT_POINT, NOW
from .waiting_common import HALF_HOUR, LATER, WaitingCase


@tagged("post_install", "-at_install")
class TestHccWaiting(WaitingCase):
    # -------------------------------------------------------------------------
    # IN AND OUT
    # -------------------------------------------------------------------------

    def test_join_once_and_change(self):
        entry = self._wait(LATER)
        self.assertEqual((entry.state, entry.position), ("waiting", 1))
        again = self.env["hcc.waiting"]._join(
            entry.request_id, {"parts": ["morning"], "not_after": date(2026, 11, 30)}
        )
        self.assertEqual(again, entry)
        self.assertTrue(entry.in_morning)
        self.assertFalse(entry.in_afternoon or entry.in_evening)
        self.assertEqual(entry.not_after, date(2026, 11, 30))
        self.assertEqual(self._wait(LATER + HALF_HOUR, number=2).position, 2)

    def test_join_refuses_nonsense(self):
        request = self._submit()
        join = self.env["hcc.waiting"]._join
        for wanted, field in (
            ({"parts": ["night"]}, "parts"),
            ({"not_after": date(2026, 11, 22)}, "not_after"),
            (
                {"not_before": date(2026, 11, 26), "not_after": date(2026, 11, 25)},
                "not_after",
            ),
            ({"not_before": "tomorrow"}, "not_before"),
        ):
            with self.subTest(**wanted), self.assertRaises(BookingError) as caught:
                join(request, wanted)
            self.assertIn(field, caught.exception.errors)
        request._cancel()
        with self.assertRaises(UserError):
            join(request)

    def test_state_is_not_written_by_hand(self):
        entry = self._wait(LATER)
        for vals in ({"state": "accepted"}, {"asked_at": NOW - timedelta(days=9)}):
            with self.assertRaises(UserError):
                entry.with_user(self.user_administrator).write(vals)
        with self.assertRaises(AccessError):
            self.env["hcc.waiting"].with_user(self.user_clerk).create(
                {"request_id": entry.request_id.id}
            )

    def test_cancelling_and_being_served_end_the_wait(self):
        first, second = self._wait(LATER), self._wait(number=2)
        first.request_id._cancel()
        self.assertEqual(first.state, "left")
        second.request_id._answer_wish(LATER + HALF_HOUR)
        self.assertEqual(second.state, "served")
        third = self._wait(AT_POINT + HALF_HOUR, number=3)
        third.request_id._move(AT_POINT)
        self.assertEqual(third.state, "served")
        fourth = self._wait(AT_POINT + HALF_HOUR, number=4)
        fourth.request_id._move(AT_POINT + 2 * HALF_HOUR)
        self.assertEqual(fourth.state, "waiting")

    # -------------------------------------------------------------------------
    # OFFERS
    # -------------------------------------------------------------------------

    def test_freed_time_goes_to_the_next_in_line_alone(self):
        booked = self._fill(until=LATER)
        first, second = self._wait(LATER), self._wait(LATER + HALF_HOUR, number=2)
        self._run()
        self.assertFalse(first.offer_ids | second.offer_ids)
        booked[AT_POINT]._cancel()
        self._run()
        self.assertEqual((first.state, second.state), ("offered", "waiting"))
        offer = first.offer_id
        self.assertEqual((offer.start, offer.state), (AT_POINT, "open"))
        self.assertEqual(offer.expires_at, NOW + timedelta(minutes=60))
        message = self._get_messages(first.request_id, "earlier_offer")
        self.assertEqual(len(message), 1)
        self.assertIn("09:00", message.body)
        self.assertEqual(first.request_id.start, LATER, "the old time stays")
        # held for this one: nobody else gets it
        with self.assertRaises(SlotTaken):
            self._submit(submit_token="stranger", phone="0912111222")

    def test_accepting_moves_and_the_old_time_goes_on(self):
        booked = self._fill(until=LATER)
        first, second = self._wait(LATER), self._wait(LATER + HALF_HOUR, number=2)
        booked[AT_POINT]._cancel()
        self._run()
        offer = first.offer_id
        self.assertTrue(first._accept(offer))
        self.assertEqual(first.request_id.start, AT_POINT)
        self.assertEqual((first.state, offer.state), ("accepted", "accepted"))
        self.assertFalse(self._get_holds(first))
        self.assertEqual(
            first.request_id.current_appointment_id.state, "booked", "no held row"
        )
        self.assertTrue(self._get_messages(first.request_id, "moved"))
        self.assertFalse(first._accept(offer), "twice has the effect of once")
        self._run()
        self.assertEqual(second.state, "offered")
        self.assertEqual(second.offer_id.start, LATER)

    def test_declining_keeps_the_place_and_asks_the_next(self):
        booked = self._fill(until=LATER)
        first, second = self._wait(LATER), self._wait(LATER + HALF_HOUR, number=2)
        booked[AT_POINT]._cancel()
        self._run()
        offer = first.offer_id
        self.assertTrue(first._decline(offer))
        self.assertFalse(first._decline(offer))
        self.assertEqual((first.state, first.position), ("waiting", 1))
        self._run()
        self.assertFalse(first.offer_id, "nobody is offered the same time twice")
        self.assertEqual(second.offer_id.start, AT_POINT)
        with self.assertRaises(UserError):
            first._accept(offer)

    def test_unanswered_offer_ends_and_the_next_is_asked(self):
        booked = self._fill(until=LATER)
        first, second = self._wait(LATER), self._wait(LATER + HALF_HOUR, number=2)
        booked[AT_POINT]._cancel()
        self._run()
        offer = first.offer_id
        self._run(NOW + timedelta(minutes=59))
        self.assertEqual(offer.state, "open")
        over = NOW + timedelta(minutes=60)
        with freeze_time(over), self.assertRaises(UserError):
            first._accept(offer)
        self._run(over)
        self.assertEqual((offer.state, first.state), ("expired", "waiting"))
        self.assertEqual(second.offer_id.start, AT_POINT)
        self.assertTrue(self._get_messages(first.request_id, "offer_expired"))
        self.assertEqual(first.request_id.start, LATER)

    def test_whoever_never_answers_goes_to_the_end(self):
        booked = self._fill(until=LATER)
        first = self._wait(LATER)
        booked[AT_POINT]._cancel()
        self._run()
        self._hear(first)
        booked[AT_POINT + HALF_HOUR]._cancel()
        second = self._wait(LATER + HALF_HOUR, number=2)
        self._run(NOW + timedelta(minutes=60))
        self.assertEqual(
            (first.position, first.offer_id.start), (1, AT_POINT + HALF_HOUR)
        )
        self._hear(first)
        self._run(NOW + timedelta(minutes=120))
        self.assertEqual((first.position, second.position), (2, 1))

    def test_who_never_heard_of_an_offer_keeps_the_place(self):
        booked = self._fill(until=LATER)
        first = self._wait(LATER)
        second = self._wait(LATER + HALF_HOUR, number=2)
        for minutes, freed in ((0, AT_POINT), (60, AT_POINT + HALF_HOUR)):
            booked[freed]._cancel()
            self._run(NOW + timedelta(minutes=minutes))
            self.assertEqual(first.state, "offered")
        self._run(NOW + timedelta(minutes=120))
        self.assertEqual((first.position, second.position), (1, 2))

    def test_only_earlier_and_only_what_suits(self):
        booked = self._fill()
        entry = self.env["hcc.waiting"]._join(booked[AT_POINT])
        booked[LATER]._cancel()
        self._run()
        self.assertFalse(entry.offer_ids, "what is free is later than what they have")
        for number, (wanted, suits) in enumerate(
            (
                ({"not_before": date(2026, 11, 26)}, False),
                ({"not_after": date(2026, 11, 24)}, False),
                ({"parts": ["morning"], "not_before": date(2026, 11, 25)}, True),
            ),
            2,
        ):
            with self.subTest(**wanted):
                entry = self._wait(number=number, **wanted)
                self._run()
                self.assertEqual(bool(entry.offer_id), suits)
                entry.request_id._cancel()
                self.assertFalse(self._get_holds(entry))

    def test_part_of_the_day_counts(self):
        booked = self._fill()
        entry = self._wait(parts=["afternoon"])
        booked[LATER]._cancel()
        self._run()
        self.assertGreaterEqual(entry.offer_id.start, datetime(2026, 11, 25, 5, 0))

    def test_home_visits_too(self):
        booked = [
            self._submit_home(
                submit_token=f"home-{number}",
                phone=f"09120020{number:02d}",
                start=AT_HOME,
            )
            for number in range(2)
        ]
        waits = self._submit_home(
            submit_token="waits", start=AT_HOME + timedelta(hours=3), phone="0987001111"
        )
        entry = self.env["hcc.waiting"]._join(
            waits, {"parts": ["afternoon"], "not_after": date(2026, 11, 25)}
        )
        before = entry.request_id.start
        booked[0]._cancel()
        self._run()
        self.assertEqual(entry.state, "offered")
        self.assertLess(entry.offer_id.start, before)
        offered = entry.offer_id.start
        entry._accept(entry.offer_id)
        self.assertEqual(waits.start, offered)

    def test_who_has_no_time_gets_the_first(self):
        booked = self._fill()
        entry = self._wait()
        booked[LATER]._cancel()
        self._run()
        self.assertEqual(entry.offer_id.start, LATER)
        entry._accept(entry.offer_id)
        request = entry.request_id
        self.assertEqual((request.state, request.start), ("booked", LATER))
        self.assertFalse(request.answer_deadline)
        self.assertTrue(self._get_messages(request, "answered"))

    def test_near_visit_leaves_less_time_to_answer(self):
        booked = self._fill()
        entry = self._wait()
        booked[AT_POINT]._cancel()
        # 08:00 on the day: 30 minutes of notice leave 30 to answer
        self._run(AT_POINT - timedelta(minutes=60))
        self.assertEqual(entry.offer_id.expires_at, AT_POINT - timedelta(minutes=30))
        entry._leave()
        late = self._wait(number=2)
        self._run(AT_POINT - timedelta(minutes=40))
        self.assertFalse(late.offer_ids, "ten minutes are no time to answer")

    def test_nobody_is_woken_at_night(self):
        booked = self._fill()
        entry = self._wait()
        booked[LATER]._cancel()
        for at in (datetime(2026, 11, 23, 14, 0), datetime(2026, 11, 23, 23, 59)):
            self._run(at)
            self.assertFalse(entry.offer_ids, at)
        self._run(datetime(2026, 11, 24, 0, 0))
        self.assertTrue(entry.offer_id)

    def test_nobody_has_to_answer_at_night(self):
        booked = self._fill()
        entry = self._wait()
        booked[LATER]._cancel()
        self._run(datetime(2026, 11, 23, 13, 50))
        self.assertFalse(entry.offer_ids, "20:50 leaves ten minutes")
        self._run(datetime(2026, 11, 23, 13, 30))
        self.assertEqual(entry.offer_id.expires_at, datetime(2026, 11, 23, 14, 0))

    def test_who_must_be_called_is_asked_in_office_hours(self):
        self.env["ir.config_parameter"].set_param("hcc_booking.sms_enabled", "False")
        booked = self._fill()
        entry = self._wait()
        booked[LATER]._cancel()
        self._run(datetime(2026, 11, 23, 12, 0))
        self.assertFalse(entry.offer_ids, "19:00, nobody is there to call")
        now = datetime(2026, 11, 25, 1, 0)
        self._run(now)
        self.assertTrue(entry.offer_id)
        self.assertEqual(entry.offer_id.expires_at, now + timedelta(minutes=120))
        self.assertTrue(self._get_messages(entry.request_id, "earlier_offer"))

    def test_list_forgets_who_cannot_be_helped(self):
        entry = self._wait(not_after=date(2026, 11, 24))
        came = self._wait(LATER, number=2)
        self._run(datetime(2026, 11, 24, 18, 0))
        self.assertEqual((entry.state, came.state), ("expired", "waiting"))
        self._run(LATER)
        self.assertEqual(came.state, "expired")

    def test_freed_time_wakes_the_job(self):
        booked = self._fill()
        absence = self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_3.id,
                "start": AT_HOME,
                "stop": AT_HOME + HALF_HOUR,
                "kind": "family",
            }
        )
        shift = self.shifts[3].copy(
            {"start": AT_HOME + timedelta(days=1), "stop": LATER + timedelta(days=2)}
        )

        def count(step):
            domain = [
                (
                    "cron_id",
                    "=",
                    self.env.ref("hcc_booking.ir_cron_hcc_waiting_offer").id,
                )
            ]
            before = self.env["ir.cron.trigger"].search_count(domain)
            step()
            return self.env["ir.cron.trigger"].search_count(domain) - before

        self.assertFalse(count(booked[AT_POINT]._cancel), "nobody waits")
        self._wait()
        self.assertTrue(count(booked[LATER]._cancel))
        self.assertTrue(count(absence.action_cancel))
        self.assertTrue(
            count(
                lambda: shift.copy(
                    {
                        "start": shift.stop + HALF_HOUR,
                        "stop": shift.stop + 4 * HALF_HOUR,
                    }
                )
            )
        )
        mine = booked[AT_POINT + HALF_HOUR]
        self.assertTrue(count(lambda: mine._move(LATER)))
        self.assertFalse(count(mine._get_open_offer))

    @mute_logger("odoo.addons.hcc_booking.models.hcc_waiting_job")
    def test_one_bad_entry_does_not_stop_the_others(self):
        booked = self._fill()
        bad, good = self._wait(), self._wait(number=2)
        booked[LATER]._cancel()
        entries = type(self.env["hcc.waiting"])
        offer_best = entries._offer_best

        def fail(entry, found):
            if entry.id == bad.id:
                raise ValueError("broken")
            return offer_best(entry, found)

        self.patch(entries, "_offer_best", fail)
        self._run()
        self.assertFalse(bad.offer_ids)
        self.assertEqual(good.offer_id.start, LATER)

    def test_relatives_are_not_offered(self):
        booked = self._fill()
        entry = self._wait()
        self.env["hcc.collaborator.relative"].create(
            [
                {
                    "collaborator_id": person.id,
                    "name": "Relative",
                    "phone": entry.request_id.citizen_id.phone,
                }
                for person in (self.c_a1_1, self.c_a1_2)
            ]
        )
        other = self._wait(number=2)
        booked[LATER]._cancel()
        self._run()
        self.assertFalse(entry.offer_ids)
        self.assertEqual(other.offer_id.start, LATER)

    def test_late_answer_books_while_the_time_is_free(self):
        """A hold that was swept too early costs nobody an open offer."""
        booked = self._fill()
        entry = self._wait()
        booked[LATER]._cancel()
        self._run()
        self._get_holds(entry)._drop()
        entry._accept(entry.offer_id)
        self.assertEqual(entry.request_id.start, LATER)

    @mute_logger("odoo.sql_db")
    def test_time_that_is_gone_changes_nothing(self):
        booked = self._fill()
        entry = self._wait()
        booked[LATER]._cancel()
        self._run()
        self._get_holds(entry)._drop()
        self._submit(submit_token="faster", phone="0912111222", start=LATER)
        with self.assertRaises(SlotTaken):
            entry._accept(entry.offer_id)
        self.assertEqual((entry.state, entry.offer_id.state), ("offered", "open"))
        self.assertEqual(entry.request_id.state, "waiting")
