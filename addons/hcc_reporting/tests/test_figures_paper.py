from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_reporting.models import hcc_kpi_paper
from odoo.addons.hcc_reporting.models.hcc_kpi_paper import PAPER_COLUMNS, REPORT
from odoo.addons.hcc_reporting.tools.kpi_columns import RATES

from .common import ReportingCase

PERIOD = {"date_from": "2026-09-01", "date_to": "2026-11-30"}


class PaperCase(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_history(seed=3, requests=30)

    def _get_paper(self, options, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.user_manager)
        content, __ = reports._render_qweb_html(REPORT, [], data={"options": options})
        return html.fromstring(content)


class TestFiguresPaper(PaperCase):
    def test_paper_says_what_the_screen_says(self):
        for level, by, split in (
            ("ward", "total", ""),
            ("branch", "month", ""),
            ("ward", "day", ""),
            ("city", "total", "channel"),
            ("city", "total", ""),
        ):
            with self.subTest(level=level, by=by, split=split):
                options = {**PERIOD, "level": level, "by": by, "split": split}
                report = self.env["hcc.kpi.report"].with_user(self.user_manager)
                payload = report.get_figures(options)
                paper = self._get_paper(options)
                *lines, total = paper.xpath("//table[@id='figures']/tbody/tr")
                # one line for all is the total
                rows = payload["rows"] if payload["rows"][0]["groups"] else []
                self.assertEqual(len(lines), len(rows))
                for line, row in zip(lines, rows, strict=True):
                    self.assertEqual(
                        [cell.text_content() for cell in line.xpath("th")],
                        [group["label"] for group in row["groups"]],
                    )
                    self._check_cells(line, row)
                self._check_cells(total, payload["total"])
                self.assertIn(payload["scope"], paper.text_content())
                self.assertIn("01/09/2026 – 30/11/2026", paper.text_content())

    def _check_cells(self, line, row):
        cells = [cell.text_content().replace(",", "") for cell in line.xpath("td")]
        self.assertEqual(len(cells), len(PAPER_COLUMNS))
        for name, text in zip(PAPER_COLUMNS, cells, strict=True):
            value = row[name]
            if value is None:
                self.assertEqual(text, "—")
            elif name == "rating_mean":
                self.assertEqual(float(text), value)
            elif name in RATES:
                self.assertAlmostEqual(float(text.rstrip("%")) / 100, value, 6)
            else:
                self.assertEqual(int(text), value)

    def test_each_figure_is_defined(self):
        text = self._get_paper(PERIOD).text_content()
        definitions = self.env["hcc.kpi.report"]._get_definitions()
        for name, words in definitions.items():
            self.assertEqual(words in text, name in PAPER_COLUMNS, name)

    def test_too_many_lines_are_refused(self):
        self.patch(hcc_kpi_paper, "PAPER_ROWS", 2)
        with self.assertRaises(UserError):
            self._get_paper({**PERIOD, "by": "day"})

    def test_others_get_no_paper(self):
        papers = self.env["report.hcc_reporting.report_figures"]
        for user in (self.user_clerk, self.user_trainer, self.user_portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                papers.with_user(user)._render_pdf(PERIOD)


@tagged("post_install", "-at_install")
class TestFiguresPaperPage(PaperCase, HttpCase):
    def test_pdf(self):
        self.authenticate(self.user_manager.login, self.user_manager.login)
        answer = self.url_open("/hcc/figures.pdf?date_from=2026-10-01&level=ward")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        with mute_logger("odoo.http"):
            wrong = self.url_open("/hcc/figures.pdf?date_from=never")
            self.assertEqual(wrong.status_code, 400)
            self.authenticate(self.user_clerk.login, self.user_clerk.login)
            self.assertEqual(self.url_open("/hcc/figures.pdf").status_code, 403)
