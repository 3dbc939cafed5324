import doctest
import random
from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..tools import scale_up
from .common import ReportingCase

OPENED = [scale_up.is_open(hour) for hour in range(scale_up.WEEK)]


def simulate(rates, minutes, capacity, hours):
    return scale_up.simulate(rates, minutes, capacity, OPENED, hours, weeks=3)


@tagged("-at_install", "post_install")
class TestScaleUp(BaseCase):
    """The model without Odoo: what must hold for any demand."""

    def _cases(self, number):
        """Random wards, the same ones each time; some weeks are nearly empty."""
        for seed in range(number):
            chance = random.Random(seed)
            top = chance.choice([0.01, 0.1, 0.5, 1.5])
            rates = [chance.uniform(0, top) for __ in range(scale_up.WEEK)]
            with self.subTest(seed=seed):
                yield (
                    rates,
                    chance.uniform(10, 120),
                    chance.uniform(0.1, 6),
                    chance.uniform(1, 120),
                    chance.uniform(1, 3),
                )

    def test_more_demand_is_never_served_better(self):
        for rates, minutes, people, hours, k in self._cases(60):
            now = simulate(rates, minutes, people, hours)
            more = simulate([rate * k for rate in rates], minutes, people, hours)
            self.assertLessEqual(more.share, now.share + 1e-9)
            self.assertGreaterEqual(more.mean_hours, now.mean_hours - 1e-9)

    def test_more_people_never_serve_worse(self):
        for rates, minutes, people, hours, k in self._cases(60):
            now = simulate(rates, minutes, people, hours)
            more = simulate(rates, minutes, people * k, hours)
            self.assertGreaterEqual(more.share, now.share - 1e-9)
            self.assertLessEqual(more.mean_hours, now.mean_hours + 1e-9)

    def test_more_service_needs_no_fewer_people(self):
        for rates, minutes, __, hours, k in self._cases(20):
            share = 0.3 + k / 6

            def need(share, hours, rates=rates, minutes=minutes):
                level = scale_up.Level(share, hours)
                needed = scale_up.people_needed(rates, minutes, 8, OPENED, level)
                return 10_000 if needed is None else needed

            self.assertLessEqual(need(share, hours), need(share + 0.1, hours))
            self.assertGreaterEqual(need(share, hours), need(share, hours * 2))

    def test_doctests(self):
        self.assertEqual(doctest.testmod(scale_up).failed, 0)

    def test_same_numbers_give_the_same_answer(self):
        first = simulate([0.3] * scale_up.WEEK, 45, 1.5, 24)
        scale_up._draws.cache_clear()
        self.assertEqual(first, simulate([0.3] * scale_up.WEEK, 45, 1.5, 24))

    def test_waits_end_when_the_work_ahead_is_done(self):
        before = [0]
        for is_open in OPENED:
            before.append(before[-1] + is_open)
        # Monday 10:00, three hours of work ahead; Friday 16:00, two hours: Monday 9:00
        self.assertEqual(scale_up._wait(10, 3, OPENED, before, 45), 3)
        self.assertEqual(scale_up._wait(4 * 24 + 16, 2, OPENED, before, 45), 65)
        # Saturday at noon, nothing ahead: Monday 8:00
        self.assertEqual(scale_up._wait(5 * 24 + 12, 0, OPENED, before, 45), 44)

    def test_nobody_at_work_is_not_a_number_to_believe(self):
        self.assertEqual(simulate([0.1] * scale_up.WEEK, 45, 0, 24).share, 0)
        level = scale_up.Level(1.0, 1)
        self.assertIsNone(
            scale_up.people_needed([50.0] * 168, 600, 1, OPENED, level, most=20)
        )


class TestScaleUpForm(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(12):
            request = cls._new_request(cls.ward_a1, cls.citizens[0], cls.procedures[0])
            cls._new_visit(request, datetime(2026, 10, 5 + number, 3, 0))
        cls._fold()

    def _estimate(self, user=None, **values):
        estimate = (
            self.env["hcc.scale.up"]
            .with_user(user or self.user_manager)
            .create(
                {
                    "date_from": date(2026, 10, 1),
                    "date_to": date(2026, 10, 31),
                    **values,
                }
            )
        )
        estimate.action_estimate()
        return estimate

    def test_wards_of_the_reader_and_no_others(self):
        estimate = self._estimate()
        self.assertEqual(estimate.line_ids.ward_id, self.ward_a1 | self.ward_a2)
        busy = estimate.line_ids.filtered(lambda line: line.ward_id == self.ward_a1)
        self.assertEqual((busy.requests, busy.people), (12, 3))
        self.assertGreaterEqual(busy.needed, 1)
        quiet = estimate.line_ids - busy
        self.assertEqual((quiet.requests, quiet.needed), (0, 0))
        self.assertTrue(estimate.xlsx_file)

    def test_arrivals_by_local_weekday_and_hour(self):
        estimate = self._estimate()
        arrivals = estimate._get_arrivals(self.ward_a1)
        # 3:00 UTC is 10:00 in Hanoi; 5 October 2026 is a Monday
        self.assertEqual(arrivals[self.ward_a1.id, 10], 2)
        self.assertEqual(sum(arrivals.values()), 12)
        self.assertEqual({hour % 24 for __, hour in arrivals}, {10})

    def test_nothing_measured_is_said_plainly(self):
        estimate = self._estimate()
        self.assertIn("Do not rely", estimate.verdict)
        self.assertEqual(set(estimate.line_ids.mapped("fit")), {"unknown"})

    def test_a_model_that_does_not_fit_says_so(self):
        verdict = self.env["hcc.scale.up"]._get_verdict(
            [{"fit": "no_fit"}, {"fit": "no_fit"}, {"fit": "fits"}, {"fit": "unknown"}]
        )
        self.assertIn("does not fit", verdict)
        verdict = self.env["hcc.scale.up"]._get_verdict([{"fit": "fits"}])
        self.assertIn("fits 1 of 1", verdict)

    def test_numbers_without_sense_are_refused(self):
        for values in (
            {"share": 0},
            {"hours_each": 0},
            {"open_from": 17, "open_to": 8},
            {"within_hours": 0},
            {"open_days": 8},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._estimate(**values)
        with self.assertRaises(UserError):
            self._estimate(date_to=date(2026, 9, 1))

    def test_queries_do_not_grow_with_wards(self):
        estimate = self._estimate(self.user_committee)
        self.env.flush_all()
        wards = len(estimate.line_ids)
        self.assertGreater(wards, 2)
        with self.assertQueryCount(60):
            estimate._compute_lines()
