import csv
import io
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.models import hcc_rate_limit
from odoo.addons.hcc_reporting.tools.public_figures import ATOMS, COLUMNS

from .common import ReportingCase

OCTOBER = date(2026, 10, 1)


class PublicFiguresCase(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_history(seed=5, requests=60)
        cls.figures = cls.env["hcc.public.figure"]
        cls.user_city = cls._new_role_user("manager", login="test_manager_city")

    def _publish(self, month=OCTOBER, reason="", user=None):
        figures = self.figures.with_user(user or self.user_city)
        figure = figures._publish(month, reason)
        figure.invalidate_recordset()
        return figure

    def _get_row(self, figure, code):
        return next(row for row in figure.rows if row["ward_code"] == code)


class TestPublicFigures(PublicFiguresCase):
    def test_published_is_what_the_screen_says(self):
        figure = self._publish()
        payload = (
            self.env["hcc.kpi.report"]
            .with_user(self.user_city)
            .get_figures({"date_from": "2026-10-01", "date_to": "2026-10-31"})
        )
        city = figure.rows[0]
        for column in COLUMNS:
            name = {"ratings_asked": "rateable"}.get(column, column)
            # four people, and few who gave no rating, are too few to say so
            if column in city["suppressed"] or column.startswith("assists_"):
                continue
            self.assertEqual(city[column], payload["total"][name], column)
        rows = {row["groups"][1]["id"]: row for row in payload["rows"]}
        shown = 0
        for ward in self.ward_a1 | self.ward_a2 | self.ward_b1:
            row = self._get_row(figure, ward.code)
            for column in ("assists", "dossiers_online", "success_rate"):
                if column not in row["suppressed"]:
                    shown += 1
                    self.assertEqual(row[column], rows[ward.id][column])
        self.assertGreater(shown, 3)
        self.assertEqual(payload["total"]["citizens"], 4)
        self.assertIn("citizens", city["suppressed"])
        self.assertNotIn("success_rate", city["suppressed"])
        self.assertEqual(city["assists_home"] + city["assists_point"], city["assists"])
        wards = self.env["hcc.ward"].search_count([])
        self.assertEqual(
            len([row for row in figure.rows if row["level"] == "ward"]), wards
        )

    def test_only_managers_of_the_city_publish(self):
        for user in (
            self.user_manager,
            self.user_committee,
            self.user_data_officer,
            self.user_coordinator,
            self.user_clerk,
            self.user_portal,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._publish(user=user)
        self.assertTrue(self._publish(user=self.user_administrator))

    def test_manager_of_a_branch_is_told_in_the_form(self):
        form = self.env["hcc.public.publish"].with_user(self.user_manager).create({})
        self.assertEqual(form.month, OCTOBER)
        self.assertTrue(form.warning)
        form = form.with_user(self.user_city).create({})
        self.assertFalse(form.warning)
        self.assertEqual(form.version, 1)
        self.assertGreater(form.assists, 0)
        opened = self.figures.with_user(self.user_city).action_publish_form()
        self.assertEqual(opened["res_model"], form._name)
        action = form.action_publish()
        figure = self.figures.browse(action["res_id"])
        self.assertEqual(figure.hidden_count, form.hidden_count)
        self.assertEqual(figure.published_by_id, self.user_city)

    def test_whole_past_months_alone(self):
        for month in (date(2026, 11, 1), date(2026, 11, 30), date(2027, 3, 1)):
            with self.subTest(month=month), self.assertRaises(UserError):
                self._publish(month)
        self.assertEqual(self._publish(date(2026, 10, 31)).month, OCTOBER)

    def test_what_happens_later_changes_nothing(self):
        figure = self._publish()
        before = figure.rows, figure.csv_text, figure.json_text
        request = self._new_request(self.ward_a1, self.citizens[0], self.procedures[0])
        for hour in range(12):
            visit = self._new_visit(request, datetime(2026, 10, 20, hour))
            self._new_dossiers(visit, [("accepted", True, self.procedures[0])])
        self._fold()
        self.assertEqual(before, (figure.rows, figure.csv_text, figure.json_text))

    def test_correction_is_a_new_version_that_says_so(self):
        first = self._publish()
        with self.assertRaises(UserError):
            self._publish()
        request = self._new_request(self.ward_a1, self.citizens[0], self.procedures[0])
        for hour in range(12):
            self._new_visit(request, datetime(2026, 10, 20, hour))
        self._fold()
        second = self._publish(reason="Twelve visits were missing")
        first.invalidate_recordset()
        self.assertEqual(second.version, 2)
        self.assertTrue(second.is_current)
        self.assertFalse(first.is_current)
        words = " ".join(second._get_version_words())
        self.assertIn("Twelve visits were missing", words)
        self.assertIn("Twelve visits were missing", second.csv_text)
        self.assertEqual(second.rows[0]["assists"], first.rows[0]["assists"] + 12)

    def test_a_few_more_are_not_a_difference(self):
        first = self._publish()
        request = self._new_request(self.ward_a1, self.citizens[0], self.procedures[0])
        self._new_visit(request, datetime(2026, 10, 20, 3))
        self._fold()
        second = self._publish(reason="One visit was missing")
        self.assertEqual(second.rows, first.rows)

    def test_nobody_writes_what_is_published(self):
        figure = self._publish()
        with self.assertRaises(UserError):
            self.figures.sudo().browse(figure.id).write({"rows": []})
        for operation in ("write", "create", "unlink"):
            self.assertFalse(figure.has_access(operation))
        entry = self.env["hcc.journal"].search(
            [("model", "=", "hcc.public.figure"), ("res_id", "=", figure.id)]
        )
        self.assertEqual(entry.action, "figures_published")
        self.assertEqual(entry.user_id, self.user_city.id)

    def test_small_counts_are_kept_from_everybody(self):
        figure = self._publish()
        for user in (self.user_city, self.user_administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                figure.with_user(user).read(["base"])
        base = self.figures.sudo().browse(figure.id).base
        self.assertEqual(set(next(iter(base["wards"].values()))), set(ATOMS))

    def test_query_count(self):
        self._publish()
        with self.assertQueryCount(6):
            self.figures._get_months()
            self.figures._get_published("2026-10")._get_page_rows()


@tagged("post_install", "-at_install")
class TestPublicFiguresPages(PublicFiguresCase, HttpCase):
    def test_page_and_files_agree(self):
        figure = self._publish()
        page = self.url_open("/en/hcc/figures/2026-10")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Figures of 10/2026", page.text)
        self.assertIn('<th scope="row">Phường Test A1</th>', page.text)
        answer = self.url_open("/hcc/figures/2026-10.csv")
        self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        text = answer.content.decode("utf-8-sig")
        lines = [line for line in text.splitlines() if not line.startswith("# ")]
        read = list(csv.DictReader(io.StringIO("\n".join(lines))))
        self.assertTrue(
            any(line.startswith("# success_rate: ") for line in text.splitlines())
        )
        answer = self.url_open("/hcc/figures/2026-10.json").json()
        self.assertEqual(answer["rows"], figure.rows)
        self.assertEqual(answer["version"], 1)
        self.assertEqual(
            [column["name"] for column in answer["columns"]], list(COLUMNS)
        )
        for column in answer["columns"]:
            self.assertTrue(all(column["definition"].values()), column)
        self.assertEqual(len(read), len(figure.rows))
        for line, row in zip(read, figure.rows, strict=True):
            for column in COLUMNS:
                expected = "" if row[column] is None else str(row[column])
                self.assertEqual(line[column], expected)

    def test_front_page_of_figures_shows_the_newest_month(self):
        empty = self.url_open("/en/hcc/figures")
        self.assertIn("No month is published yet.", empty.text)
        self._publish(date(2026, 9, 1))
        self._publish()
        newest = self.url_open("/en/hcc/figures")
        self.assertIn("Figures of 10/2026", newest.text)
        self.assertIn("/hcc/figures/2026-09", newest.text)

    def test_nobody_is_named(self):
        self._publish()
        for path in (".csv", ".json", ""):
            content = self.url_open(f"/hcc/figures/2026-10{path}").text
            for secret in (*self.citizens.mapped("phone"), self.c_a1_1.name, "YC-"):
                self.assertNotIn(secret, content)

    def test_copies_are_kept_until_they_change(self):
        self._publish()
        for kind in ("csv", "json"):
            answer = self.url_open(f"/hcc/figures/2026-10.{kind}")
            self.assertIn("max-age=3600", answer.headers["Cache-Control"])
            self.assertIn("public", answer.headers["Cache-Control"])
            self.assertNotIn("Set-Cookie", answer.headers)
            again = self.url_open(
                f"/hcc/figures/2026-10.{kind}",
                headers={"If-None-Match": answer.headers["ETag"]},
            )
            self.assertEqual(again.status_code, 304)
            self.assertEqual(again.content, b"")
        other = self.url_open(
            "/hcc/figures/2026-10.csv", headers={"If-None-Match": '"else"'}
        )
        self.assertEqual(other.status_code, 200)

    @mute_logger("odoo.http")
    def test_what_is_not_there(self):
        self._publish()
        for path in (
            "2026-09",
            "2026-13",
            "2026-1",
            "0000-00",
            "2026-10-01",
            "²026-10",
            "x",
            "2026-09.csv",
            "nothing.json",
            "2026-10.xml",
        ):
            with self.subTest(path=path):
                answer = self.url_open(f"/hcc/figures/{path}")
                self.assertEqual(answer.status_code, 404)
        # the figures of the screen are not for the public
        answer = self.url_open("/hcc/figures.xlsx", allow_redirects=False)
        self.assertIn(answer.status_code, (303, 403))

    @mute_logger("odoo.http")
    def test_too_many_at_once_are_asked_to_wait(self):
        self._publish()
        few = {"figures": hcc_rate_limit.Allowance(600, 2, 2)}
        with patch.dict(hcc_rate_limit.BUCKETS, few):
            paths = ["/hcc/figures/2026-10.csv", "/hcc/figures"] * 2
            codes = [self.url_open(path).status_code for path in paths]
        self.assertEqual(codes, [200, 200, 429, 429])
