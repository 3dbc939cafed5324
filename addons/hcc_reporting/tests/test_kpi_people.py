from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tests.common import TODAY, HccCase


class PeopleCase(HccCase):
    def setUp(self):
        super().setUp()
        self.days = self.env["hcc.kpi.people.day"]
        self.figures = self.env["hcc.kpi.people"]

    def _new_shift(self, point, collaborator, day, hours, **values):
        """A shift at a point, in hours of the local day."""
        start, stop = (
            datetime.combine(day, datetime.min.time()) + timedelta(hours=hour - 7)
            for hour in hours
        )
        return self.env["hcc.shift"].create(
            {
                "collaborator_id": collaborator.id,
                "kind": "point",
                "service_point_id": point.id,
                "start": start,
                "stop": stop,
                **values,
            }
        )

    def _new_statements(self, month, minutes):
        """Statements of people with so many minutes, by collaborator."""
        self.env["hcc.statement"].create(
            [
                {
                    "collaborator_id": person.id,
                    "ward_id": person.ward_id.id,
                    "team_id": person.team_id.id,
                    "month": month,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "kind": "on_call",
                                "day": month,
                                "minutes": amount,
                            },
                        )
                    ],
                }
                for person, amount in minutes.items()
            ]
        )

    def _count(self, wards=None, first=TODAY, ahead=2):
        wards = wards or self.ward_a1 | self.ward_a2 | self.ward_b1
        self.days._count(wards, first, TODAY, ahead)

    def _read(self, domain, groupby=(), *names):
        fields = self.figures._fields
        aggregates = [f"{name}:{fields[name].aggregator}" for name in names]
        return self.figures._read_group(domain, groupby, aggregates)


