import io
from datetime import date, datetime
from itertools import product

import openpyxl
from lxml import etree

from odoo.exceptions import UserError

from odoo.addons.hcc_reporting.models.hcc_kpi_report import (
    AREAS,
    MEASURES,
    RATES,
    RECORDS,
    SPLITS,
    TIMES,
)
from odoo.addons.hcc_reporting.tools.figures_xlsx import NO_RATE, write_figures

from .common import ReportingCase

PERIOD = {"date_from": "2026-09-01", "date_to": "2026-11-30"}


class TestFiguresAgree(ReportingCase):
    """Screen, list and export say the same, to the last digit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_history(seed=2026, requests=50)
        # one ward with assists, and nothing to divide by
        request = cls._new_request(
            cls.ward_a2, cls.citizens[2], cls.procedures[0], state="booked"
        )
        cls._new_visit(request, datetime(2026, 11, 29, 3, 0))
        cls._fold()

    def setUp(self):
        super().setUp()
        self.report = self.env["hcc.kpi.report"].with_user(self.user_administrator)

    def _read_list(self, payload, groupby):
        """Return what the list and the pivot read for the domain of the screen."""
        aggregates = [
            f"{name}:{'avg' if name in RATES else 'sum'}" for name in MEASURES
        ]
        rows = (
            self.env["hcc.kpi.fact"]
            .with_user(self.user_administrator)
            .formatted_read_group(payload["total"]["domain"], groupby, aggregates)
        )
        return [
            [
                # Without a denominator the client gets False, and prints a dash.
                None if row[spec] is False and name in RATES else row[spec]
                for name, spec in zip(MEASURES, aggregates, strict=True)
            ]
            for row in rows
        ]

    def _read_xlsx(self, options):
        """Return the heading, and the cells below it, of the export."""
        export = self.report._get_export(options)
        content = write_figures(
            export["title"], export["columns"], export["rows"], export["notes"], "Notes"
        )
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        heading, *rows = sheet.iter_rows(values_only=True)
        return heading, rows

    def test_three_places_agree(self):
        for level, by in product(AREAS, TIMES):
            with self.subTest(level=level, by=by):
                options = {**PERIOD, "level": level, "by": by}
                payload = self.report.get_figures(options)
                groupby = [*AREAS[level], *TIMES[by]]
                heading, cells = self._read_xlsx(options)
                self.assertEqual(len(heading), len(groupby) + len(MEASURES))
                screen = [[row[name] for name in MEASURES] for row in payload["rows"]]
                export = [
                    [None if cell == NO_RATE else cell for cell in row[len(groupby) :]]
                    for row in cells
                ]
                total = [payload["total"][name] for name in MEASURES]
                self.assertEqual(export.pop(), total)
                if groupby:
                    self.assertEqual(export, screen)
                    self.assertGreater(len(screen), 1)
                listed = self._read_list(payload, groupby)
                self.assertCountEqual(map(str, listed), map(str, screen))

    def test_score_never_stands_without_its_response_rate(self):
        """Side by side on the screen, in the list and in the export; and equal."""
        options = {**PERIOD, "level": "ward"}
        payload = self.report.get_figures(options)
        heading, cells = self._read_xlsx(options)
        labels = self.report._get_labels()
        score = heading.index(labels["satisfaction_rate"])
        self.assertEqual(heading[score + 1], labels["response_rate"])
        arch = etree.fromstring(
            self.env["hcc.kpi.fact"].get_view(view_type="list")["arch"]
        )
        names = arch.xpath("/list/field[not(@optional)]/@name")
        self.assertEqual(names[names.index("satisfaction_rate") + 1], "response_rate")
        pivot = self.env["hcc.kpi.fact"].get_view(view_type="pivot")["arch"]
        measures = etree.fromstring(pivot).xpath("//field[@type='measure']/@name")
        self.assertIn("response_rate", measures)
        groupby = AREAS["ward"]
        listed = self._read_list(payload, groupby)
        at = MEASURES.index("response_rate")
        rates = [row["response_rate"] for row in payload["rows"]]
        self.assertCountEqual([row[at] for row in listed], rates)
        self.assertEqual(
            [row[score + 1] for row in cells[:-1]],
            [NO_RATE if rate is None else rate for rate in rates],
        )
        self.assertEqual(cells[-1][score + 1], payload["total"]["response_rate"])
        self.assertGreater(len(set(rates)), 1)
        for row in payload["rows"]:
            expected = row["ratings"] / row["rateable"] if row["rateable"] else None
            self.assertEqual(
                row["response_rate"], None if expected is None else round(expected, 4)
            )

    def test_splits_agree_and_add_up(self):
        for split in SPLITS:
            with self.subTest(split=split):
                options = {**PERIOD, "level": "city", "split": split}
                payload = self.report.get_figures(options)
                __, cells = self._read_xlsx(options)
                for name in ("assists", "dossiers_online", "ratings", "rateable"):
                    column = 1 + MEASURES.index(name)
                    total = payload["total"][name]
                    self.assertEqual(sum(row[name] for row in payload["rows"]), total)
                    self.assertEqual(sum(row[column] for row in cells[:-1]), total)
                    self.assertEqual(cells[-1][column], total)

    def test_each_figure_opens_as_many_records(self):
        payload = self.report.get_figures({**PERIOD, "level": "ward", "by": "month"})
        self.assertGreater(len(payload["rows"]), 4)
        for row in [payload["total"], *payload["rows"]]:
            for kind in RECORDS:
                with self.subTest(kind=kind, domain=row["domain"]):
                    action = self.report.open_records(kind, row["domain"])
                    records = self.env[action["res_model"]].with_user(
                        self.user_administrator
                    )
                    self.assertEqual(records.search_count(action["domain"]), row[kind])

    def test_everyone_opens_the_same_number(self):
        both = {self.ward_a1.id, self.ward_a2.id}
        city = both | {self.ward_b1.id}
        for user, expected in (
            (self.user_manager, both),
            (self.user_coordinator, both),
            (self.user_coordinator_b, {self.ward_b1.id}),
            (self.user_committee, city),
            (self.user_data_officer, city),
        ):
            report = self.report.with_user(user)
            payload = report.get_figures({**PERIOD, "level": "ward"})
            wards = {row["groups"][1]["id"] for row in payload["rows"]}
            self.assertEqual(wards, expected)
            for kind in RECORDS:
                with self.subTest(user=user.login, kind=kind):
                    action = report.open_records(kind, payload["total"]["domain"])
                    records = self.env[action["res_model"]].with_user(user)
                    self.assertEqual(
                        records.search_count(action["domain"]), payload["total"][kind]
                    )

    def test_export_has_typed_cells(self):
        __, cells = self._read_xlsx({**PERIOD, "level": "ward", "by": "day"})
        first = cells[0]
        self.assertIsInstance(first[0], str)
        self.assertIsInstance(first[1], str)
        self.assertIsInstance(first[2], datetime)
        self.assertTrue(all(isinstance(row[3], int) for row in cells))
        rates = {type(row[3 + MEASURES.index("success_rate")]) for row in cells}
        # whole rates come back as integers: 1 and 1.0 are the same cell
        self.assertLessEqual(rates, {float, int, str})
        self.assertIn(
            NO_RATE, [row[3 + MEASURES.index("success_rate")] for row in cells]
        )

    def test_period_of_options(self):
        options = self.report._parse_options({})
        self.assertEqual(options["date_from"], date(2026, 11, 1))
        self.assertEqual(options["date_to"], date(2026, 11, 23))
        for wrong in (
            {"date_from": "yesterday"},
            {"date_from": "2026-11-02", "date_to": "2026-11-01"},
            {"date_from": "2020-01-01", "date_to": "2026-01-01"},
            {"level": "country"},
            {"by": "hour"},
            {"split": "citizen_id"},
            {"ward_id": "1 OR 1=1"},
            {"branch_id": "9" * 30},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.report.get_figures(
                    {**PERIOD, **wrong} if "date_from" not in wrong else wrong
                )

    def test_unknown_figure_has_no_records(self):
        with self.assertRaises(UserError):
            self.report.open_records("citizens", [])

    def test_one_ward_of_the_screen(self):
        payload = self.report.get_figures({**PERIOD, "ward_id": self.ward_b1.id})
        self.assertEqual(payload["scope"], self.ward_b1.full_name)
        self.assertEqual(len(payload["rows"]), 1)
        self.assertEqual(payload["rows"][0]["assists"], payload["total"]["assists"])
