from datetime import date, datetime

from psycopg2.errors import CheckViolation, ExclusionViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .common import ReportingCase

PERIOD = (date(2026, 11, 1), date(2026, 11, 30))


class TestKpiTarget(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.targets = cls.env["hcc.kpi.target"]

    def _new(self, value, measure="satisfaction_rate", **values):
        return self.targets.create(
            {"measure": measure, "value": value, "date_from": "2026-02-01", **values}
        )

    def test_states_own_thresholds_are_there(self):
        city = self.targets._get_targets(*PERIOD)
        self.assertEqual(city["online_rate"], 0.5)
        self.assertEqual(city["satisfaction_rate"], 0.9)

    def test_nearest_area_wins(self):
        self._new(0.8, branch_id=self.branch_a.id)
        self._new(0.7, ward_id=self.ward_a1.id)
        answers = self.targets._get_many(
            *PERIOD,
            [
                (False, False),
                (self.branch_a.id, False),
                (self.branch_a.id, self.ward_a1.id),
                (self.branch_a.id, self.ward_a2.id),
                (self.branch_b.id, self.ward_b1.id),
            ],
        )
        self.assertEqual(
            [answer["satisfaction_rate"] for answer in answers],
            [0.9, 0.8, 0.7, 0.8, 0.9],
        )
        self.assertEqual(
            self.targets._get_targets(*PERIOD, ward=self.ward_a2)["satisfaction_rate"],
            0.8,
        )

    def test_what_holds_at_the_end_of_the_period(self):
        ward = {"ward_id": self.ward_a1.id}
        self._new(0.6, date_to="2026-10-31", **ward)
        self._new(0.75, date_from="2026-11-01", **ward)
        for last, expected in ((date(2026, 10, 31), 0.6), (date(2026, 11, 1), 0.75)):
            found = self.targets._get_targets(last, last, ward=self.ward_a1)
            self.assertEqual(found["satisfaction_rate"], expected)

    def test_one_query_for_all_wards(self):
        areas = [(w.branch_id.id, w.id) for w in self.env["hcc.ward"].search([])]
        self.assertGreater(len(areas), 100)
        self.targets._get_many(*PERIOD, areas)
        self.targets.invalidate_model()
        with self.assertQueryCount(1):
            self.targets._get_many(*PERIOD, areas)

    def test_one_target_a_day(self):
        self._new(0.8, ward_id=self.ward_a1.id)
        with self.assertRaises(ExclusionViolation), mute_logger("odoo.sql_db"):
            self._new(0.9, ward_id=self.ward_a1.id, date_from="2026-06-01")

    def test_values_that_make_no_sense(self):
        with self.assertRaises(ValidationError):
            self._new(90, ward_id=self.ward_a1.id)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._new(-1, "wait_days", ward_id=self.ward_a1.id)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._new(0.5, ward_id=self.ward_a1.id, branch_id=self.branch_a.id)

    def test_low_is_good_for_some(self):
        for measure, value, target, reached in (
            ("satisfaction_rate", 0.9, 0.9, True),
            ("satisfaction_rate", 0.89, 0.9, False),
            ("wait_days", 1.5, 2, True),
            ("no_show_rate", 0.2, 0.1, False),
            ("satisfaction_rate", None, 0.9, None),
        ):
            with self.subTest(measure=measure, value=value):
                self.assertEqual(
                    self.targets._is_reached(measure, value, target), reached
                )

    def test_only_administrators_set_targets(self):
        for user in (self.user_manager, self.user_committee, self.user_coordinator):
            with self.assertRaises(AccessError):
                self.targets.with_user(user).search([], limit=1).value = 0.1
        self._new(0.8, ward_id=self.ward_a1.id)
        self.targets.with_user(self.user_administrator).search([], limit=1).value = 0.4


class TestKpiLoad(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcc.kpi.baseline"].search([]).unlink()
        for group, minutes, day in (
            ("ho_tich", 20, "2026-01-01"),
            ("ho_tich", 30, "2026-11-01"),
        ):
            cls.env["hcc.kpi.baseline"].create(
                {
                    "procedure_group": group,
                    "minutes": minutes,
                    "date_from": day,
                    "source": "Measured in October",
                }
            )
        civil, residence = cls.procedures[:2]
        for ward, moment in (
            (cls.ward_a1, datetime(2026, 10, 20, 3, 0)),
            (cls.ward_a1, datetime(2026, 11, 20, 3, 0)),
            (cls.ward_b1, datetime(2026, 11, 20, 3, 0)),
        ):
            request = cls._new_request(ward, cls.citizens[0], civil)
            visit = cls._new_visit(request, moment)
            cls._new_dossiers(
                visit,
                [
                    ("accepted", True, civil),
                    ("rejected", True, civil),
                    ("accepted", False, civil),
                    ("not_filed", True, civil),
                    ("filed", True, residence),
                ],
            )
        cls._fold()

    def test_hours_by_ward_and_month(self):
        """Two dossiers online: 20 minutes each in October, 30 in November."""
        rows = (
            self.env["hcc.kpi.load"]
            .with_user(self.user_manager)
            ._read_group([], ["ward_id", "month:month"], ["hours:sum", "uncounted:sum"])
        )
        self.assertEqual(
            [
                (ward.id, month.month, round(hours, 4), more)
                for ward, month, hours, more in rows
            ],
            [
                (self.ward_a1.id, 10, round(40 / 60, 4), 1),
                (self.ward_a1.id, 11, 1.0, 1),
            ],
        )

    def test_load_of_a_period_says_what_is_missing(self):
        load = self.env["hcc.kpi.load"]._get_load(
            [("day", ">=", "2026-11-01"), ("day", "<=", "2026-11-30")],
            date(2026, 11, 30),
        )
        self.assertEqual(load["hours"], 2.0)
        self.assertEqual(load["missing"], ["Residence"])
        sources = {row["group"]: row["source"] for row in load["rows"]}
        self.assertEqual(sources, {"ho_tich": "Measured in October", "cu_tru": ""})

    def test_without_a_baseline_there_is_no_figure(self):
        self.env["hcc.kpi.baseline"].search([]).unlink()
        load = self.env["hcc.kpi.load"]._get_load(
            [("day", ">=", "2026-11-01")], date(2026, 11, 30)
        )
        self.assertIsNone(load["hours"])
        rows = self.env["hcc.kpi.load"]._read_group([], [], ["hours:sum"])
        self.assertFalse(rows[0][0])

    def test_one_baseline_a_day(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["hcc.kpi.baseline"].create(
                {
                    "procedure_group": "ho_tich",
                    "minutes": 5,
                    "date_from": "2026-01-01",
                    "source": "Another",
                }
            )