class TestCoverage(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # every day from 8 to 20, also on the holiday of tomorrow
        (cls.point_a1 | cls.point_b1).calendar_id = cls.calendar_point
        cls.point_a2.calendar_id = False

    def test_hours_with_nobody_there(self):
        # two people one after the other, and together from 10 to 11
        self._new_shift(self.point_a1, self.c_a1_1, TODAY, (8, 11))
        self._new_shift(self.point_a1, self.c_a1_2, TODAY, (10, 14))
        # a draft covers nothing, nor does a shift on call
        self._new_shift(self.point_a1, self.c_a1_3, TODAY, (15, 20), state="draft")
        self._count(ahead=0)
        row = self.days.search([("ward_id", "=", self.ward_a1.id)])
        self.assertRecordValues(
            row, [{"day": TODAY, "open_minutes": 720, "bare_minutes": 360}]
        )
        figures = self.figures.search([("ward_id", "=", self.ward_a1.id)])
        self.assertEqual(
            (figures.open_hours, figures.bare_hours, figures.coverage_rate),
            (12, 6, 0.5),
        )

    def test_rate_of_a_group_is_not_a_mean_of_rates(self):
        self._new_shift(self.point_a1, self.c_a1_1, TODAY, (8, 20))
        self._count(ahead=2)
        domain = [("ward_id", "=", self.ward_a1.id)]
        [(opened, bare, rate)] = self._read(
            domain, (), "open_hours", "bare_hours", "coverage_rate"
        )
        self.assertAlmostEqual(rate, round((opened - bare) / opened, 4))
        self.assertAlmostEqual(opened - bare, 12)

    def test_no_open_hours_no_rate(self):
        self._count(self.ward_a2)
        [(opened, rate)] = self._read(
            [("ward_id", "=", self.ward_a2.id)], (), "open_hours", "coverage_rate"
        )
        self.assertFalse(opened)
        self.assertFalse(rate)

    def test_counted_again_after_a_change(self):
        shift = self._new_shift(self.point_a1, self.c_a1_1, TODAY, (8, 20))
        self._count()
        domain = [("ward_id", "=", self.ward_a1.id), ("day", "=", TODAY)]
        self.assertEqual(self.days.search(domain).bare_minutes, 0)
        shift.action_cancel()
        self._count()
        self.assertEqual(self.days.search(domain).bare_minutes, 720)

    def test_night_belongs_to_both_days(self):
        minutes = {}
        # 22:00 to 02:00 in Hanoi
        self.days._add(
            minutes, 1, datetime(2026, 11, 23, 15, 0), datetime(2026, 11, 23, 19, 0)
        )
        self.assertEqual(
            minutes, {(1, date(2026, 11, 23)): 120, (1, date(2026, 11, 24)): 120}
        )

    def test_a_whole_day_has_all_its_minutes(self):
        minutes = {}
        self.env["hcc.kpi.people.day"]._add(
            minutes, 1, datetime(2026, 11, 22, 16, 0), datetime(2026, 11, 24, 18, 0)
        )
        self.assertEqual(
            minutes,
            {
                (1, date(2026, 11, 22)): 60,
                (1, date(2026, 11, 23)): 24 * 60,
                (1, date(2026, 11, 24)): 24 * 60,
                (1, date(2026, 11, 25)): 60,
            },
        )

    def test_coming_days_are_told_apart(self):
        self._count(first=TODAY - timedelta(days=2), ahead=2)
        domain = [("ward_id", "=", self.ward_b1.id)]
        days = dict(self.figures._read_group(domain, ["is_coming"], ["open_hours:sum"]))
        # tomorrow is a holiday: the points are closed
        self.assertEqual(days, {False: 24, True: 24})

    def test_job_asks_as_often_for_one_ward_as_for_three(self):
        def queries(wards):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._count(wards, ahead=7)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(self.ward_a1)
        one = queries(self.ward_a1)
        wards = self.ward_a1 | self.ward_a2 | self.ward_b1
        self.assertLessEqual(queries(wards), one + 1)

    def test_job(self):
        cron = self.env.ref("hcc_reporting.ir_cron_hcc_kpi_people_day")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        rows = self.days.search([("ward_id", "=", self.ward_a1.id)])
        self.assertEqual(max(rows.mapped("day")), TODAY + timedelta(days=28))
        self.assertLess(min(rows.mapped("day")), TODAY - timedelta(days=85))


class TestCourses(PeopleCase):
    def test_share_of_required_courses(self):
        lines = self.env["hcc.training.path"].search([("category", "=", "student")])
        required = lines.line_ids.filtered(
            lambda line: line.kind == "required" and line.course_id.active
        )
        self.assertTrue(required)
        self._count()
        [(needed, passed, rate)] = self._read(
            [("ward_id", "=", self.ward_a1.id)],
            (),
            "training_required",
            "training_passed",
            "training_rate",
        )
        self.assertEqual(needed, 3 * len(required))
        basic = required.filtered(
            lambda line: line.course_id.qualification_type_id == self.type_basic
        )
        self.assertEqual(passed, 3 * len(basic))
        self.assertAlmostEqual(rate, round(passed / needed, 4))

    def test_one_count_for_each_month(self):
        self._count()
        self.days._count(self.ward_a1, TODAY, TODAY + timedelta(days=1), 0)
        rows = self.days.search(
            [("ward_id", "=", self.ward_a1.id), ("training_required", ">", 0)]
        )
        self.assertEqual(rows.day, TODAY + timedelta(days=1))


class TestSharing(PeopleCase):
    MONTH = date(2026, 10, 1)

    def test_lowest_median_highest_gini(self):
        people = self.c_a1_1, self.c_a1_2, self.c_a1_3
        self._new_statements(
            self.MONTH, dict(zip(people, (600, 1200, 3000), strict=True))
        )
        self.env.flush_all()
        [row] = self._read(
            [("ward_id", "=", self.ward_a1.id)],
            ["day:day"],
            "people",
            "hours",
            "hours_low",
            "hours_median",
            "hours_high",
            "hours_gini",
        )
        # sum of |x-y| over all pairs of people / (2 n² mean) = 0.3333
        self.assertEqual(row, (date(2026, 10, 31), 3, 80, 10, 20, 50, 0.3333))
        figures = self.figures.search([("people", ">", 0)])
        figures = figures.filtered(lambda line: line.ward_id == self.ward_a1)
        self.assertAlmostEqual(figures.hours_gini, 0.3333, places=4)
        self.assertEqual(figures.hours_median, 20)

    def test_small_team_tells_nothing(self):
        self._new_statements(self.MONTH, {self.c_a1_1: 600, self.c_a1_2: 900})
        self.env.flush_all()
        [(hours, low, gini)] = self._read(
            [("ward_id", "=", self.ward_a1.id)],
            (),
            "hours",
            "hours_low",
            "hours_gini",
        )
        self.assertEqual((hours, low, gini), (25, False, False))

    def test_small_team_is_left_out_of_the_group(self):
        people = (self.c_a1_1, self.c_a1_2, self.c_a1_3)
        self._new_statements(self.MONTH, dict.fromkeys(people, 600))
        self._new_statements(self.MONTH, {self.c_a2_1: 6000})
        self.env.flush_all()
        wards = self.ward_a1 | self.ward_a2
        [(people, high, gini)] = self._read(
            [("ward_id", "in", wards.ids)], (), "people", "hours_high", "hours_gini"
        )
        self.assertEqual((people, high, gini), (4, 10, 0))


@tagged("security")
class TestPeopleSecurity(PeopleCase):
    def test_own_wards_alone(self):
        self._count()
        ours = self.ward_a1 | self.ward_a2 | self.ward_b1
        for user, wards in (
            (self.user_coordinator, self.ward_a1 | self.ward_a2),
            (self.user_coordinator_b, self.ward_b1),
            (self.user_manager, self.ward_a1 | self.ward_a2),
            (self.user_committee, ours),
            (self.user_data_officer, ours),
        ):
            found = self.figures.with_user(user).search([("ward_id", "in", ours.ids)])
            with self.subTest(user=user.login):
                self.assertEqual(found.ward_id, wards)

    def test_others_read_none(self):
        for user in (
            self.user_collaborator,
            self.user_clerk,
            self.user_trainer,
            self.user_portal,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.figures.with_user(user).search([])


class TestUnmet(PeopleCase):
    def test_as_often_as_the_figures_say(self):
        """People figures and the three figures count the same demand."""
        self.env["hcc.unmet.demand"].create(
            [
                {
                    "day": TODAY,
                    "ward_id": self.ward_a1.id,
                    "kind": kind,
                    "place": place,
                    "number": number,
                }
                for kind, place, number in (
                    ("no_slot", "home", 3),
                    ("left", "point", 1),
                    ("wish", "home", 2),
                )
            ]
        )
        self.env.flush_all()
        self.env["hcc.kpi.rollup"]._fold()
        domain = [("ward_id", "=", self.ward_a1.id)]
        [(unmet,)] = self._read(domain, (), "unmet")
        facts = self.env["hcc.kpi.fact"]
        self.assertEqual(unmet, 6)
        self.assertEqual(facts._read_group(domain, [], ["unmet:sum"]), [(6,)])
