from datetime import date, datetime, timedelta
from itertools import product

from odoo.addons.hcc_reporting.tools.kpi_span import split_period

from .common import ReportingCase

PERIODS = (
    (None, None),
    ("2026-10-01", "2026-10-31"),
    ("2026-10-01", "2026-11-30"),
    ("2026-11-01", "2026-11-23"),
    ("2026-01-01", "2026-12-31"),
    ("2026-09-15", "2026-11-10"),
    ("2026-10-05", "2026-10-20"),
    ("2026-11-21", "2026-11-21"),
)
GROUPINGS = (
    (),
    ("ward_id",),
    ("branch_id",),
    ("branch_id", "ward_id", "day:month"),
    ("day:month",),
    ("day:year",),
    ("day:quarter",),
    ("day:week",),
    ("place",),
    ("day:month", "channel"),
)


class TestKpiPlan(ReportingCase):
    """Wherever a read looks, it finds the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_history(seed=19, requests=40)

    def _where(self, domain, groupby, names=("assists",)):
        fact = self.env["hcc.kpi.fact"]
        aggregates = [f"{name}:sum" for name in names]
        people, plan = fact._plan_reads(domain, [groupby], aggregates, [])
        marks = plan.env.context.get("hcc_kpi_marks") or {}
        return plan.env.context["hcc_kpi_plan"][0], people, marks.get("citizens")

    def test_narrowest_that_can_answer(self):
        october = [("day", ">=", "2026-10-01"), ("day", "<=", "2026-10-31")]
        some = [("day", ">=", "2026-10-05"), ("day", "<=", "2026-10-20")]
        either = ["|", ("day", "=", "2026-10-05"), ("ward_id", "=", 1)]
        for domain, groupby, where in (
            (october, (), "month"),
            (some, (), "month"),
            (october, ("day:month", "place"), "place"),
            (october, ("day:day",), "days"),
            (october, ("day:day", "place"), "each"),
            (october, ("channel", "place"), "each"),
            ([*october, ("place", "=", "home")], ("channel",), "each"),
            ([*october, ("place", "=", "home")], ("ward_id",), "place"),
            (either, ("ward_id",), "days"),
        ):
            with self.subTest(domain=domain, groupby=groupby):
                self.assertEqual(self._where(domain, groupby)[0], where)

    def test_people_are_marked_or_counted(self):
        october = [("day", ">=", "2026-10-01"), ("day", "<=", "2026-10-31")]
        to_now = [("day", ">=", "2026-11-01"), ("day", "<=", "2026-11-23")]
        year = [("day", ">=", "2026-01-01"), ("day", "<=", "2026-12-31")]
        ward = [("ward_id", "=", self.ward_a1.id)]
        wards = [("ward_id", "in", (self.ward_a1 | self.ward_a2).ids)]
        for domain, groupby, mark in (
            (october, (), "people_city_month"),
            (to_now, (), "people_city_month"),
            ([*october, *ward], (), "people_ward_month"),
            ([*october, *wards], (), None),
            ([*october, *wards], ("ward_id",), "people_ward_month"),
            (october, ("branch_id",), "people_branch_month"),
            (year, (), "people_city_year"),
            ([], ("day:month",), "people_city_month"),
            ([], ("day:year", "ward_id"), "people_ward_year"),
            ([("day", ">=", "2026-10-02")], ("day:month",), None),
            ([("day", ">=", "2026-10-01"), ("day", "<=", "2026-10-30")], (), None),
            ([("day", ">=", "2026-09-01"), ("day", "<=", "2026-10-31")], (), None),
            (october, ("place",), None),
        ):
            with self.subTest(domain=domain, groupby=groupby):
                __, people, found = self._where(
                    domain, groupby, ("assists", "citizens")
                )
                self.assertEqual(found, mark)
                self.assertEqual(people, [] if mark else ["citizens:sum"])

    def test_marks_stop_at_the_edge_of_what_one_sees(self):
        """Who sees two wards of a branch counts people in them, not in the branch."""
        fact = self.env["hcc.kpi.fact"].with_user(self.user_manager)
        october = [("day", ">=", "2026-10-01"), ("day", "<=", "2026-10-31")]
        for groupby in ((), ("branch_id",)):
            self.assertFalse(
                fact._get_marks(october, [groupby], fact._plan(october, groupby, []))
            )

    def test_all_ways_agree(self):
        area = [("ward_id", "in", (self.ward_a1 | self.ward_a2 | self.ward_b1).ids)]
        branch = [("branch_id", "=", self.branch_a.id)]
        users = (self.user_administrator, self.user_manager, self.user_coordinator_b)
        for user, (first, last), limits in product(users, PERIODS, ([], area, branch)):
            domain = [
                *limits,
                *([("day", ">=", first)] if first else []),
                *([("day", "<=", last)] if last else []),
            ]
            for groupby in GROUPINGS:
                with self.subTest(user=user.login, domain=domain, groupby=groupby):
                    self._assert_ways_agree(user, domain, groupby)

    def _assert_ways_agree(self, user, domain, groupby):
        names = ["assists", "asked", "dossiers_online", "citizens", "requests"]
        aggregates = [f"{name}:sum" for name in names]
        fact = self.env["hcc.kpi.fact"].with_user(user)
        splits = tuple({"place", "channel"} & set(groupby))
        each = fact.with_context(hcc_kpi_plan=("each", splits, None, None))
        self.assertEqual(
            self._plain(fact._read_group(domain, groupby, aggregates)),
            self._plain(each._read_group(domain, groupby, aggregates)),
        )

    def _plain(self, rows):
        return sorted(
            [str(getattr(value, "id", value) or 0) for value in row] for row in rows
        )

    def test_one_query_for_months(self):
        """Figures of wards and months, people too: one read of some roll-ups."""
        report = self.env["hcc.kpi.report"]
        domain = [("day", ">=", "2026-10-01"), ("day", "<=", "2026-10-31")]
        report._figures(domain, ("ward_id", "day:month"))
        with self.assertQueryCount(1):
            report._figures(domain, ("ward_id", "day:month"))

    def test_periods_are_split_without_gap_or_overlap(self):
        day = timedelta(days=1)
        for start in (date(2026, 1, 1), date(2026, 1, 17), date(2026, 2, 28)):
            for length in (0, 1, 13, 31, 59, 60, 365):
                last = start + length * day
                span = split_period(start, last)
                days = set()
                if span.has_months:
                    self.assertEqual((span.start.day, span.stop.day), (1, 1))
                    days = {
                        span.start + n * day
                        for n in range((span.stop - span.start).days)
                    }
                for first, end in span.edges:
                    edge = {first + n * day for n in range((end - first).days + 1)}
                    self.assertFalse(days & edge)
                    days |= edge
                self.assertEqual(days, {start + n * day for n in range(length + 1)})

    def test_late_facts_change_the_day_of_the_assist(self):
        request = self._new_request(self.ward_a1, self.citizens[0], self.procedures[0])
        visit = self._new_visit(request, datetime(2026, 8, 3, 3, 0))
        self._new_dossiers(visit, [("filed", True, self.procedures[0])])
        self._fold()
        day = [("day", "=", "2026-08-03")]
        report = self.env["hcc.kpi.report"]
        self.assertEqual(report._figures(day)[0]["success_rate"], 0.0)
        visit.dossier_ids._set_outcome("resolved", date(2026, 11, 20))
        request._write_guarded({"rating_value": 5, "rated_at": datetime(2026, 11, 20)})
        self.assertEqual(report._figures(day)[0]["success_rate"], 0.0)
        self._fold()
        figures = report._figures(day)[0]
        self.assertEqual(figures["success_rate"], 1.0)
        self.assertEqual(figures["satisfaction_rate"], 1.0)
