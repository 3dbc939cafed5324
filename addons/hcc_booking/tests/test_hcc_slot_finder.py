from datetime import date, timedelta

from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .roster_common import HOLIDAY, MONDAY, WEDNESDAY, RosterCase


@tagged("post_install", "-at_install")
class TestHccSlotFinder(RosterCase):
    def _find(self, place="home", **values):
        values.setdefault("days", 3)
        values.setdefault("procedures", self.procedure)
        return self.finder._find(values.pop("ward", self.ward_a1), place, **values)

    def test_home_visit_after_the_notice(self):
        self._shift(self.c_a1_1, MONDAY, 8, 12)
        slots = self._find()
        # it is 08:00 and a visit at home is known two hours before
        self.assertEqual(self._times(slots), ["10:00", "10:30", "11:00"])
        self.assertEqual(slots[0].worker_ids, (self.c_a1_1.id,))
        self.assertEqual(slots[0].stop - slots[0].start, timedelta(minutes=60))
        self.assertTrue(all(slot.in_hours for slot in slots))

    def test_point_shift_serves_its_point_and_no_home(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 12, point=self.point_a1)
        self.assertFalse(self._find())
        slots = self._find("point")
        self.assertEqual(
            self._times(slots),
            ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00"],
        )
        self.assertEqual({slot.point_id for slot in slots}, {self.point_a1.id})
        self.assertFalse(self._find("point", ward=self.ward_a2))

    def test_holiday_gives_on_call_and_not_the_point(self):
        self._shift(self.c_a1_1, HOLIDAY, 8, 12, point=self.point_a1)
        self.assertFalse(self._find("point"))
        self._shift(self.c_a1_2, HOLIDAY, 8, 10)
        for place in ("home", "point"):
            slots = self._find(place)
            self.assertEqual(self._times(slots, HOLIDAY), ["08:00", "08:30", "09:00"])
            self.assertEqual({s.worker_ids for s in slots}, {(self.c_a1_2.id,)})
            self.assertFalse(any(slot.in_hours for slot in slots))

    def test_branch_wide_serves_each_ward_of_the_branch_after_its_own(self):
        self._shift(self.c_a2_1, WEDNESDAY, 14, 16, branch_wide=True)
        self.assertEqual(len(self._find()), 3)
        self._shift(self.c_a1_3, WEDNESDAY, 14, 16)
        self.assertEqual(
            {slot.worker_ids for slot in self._find()},
            {(self.c_a1_3.id, self.c_a2_1.id)},
        )
        self.assertFalse(self._find(ward=self.ward_b1))

    def test_on_call_of_another_ward_is_not_offered(self):
        self._shift(self.c_a2_1, WEDNESDAY, 14, 16)
        self.assertFalse(self._find())

    def test_absence_takes_slots_away_and_gives_them_back(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        absence = self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": utc_datetime(WEDNESDAY, 9),
                "stop": utc_datetime(WEDNESDAY, 10),
                "kind": "study",
            }
        )
        self.assertEqual(
            self._times(self._find()), ["08:00", "10:00", "10:30", "11:00"]
        )
        absence.action_cancel()
        self.assertEqual(len(self._find()), 7)

    def test_a_visit_takes_its_time_and_the_way(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 13)
        visit = self._visit(self.c_a1_1, WEDNESDAY, 9)
        self.assertEqual(
            self._times(self._find()), ["10:30", "11:00", "11:30", "12:00"]
        )
        self.assertEqual(len(self._find(exclude_assignments=visit)), 9)
        visit._release("released")
        self.assertEqual(len(self._find()), 9)

    def test_desks_of_a_point(self):
        for collaborator in (self.c_a1_1, self.c_a1_2):
            self._shift(collaborator, WEDNESDAY, 8, 10, point=self.point_a1)
        visit = self._visit(self.c_a1_1, WEDNESDAY, 8, point=self.point_a1)
        self.assertEqual(self._times(self._find("point")), ["08:00", "08:30", "09:00"])
        self.point_a1.desks = 1
        self.assertEqual(self._times(self._find("point")), ["09:00"])
        moved = self._find("point", exclude_assignments=visit)
        self.assertEqual(self._times(moved), ["08:00", "08:30", "09:00"])

    def test_qualification_ends_in_between(self):
        self._shift(self.c_a1_1, HOLIDAY, 9, 10)
        self._shift(self.c_a1_1, WEDNESDAY, 9, 10)
        qualification = self.c_a1_1.qualification_ids
        qualification.date_to = HOLIDAY
        self.assertEqual(
            [slot.start for slot in self._find()], [utc_datetime(HOLIDAY, 9)]
        )
        qualification.date_to = WEDNESDAY
        self.assertEqual(len(self._find()), 2)
        qualification.date_from = WEDNESDAY
        self.assertEqual(
            [slot.start for slot in self._find()], [utc_datetime(WEDNESDAY, 9)]
        )

    def test_all_qualifications_are_needed(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        land = self.env.ref("hcc_collaborator.qualification_type_land")
        both = self.procedure | self.procedure.create(
            {
                "code": "9.100002",
                "name": "Thủ tục về đất",
                "qualification_type_id": land.id,
            }
        )
        self.assertFalse(self._find(procedures=both))
        self.env["hcc.qualification"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "type_id": land.id,
                "date_from": date(2026, 1, 1),
            }
        )
        slots = self._find(procedures=both)
        self.assertEqual(slots[0].stop - slots[0].start, timedelta(minutes=90))

    def test_not_knowing_the_procedure_asks_for_the_basics(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 9)
        nothing = self.env["hcc.procedure"]
        self.assertEqual(
            self._times(self._find(procedures=nothing)), ["08:00", "08:30"]
        )
        self.c_a1_1.qualification_ids.date_to = MONDAY
        self.assertFalse(self._find(procedures=nothing))

    def test_the_suspended_and_relatives_are_not_sent(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 9)
        self.env["hcc.collaborator.relative"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "name": "Relative",
                "phone": "+84912000123",
            }
        )
        self.assertFalse(self._find(citizen_phones=["+84912000123"]))
        self.assertTrue(self._find(citizen_phones=["+84912000124"]))
        self.c_a1_1.action_suspend()
        self.assertFalse(self._find())

    def test_only_published_shifts_count(self):
        shift = self._shift(self.c_a1_1, WEDNESDAY, 8, 9, state="draft")
        self.assertFalse(self._find())
        shift.action_publish()
        self.assertTrue(self._find())
        shift.action_cancel()
        self.assertFalse(self._find())

    def test_evening_at_home_needs_two_helpers_when_the_rule_says_so(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("hcc_booking.evening_home_rule", "two_helpers")
        self._shift(self.c_a1_1, WEDNESDAY, 17, 20)
        self.assertEqual(self._times(self._find()), ["17:00", "17:30"])
        self._shift(self.c_a1_2, WEDNESDAY, 19, 20)
        self.assertEqual(self._times(self._find()), ["17:00", "17:30", "19:00"])
        # at a point nobody is alone
        self.assertEqual(len(self._find("point")), 5)
        parameters.set_param("hcc_booking.evening_home_rule", "check_in_call")
        self.assertEqual(len(self._find()), 5)

    def test_helpers_asked_for_by_the_coordinator(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 10)
        self._shift(self.c_a1_2, WEDNESDAY, 9, 10)
        self.assertEqual(self._times(self._find(helpers=2)), ["09:00"])

    def test_the_least_loaded_of_the_week_goes_first(self):
        for collaborator in (self.c_a1_1, self.c_a1_2):
            self._shift(collaborator, WEDNESDAY, 8, 12)
        self.assertEqual(self._find()[-1].worker_ids[0], self.c_a1_1.id)
        self._visit(self.c_a1_1, WEDNESDAY, 8)
        self.assertEqual(self._find()[-1].worker_ids[0], self.c_a1_2.id)

    def test_free_workers_for_an_exact_time(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 10)
        self._shift(self.c_a2_1, WEDNESDAY, 8, 12, branch_wide=True)
        no_point = self.env["hcc.service.point"]

        def free(hour):
            start = utc_datetime(WEDNESDAY, hour)
            return self.finder._free_workers(
                self.ward_a1,
                "home",
                no_point,
                start,
                start + timedelta(minutes=45),
                self.procedure,
            )

        self.assertEqual(free(8).ids, [self.c_a1_1.id, self.c_a2_1.id])
        self.assertEqual(free(10).ids, [self.c_a2_1.id])
        self.assertFalse(free(11.5))

    def test_the_public_learns_times(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 9)
        public = self.env.ref("base.public_user")
        slots = self.finder.with_user(public)._find(
            self.ward_a1.with_user(public),
            "home",
            self.procedure.with_user(public),
            days=3,
        )
        self.assertEqual(self._times(slots), ["08:00"])

    def test_a_past_day_or_no_point_gives_nothing(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 9)
        past = self._find(date_from=MONDAY - timedelta(days=30), days=2)
        self.assertFalse(past)
        self.point_a1.active = False
        self.assertFalse(self._find("point"))


@tagged("post_install", "-at_install")
class TestHccSlotFinderPerformance(RosterCase):
    def _staff(self, number, first=50):
        people = self.env["hcc.collaborator"].create(
            [
                self._prepare_collaborator(f"P{n}", f"{n}", self.team_a1, n)
                | {"phone": f"+849121{n:05d}"}
                for n in range(first, first + number)
            ]
        )
        self.env["hcc.shift"].create(
            [
                {
                    "collaborator_id": person.id,
                    "start": utc_datetime(MONDAY + timedelta(days=day), hour),
                    "stop": utc_datetime(MONDAY + timedelta(days=day), hour + 4),
                    "kind": kind,
                    "service_point_id": self.point_a1.id if kind == "point" else False,
                }
                for person in people
                for day in (2, 3, 8)
                for hour, kind in ((8, "point"), (13, "on_call"), (18, "on_call"))
            ]
        )
        self.env.flush_all()
        return people

    def _ask(self, place, days=14):
        point = self.point_a1 if place == "point" else None
        slots = self.finder._find(
            self.ward_a1,
            place,
            self.procedure,
            point=point,
            days=days,
            citizen_phones=["+84912000123"],
        )
        self.assertTrue(slots)
        start = slots[-1].start
        free = self.finder._free_workers(
            self.ward_a1,
            place,
            point,
            start,
            slots[-1].stop,
            self.procedure,
            phones=["+84912000123"],
        )
        self.assertEqual(free.ids, list(slots[-1].worker_ids))
        return slots

    def _count(self, number):
        """Ask everything, from an empty cache, in so many queries and no more."""
        for place in ("home", "point"):
            for days in (14, 28):
                self.env.invalidate_all()
                with self.subTest(place=place, days=days):
                    with self.assertQueryCount(number[place]):
                        self._ask(place, days)

    def test_queries_do_not_grow_with_people_or_days(self):
        """3, 30 and 200 helpers; two questions each time."""
        queries = {"home": 10, "point": 11}
        self._staff(3)
        for place in queries:  # what is known from then on
            self._ask(place)
        self._count(queries)
        people = self._staff(27, first=60)
        self._count(queries)
        for number in range(10):
            self._visit(people[number], MONDAY + timedelta(days=8), 13)
        self._staff(170, first=100)
        self._count(queries)
        self.assertGreaterEqual(len(self._ask("home")[-1].worker_ids), 200)

    def test_queries_of_times_alone(self):
        self._staff(3)
        for with_workers in (True, False):
            slots = self.finder._find(
                self.ward_a1, "home", self.procedure, with_workers=with_workers
            )
            self.assertEqual(bool(slots[0].worker_ids), with_workers)
