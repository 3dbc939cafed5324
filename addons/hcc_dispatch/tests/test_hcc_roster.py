from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_booking.tests.roster_common import HOLIDAY, WEDNESDAY
from odoo.addons.hcc_collaborator.tools.localtime import local_datetime, utc_datetime

from .roster_case import MONDAY, NEXT_MONDAY, WeekCase


@tagged("post_install", "-at_install")
class TestHccRoster(WeekCase):
    def _as_coordinator(self, roster):
        return roster.with_user(self.user_coordinator)

    def _lines(self, roster):
        """Who works when, as text."""
        return [
            f"{shift.collaborator_id.name[-3:]} {local_datetime(shift.start):%a %H}"
            f"-{local_datetime(shift.stop):%H}"
            for shift in roster.shift_ids.sorted(lambda s: (s.start, s.id))
            if shift.state != "cancelled"
        ]

    def test_propose_and_publish_tells_everybody_once(self):
        self._want("0", people=1)
        self._can(self.c_a1_1, [0])
        roster = self._as_coordinator(self._roster())
        roster.action_propose()
        self.assertEqual(roster.state, "proposed")
        self.assertEqual(self._lines(roster), ["One Mon 08-12"])
        self.assertEqual(roster.shift_ids.state, "draft")
        self.assertTrue(roster.is_proven)
        self.assertFalse(roster.gap_ids)
        self.assertEqual((roster.wanted_hours, roster.covered_hours), (4, 4))
        roster.action_publish()
        self.assertEqual(roster.shift_ids.state, "published")
        notices = self.env["hcc.notice"].search([("kind", "=", "roster")])
        self.assertEqual(notices.collaborator_id, self.c_a1_1)
        self.assertIn("08:00 - 12:00", notices.body)
        roster.action_publish()
        self.assertEqual(
            self.env["hcc.notice"].search_count([("kind", "=", "roster")]), 1
        )
        actions = self.env["hcc.journal"].search(
            [("model", "=", "hcc.roster"), ("res_id", "=", roster.id)]
        )
        self.assertEqual(
            set(actions.mapped("action")), {"roster_proposed", "roster_published"}
        )

    def test_what_a_human_changed_stays(self):
        self._want("0")
        self._want("1")
        self._can(self.c_a1_1, [0, 1])
        self._can(self.c_a1_2, [0, 1])
        roster = self._as_coordinator(self._roster())
        roster.action_propose()
        first = roster.shift_ids.sorted("start")[0]
        self.assertFalse(first.is_pinned)
        other = (self.c_a1_1 | self.c_a1_2) - first.collaborator_id
        first.collaborator_id = other
        self.assertTrue(first.is_pinned)
        for _again in range(2):
            roster.action_propose()
            self.assertTrue(first.exists())
            self.assertEqual(first.collaborator_id, other)
            self.assertEqual(len(roster.shift_ids), 2)
            self.assertFalse(roster.gap_ids)
        first.action_pin()
        self.assertFalse(first.is_pinned)

    def test_a_shift_added_by_hand_is_a_pinned_draft(self):
        self._want("0")
        roster = self._as_coordinator(self._roster())
        shift = (
            self.env["hcc.shift"]
            .with_user(self.user_coordinator)
            .with_context(default_roster_id=roster.id, default_state="draft")
            .create(
                {
                    "collaborator_id": self.c_a1_3.id,
                    "start": utc_datetime(NEXT_MONDAY, 8),
                    "stop": utc_datetime(NEXT_MONDAY, 10),
                }
            )
        )
        self.assertEqual((shift.state, shift.is_pinned), ("draft", True))
        # counted at once, although it was never offered
        self.assertEqual(roster.uncovered_hours, 2)
        self.assertEqual(roster.gap_ids.reason, "nobody")
        shift.unlink()
        self.assertEqual(roster.uncovered_hours, 4)

    def test_what_was_taken_away_does_not_come_back(self):
        self._want("0")
        self._can(self.c_a1_1, [0])
        roster = self._as_coordinator(self._roster())
        roster.action_propose()
        roster.shift_ids.action_cancel()
        roster.action_propose()
        self.assertEqual(self._lines(roster), [])

    def test_mix_of_qualifications(self):
        self._want("0", qualification_type_id=self.type_other.id)
        self._want("0")
        self._can(self.c_a1_1, [0])
        self._can(self.c_a1_2, [0])
        roster = self._roster()
        roster.action_propose()
        self.assertEqual(roster.gap_ids.reason, "qualification")
        self.env["hcc.qualification"].create(
            {
                "collaborator_id": self.c_a1_2.id,
                "type_id": self.type_other.id,
                "date_from": MONDAY,
                "date_to": NEXT_MONDAY,
            }
        )
        roster.action_propose()
        self.assertFalse(roster.gap_ids)
        # the last valid day counts, the day after does not
        self._want("1", qualification_type_id=self.type_other.id)
        self._can(self.c_a1_2, [1])
        roster.action_propose()
        self.assertEqual(roster.gap_ids.reason, "qualification")

    def test_hours_without_anybody_say_why(self):
        self._want("0")
        self._want("1")
        self._want("2")
        self._can(self.c_a1_1, [1, 2])
        self.c_a1_1.roster_week_hours = 3
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": utc_datetime(NEXT_MONDAY, 24),
                "stop": utc_datetime(NEXT_MONDAY, 48),
            }
        )
        roster = self._roster()
        roster.action_propose()
        self.assertEqual(
            roster.gap_ids.mapped("reason"), ["nobody", "absent", "limits"]
        )
        self.assertEqual(roster.uncovered_hours, 9)

    def test_absent_since_it_was_proposed(self):
        self._want("0")
        self._can(self.c_a1_1, [0])
        roster = self._as_coordinator(self._roster())
        roster.action_propose()
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": utc_datetime(NEXT_MONDAY, 9),
                "stop": utc_datetime(NEXT_MONDAY, 10),
            }
        )
        with self.assertRaisesRegex(UserError, "is absent on 30/11/2026"):
            roster.action_publish()
        roster.action_propose()
        self.assertEqual(self._lines(roster), ["One Mon 10-12"])
        roster.action_publish()

    def test_fair_over_eight_weeks(self):
        self._want("daily", 18, 21)
        for person in (self.c_a1_1, self.c_a1_2):
            self._can(person, range(7), 18, 21)
        for week in range(1, 4):
            self._shift(self.c_a1_1, MONDAY - timedelta(weeks=week), 18, 21)
            self._shift(self.c_a1_1, MONDAY - timedelta(weeks=week, days=2), 18, 21)
        roster = self._roster()
        roster.action_propose()
        shares = {share.collaborator_id: share for share in roster.share_ids}
        one, two = shares[self.c_a1_1], shares[self.c_a1_2]
        self.assertEqual(one.total_hours, 18)
        self.assertEqual(one.evening_hours + two.evening_hours, 39)
        self.assertLessEqual(abs(one.evening_hours - two.evening_hours), 3)
        self.assertEqual(one.week_hours + two.week_hours, 21)
        self.assertEqual(two.most_hours, 20)

    def test_opening_hours_and_holidays(self):
        """A day off closes the point, and not those on call."""
        self._want("opening", point=self.point_a1)
        on_call = self._want("holidays")
        week = MONDAY
        times = (self.env["hcc.roster.demand"].search([]))._get_times(
            utc_datetime(week), utc_datetime(week + timedelta(days=7))
        )
        days = {
            (demand.kind, local_datetime(start).date()) for demand, start, _ in times
        }
        self.assertNotIn(("point", HOLIDAY), days)
        self.assertIn(("point", WEDNESDAY), days)
        self.assertIn(("on_call", HOLIDAY), days)
        self.assertEqual(on_call._get_place_words(), "On call")

    def test_a_helper_of_another_ward_at_the_point_counts(self):
        self._want("0", point=self.point_a1)
        self._shift(self.c_a2_1, NEXT_MONDAY, 8, 12, point=self.point_a1)
        roster = self._roster()
        roster.action_propose()
        self.assertFalse(roster.gap_ids)

    def test_a_published_week_stays_when_proposed_again(self):
        self._want("0")
        self._can(self.c_a1_1, [0])
        roster = self._as_coordinator(self._roster())
        roster.action_propose()
        roster.action_publish()
        self._want("1")
        self._can(self.c_a1_2, [1])
        roster.action_propose()
        self.assertEqual(self._lines(roster), ["One Mon 08-12", "Two Tue 08-12"])
        self.assertEqual(
            roster.shift_ids.sorted("start").mapped("state"), ["published", "draft"]
        )

    def test_only_in_own_wards(self):
        roster = self._roster()
        self._want("0")
        for user in (self.user_coordinator_b, self.user_clerk, self.user_collaborator):
            with self.assertRaises(AccessError):
                roster.with_user(user).action_propose()
            with self.assertRaises(AccessError):
                roster.with_user(user).action_publish()

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "Nothing is wanted"):
            self._roster().action_propose()
        with self.assertRaises(UserError):
            self._roster(week=MONDAY - timedelta(days=7)).action_propose()
        with self.assertRaises(UserError):
            self.rosters.search([], limit=1).state = "published"
        with self.assertRaises(UserError):
            self.rosters.create({"ward_id": self.ward_a2.id, "state": "published"})
        with self.assertRaises(ValidationError):
            self._want("opening", point=self.point_a1, ward_id=self.ward_b1.id)

    @mute_logger("odoo.sql_db")
    def test_one_roster_a_week(self):
        roster = self._roster(week=NEXT_MONDAY + timedelta(days=3))
        self.assertEqual(roster.week, NEXT_MONDAY)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self._roster(week=NEXT_MONDAY + timedelta(days=5))

    def test_job_proposes_each_week_once(self):
        self._want("0")
        self._can(self.c_a1_1, [0])
        cron = self.env.ref("hcc_dispatch.ir_cron_hcc_roster_propose")
        self.env.flush_all()
        for _again in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.env.invalidate_all()
        rosters = self.rosters.search([("ward_id", "=", self.ward_a1.id)])
        self.assertEqual(len(rosters), 1)
        self.assertEqual(rosters.state, "proposed")
        self.assertGreater(rosters.week, MONDAY)

    def test_few_queries_whatever_the_size(self):
        self._want("daily", point=self.point_a1)
        self._can(self.c_a1_1, range(5))
        roster = self._roster()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            roster._read_problem(self.ward_a1, NEXT_MONDAY)
