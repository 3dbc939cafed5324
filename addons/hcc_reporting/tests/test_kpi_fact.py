from datetime import date, datetime, timedelta

from odoo import models

from odoo.addons.hcc_reporting.models.hcc_kpi_report import MEASURES, SPLITS

from .common import ReportingCase
from .reference import reference_figures

GROUPINGS = [
    (),
    ("branch_id",),
    ("ward_id",),
    ("day:day",),
    ("day:month",),
    ("branch_id", "ward_id", "day:day"),
    ("branch_id", "ward_id", "day:month"),
    *[(split,) for split in SPLITS],
    ("ward_id", "day:month", "procedure_group"),
]


class TestKpiFact(ReportingCase):
    def setUp(self):
        super().setUp()
        self.report = self.env["hcc.kpi.report"]
        self.domain = [
            ("ward_id", "in", (self.ward_a1 | self.ward_a2 | self.ward_b1).ids)
        ]

    def _get_groups(self, groupby, domain=None):
        """Return {group: measures} of the facts."""
        self._fold()
        return {
            tuple(
                value.id if isinstance(value, models.BaseModel) else value
                for value in row["groups"].values()
            ): {name: row[name] for name in MEASURES}
            for row in self.report._figures(domain or self.domain, groupby)
        }

    def _get_total(self, domain=None):
        return self._get_groups((), domain)[()]

    def _new_assist(self, done_at=datetime(2026, 11, 20, 3, 0), dossiers=(), **rated):
        request = self._new_request(self.ward_a1, self.citizens[0], self.procedures[0])
        if rated:
            request._write_guarded(rated)
        visit = self._new_visit(request, done_at)
        self._new_dossiers(
            visit,
            [(outcome, online, self.procedures[0]) for outcome, online in dossiers],
        )
        return visit

    def test_random_history_agrees_with_the_reference(self):
        self._new_history(seed=766, requests=60)
        for groupby in GROUPINGS:
            with self.subTest(groupby=groupby):
                expected = reference_figures(self.history, groupby, self.missed)
                figures = self._get_groups(groupby)
                self.assertEqual(figures.keys(), expected.keys())
                for key, measures in figures.items():
                    for name, value in measures.items():
                        self.assertEqual(
                            value,
                            expected[key].get(name, 0),
                            f"{name} of {key}",
                        )

    def test_day_is_the_local_day(self):
        """23:30 in Hanoi is 16:30 UTC; 00:30 is still the day before in UTC."""
        self._new_assist(datetime(2026, 11, 20, 16, 30), [("accepted", True)])
        self._new_assist(datetime(2026, 11, 20, 17, 0), [("rejected", True)])
        self._new_assist(datetime(2026, 11, 20, 17, 30))
        days = self._get_groups(("day:day",))
        self.assertEqual(days[(date(2026, 11, 20),)]["assists"], 1)
        self.assertEqual(days[(date(2026, 11, 20),)]["success_rate"], 1.0)
        self.assertEqual(days[(date(2026, 11, 21),)]["assists"], 2)
        self.assertEqual(days[(date(2026, 11, 21),)]["success_rate"], 0.0)
        only = [*self.domain, ("day", "=", "2026-11-20")]
        self.assertEqual(self._get_total(only)["assists"], 1)

    def test_month_is_the_local_month(self):
        self._new_assist(datetime(2026, 10, 31, 16, 59))
        self._new_assist(datetime(2026, 10, 31, 17, 0))
        months = self._get_groups(("day:month",))
        self.assertEqual(months[(date(2026, 10, 1),)]["assists"], 1)
        self.assertEqual(months[(date(2026, 11, 1),)]["assists"], 1)

    def test_dossiers_do_not_multiply_assists(self):
        moment = datetime(2026, 11, 20, 4, 0)
        self._new_assist(
            dossiers=[("accepted", True), ("resolved", True), ("filed", True)],
            rating_value=5,
            rated_at=moment,
        )
        total = self._get_total()
        self.assertEqual(total["assists"], 1)
        self.assertEqual(total["requests"], 1)
        self.assertEqual(total["citizens"], 1)
        self.assertEqual(total["dossiers_online"], 3)
        self.assertEqual(total["ratings"], 1)
        self.assertEqual(total["rating_sum"], 5)

    def test_success_counts_every_dossier_filed_online(self):
        self._new_assist(
            dossiers=[
                ("accepted", True),
                ("resolved", True),
                ("filed", True),
                ("supplement", True),
                ("rejected", True),
                ("returned", True),
                ("resolved", False),
                ("not_filed", True),
                ("not_filed", False),
            ]
        )
        total = self._get_total()
        self.assertEqual(total["dossiers_online"], 6)
        self.assertEqual(total["dossiers_successful"], 2)
        self.assertEqual(total["success_rate"], 0.3333)
        self.assertEqual(total["dossiers_pending"], 1)
        self.assertEqual(total["dossiers_supplement"], 1)
        self.assertEqual(total["dossiers_rejected"], 2)
        self.assertEqual(total["dossiers_paper"], 1)
        self.assertEqual(total["dossiers_not_filed"], 2)

    def test_no_denominator_is_no_rate(self):
        self._new_assist(dossiers=[("not_filed", True), ("accepted", False)])
        total = self._get_total()
        self.assertIsNone(total["success_rate"])
        self.assertIsNone(total["satisfaction_rate"])
        self.assertIsNone(total["rating_mean"])
        self.assertEqual(total["response_rate"], 0.0)
        nothing = self._get_total([("ward_id", "=", self.ward_b1.id)])
        self.assertEqual(nothing["assists"], 0)
        self.assertEqual(nothing["citizens"], 0)
        self.assertIsNone(nothing["response_rate"])

    def test_only_what_is_done_counts(self):
        request = self._new_request(
            self.ward_a1, self.citizens[0], self.procedures, state="booked"
        )
        for state in ("booked", "in_progress", "cancelled", "no_show"):
            self._new_visit(request, datetime(2026, 11, 20, 3, 0), state=state)
        self.assertFalse(self.env["hcc.kpi.fact"].search(self.domain))

    def test_return_visit_is_another_assist_of_one_request(self):
        visit = self._new_assist(rating_value=2, rated_at=datetime(2026, 11, 20, 5, 0))
        self._new_visit(visit.request_id, datetime(2026, 11, 21, 3, 0))
        total = self._get_total()
        self.assertEqual(total["assists"], 2)
        self.assertEqual(total["requests"], 1)
        self.assertEqual(total["citizens"], 1)
        self.assertEqual(total["rateable"], 1)
        # The rating stays with the assist that it was given for.
        days = self._get_groups(("day:day",))
        self.assertEqual(days[(date(2026, 11, 20),)]["ratings"], 1)
        self.assertEqual(days[(date(2026, 11, 21),)]["ratings"], 0)
        self.assertEqual(days[(date(2026, 11, 21),)]["rateable"], 0)

    def test_rating_after_a_return_visit_belongs_to_it(self):
        visit = self._new_assist(rating_value=5, rated_at=datetime(2026, 11, 22, 5, 0))
        self._new_visit(visit.request_id, datetime(2026, 11, 21, 3, 0))
        days = self._get_groups(("day:day",))
        self.assertEqual(days[(date(2026, 11, 20),)]["rateable"], 0)
        self.assertEqual(days[(date(2026, 11, 21),)]["ratings"], 1)

    def test_request_that_goes_on_cannot_be_rated_yet(self):
        visit = self._new_assist()
        visit.request_id._write_guarded({"state": "booked"})
        total = self._get_total()
        self.assertEqual(total["assists"], 1)
        self.assertEqual(total["rateable"], 0)
        self.assertIsNone(total["response_rate"])

    def test_walk_in_without_a_name_is_an_assist_of_nobody(self):
        request = self._new_request(
            self.ward_a1, self.env["hcc.citizen"], self.procedures[0], "helper"
        )
        self._new_visit(request, datetime(2026, 11, 20, 3, 0))
        total = self._get_total()
        self.assertEqual((total["assists"], total["citizens"]), (1, 0))
        # Nobody was asked for a rating, so there is none to miss.
        self.assertEqual(total["rateable"], 0)

    def test_people_and_requests_are_counted_in_each_group(self):
        """The same person on two days: one in each day, one in all."""
        for day in (19, 20, 20):
            self._new_assist(datetime(2026, 11, day, 3, 0))
        days = self._get_groups(("day:day",))
        self.assertEqual(days[(date(2026, 11, 19),)]["citizens"], 1)
        self.assertEqual(days[(date(2026, 11, 20),)]["citizens"], 1)
        self.assertEqual(days[(date(2026, 11, 20),)]["requests"], 2)
        self.assertEqual(self._get_total()["citizens"], 1)
        self.assertEqual(self._get_total()["requests"], 3)

    def test_citizen_is_in_one_group(self):
        citizen = self.citizens[0]
        citizen.write({"disability": "mild", "poverty": "poor"})
        self._new_assist()
        self.assertEqual(list(self._get_groups(("citizen_group",))), [("disability",)])
        citizen.disability = "none"
        self.assertEqual(list(self._get_groups(("citizen_group",))), [("poor",)])
        citizen.poverty = "none"
        self.assertEqual(list(self._get_groups(("citizen_group",))), [("elderly",)])
        citizen.birth_year = 1967
        self.assertEqual(list(self._get_groups(("citizen_group",))), [("other",)])

    def test_pivot_totals_are_rates_of_sums(self):
        """1 of 1 in one ward and 0 of 3 in another make 1 of 4, not a half."""
        self._new_assist(dossiers=[("accepted", True)])
        request = self._new_request(self.ward_b1, self.citizens[3], self.procedures[0])
        visit = self._new_visit(request, datetime(2026, 11, 20, 3, 0))
        self._new_dossiers(visit, [("rejected", True, self.procedures[0])] * 3)
        self._fold()
        by_ward, total = self.env["hcc.kpi.fact"].formatted_read_grouping_sets(
            self.domain, [["ward_id"], []], ["success_rate:avg", "assists:sum"]
        )
        self.assertEqual([row["success_rate:avg"] for row in by_ward], [1.0, 0.0])
        self.assertEqual(total[0]["success_rate:avg"], 0.25)
        self.assertEqual(total[0]["assists:sum"], 2)

    def test_list_groups_carry_the_same_rates(self):
        self._new_history(seed=5, requests=20)
        groups = self.env["hcc.kpi.fact"].web_read_group(
            self.domain,
            ["ward_id"],
            ["success_rate:avg", "rating_mean:avg", "citizens:sum"],
        )["groups"]
        figures = self._get_groups(("ward_id",))
        self.assertEqual(len(groups), len(figures))
        for group in groups:
            measures = figures[(group["ward_id"][0],)]
            self.assertEqual(group["success_rate:avg"], measures["success_rate"])
            self.assertEqual(group["rating_mean:avg"], measures["rating_mean"])
            self.assertEqual(group["citizens:sum"], measures["citizens"])

    def test_each_change_reaches_the_figures(self):
        """Pending writes of each source reach the database before they are folded."""
        visit = self._new_assist(dossiers=[("filed", True)])
        self.assertEqual(self._get_total()["dossiers_pending"], 1)
        visit.dossier_ids._set_outcome("accepted")
        self.assertEqual(self._get_total()["dossiers_successful"], 1)
        visit._write_guarded({"done_at": visit.done_at - timedelta(days=1)})
        days = self._get_groups(("day:day",))
        assists = {day: row["assists"] for (day,), row in days.items()}
        # asked for on one day, helped on the other
        self.assertEqual(assists, {date(2026, 11, 19): 1, date(2026, 11, 20): 0})

    def test_ids_of_the_view_are_unique(self):
        self._new_history(seed=8, requests=15)
        facts = self.env["hcc.kpi.source"].search_read(self.domain, ["id", "assists"])
        self.assertEqual(len({fact["id"] for fact in facts}), len(facts))
        self.assertEqual(sum(fact["assists"] for fact in facts), len(self.history))
