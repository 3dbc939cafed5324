import io
import resource
import tempfile
import zipfile
from datetime import date, datetime, timedelta
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.tests.common import NOW
from odoo.addons.hcc_reporting.models import hcc_export_rows
from odoo.addons.hcc_reporting.models.hcc_export_rows import LISTS, HccExportRows
from odoo.addons.hcc_reporting.tools.figures_xlsx import Table, open_book

from .common import ReportingCase

PERIOD = {"date_from": "2026-09-01", "date_to": "2026-11-30"}
LOGGER = "odoo.addons.hcc_reporting.models.hcc_export"


class ExportCase(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_history(seed=11, requests=40)

    def _ask(self, kind="assists", user=None, **values):
        exports = self.env["hcc.export"].with_user(user or self.user_manager)
        export = exports.create({"kind": kind, **PERIOD, **values})
        export.action_queue()
        return export

    def _run_job(self):
        cron = self.env.ref("hcc_reporting.ir_cron_hcc_export_run")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _read(self, kind, user, **options):
        """Return heading and rows of an export of this user."""
        file = io.BytesIO()
        exports = self.env["hcc.export"].with_user(user)
        count = exports._write_rows(file, kind, {**PERIOD, **options})
        heading, *rows = _read_sheet(file.getvalue())
        self.assertEqual(len(rows), count)
        return list(heading), rows


def _read_sheet(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


class TestHccExport(ExportCase):
    def test_job_leaves_a_file_for_whoever_asked(self):
        export = self._ask()
        self.assertEqual(export.state, "queued")
        self.assertFalse(export.sudo().attachment_id)
        with patch.object(type(self.env["res.users"]), "_bus_send") as told:
            self._run_job()
        self.assertEqual((export.state, export.error), ("done", False))
        self.assertEqual(told.call_args.args[1]["type"], "success")
        lines = _read_sheet(export.sudo().attachment_id.raw)
        self.assertEqual(len(lines), export.row_count + 1)
        self.assertEqual(export.expires_at, NOW + timedelta(days=7))
        self.assertFalse(export.sudo().attachment_id.public)
        entries = self.env["hcc.journal"].search(
            [("model", "=", "hcc.export"), ("res_id", "=", export.id)]
        )
        self.assertEqual(
            set(entries.mapped("action")), {"export_asked", "export_written"}
        )

    def test_each_assist_is_a_row_and_the_figures_agree(self):
        heading, rows = self._read("assists", self.user_administrator)
        total = self.env["hcc.kpi.report"].with_user(self.user_administrator)
        total = total.get_figures(PERIOD)["total"]
        self.assertEqual(len(rows), total["assists"])
        online = heading.index("Filed online")
        self.assertEqual(sum(row[online] for row in rows), total["dossiers_online"])
        self.assertEqual(
            sum(row[online + 1] for row in rows), total["dossiers_successful"]
        )
        self.assertTrue(all(isinstance(row[1], datetime) for row in rows))
        visit = self.env["hcc.appointment"].search(
            [("state", "=", "done"), ("ward_id", "=", self.ward_a1.id)], limit=1
        )
        row = next(
            row
            for row in rows
            if row[0] == visit.reference
            and abs(row[1] - visit.done_at - timedelta(hours=7)) < timedelta(seconds=1)
        )
        self.assertEqual(row[2:5], ("Branch A", "T-A1", "Phường Test A1"))

    def test_figures_by_ward_and_day_are_those_of_the_screen(self):
        heading, rows = self._read("figures", self.user_administrator)
        payload = self.env["hcc.kpi.report"].with_user(self.user_administrator)
        payload = payload.get_figures({**PERIOD, "level": "ward", "by": "day"})
        self.assertFalse(payload["more"])
        at = heading.index("Assists")
        screen = sorted(
            (*(group["label"] for group in row["groups"]), row["assists"])
            for row in payload["rows"]
        )
        export = sorted(
            (row[1], row[2], row[0].strftime("%d/%m/%Y"), row[at]) for row in rows
        )
        self.assertEqual(export, screen)

    def test_requests_are_a_row_each(self):
        heading, rows = self._read(
            "requests", self.user_administrator, date_from="2026-11-01"
        )
        requests = self.env["hcc.request"].search(
            [("create_date", ">=", "2026-10-31 17:00:00")]
        )
        self.assertEqual({row[0] for row in rows}, set(requests.mapped("reference")))
        rated = {request.reference: request.rating_value for request in requests}
        for row in rows:
            self.assertEqual(row[heading.index("Rating")] or 0, rated[row[0]])

    def test_everybody_exports_what_they_read(self):
        area = {"T-A1", "T-A2"}
        for user, wards in (
            (self.user_manager, area),
            (self.user_coordinator, area),
            (self.user_coordinator_b, {"T-B1"}),
        ):
            for kind in ("assists", "requests"):
                with self.subTest(user=user.login, kind=kind):
                    __, rows = self._read(kind, user)
                    column = 3
                    self.assertEqual({row[column] for row in rows}, wards)
                    visible = self.env[LISTS[kind][0]].with_user(user)
                    domain = [("state", "=", "done")] if kind == "assists" else []
                    self.assertEqual(len(rows), visible.search_count(domain))
        for user in (self.user_clerk, self.user_trainer, self.user_portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._read("assists", user)

    def test_no_person_is_in_it(self):
        for kind in ("assists", "requests", "figures"):
            __, rows = self._read(kind, self.user_administrator)
            text = " ".join(str(cell) for row in rows for cell in row)
            for secret in (
                *self.citizens.mapped("name"),
                *self.citizens.mapped("phone"),
                self.c_a1_1.name,
            ):
                self.assertNotIn(f" {secret} ", text)

    def test_pages_leave_nothing_out(self):
        __, whole = self._read("assists", self.user_administrator)
        with patch.object(hcc_export_rows, "PAGE", 7):
            __, paged = self._read("assists", self.user_administrator)
        self.assertEqual(paged, whole)
        self.assertGreater(len(whole), 50)

    def test_failure_is_said_and_stops_no_other(self):
        first, second = self._ask(), self._ask(user=self.user_coordinator_b)
        write = HccExportRows._write_rows

        def fail(export, target, kind, options):
            if export.env.user == self.user_manager:
                raise OSError("disk full at /secret/path")
            return write(export, target, kind, options)

        with (
            patch.object(type(first), "_write_rows", fail),
            self.assertLogs(LOGGER, "WARNING") as logs,
        ):
            self._run_job()
        self.assertEqual((first.state, second.state), ("failed", "done"))
        self.assertIn("OSError", first.error)
        self.assertNotIn("secret", first.error + "".join(logs.output))
        self.assertFalse(first.sudo().attachment_id)
        first.action_queue()
        self._run_job()
        self.assertEqual((first.state, first.error), ("done", False))

    def test_what_was_interrupted_is_not_lost(self):
        export = self._ask()
        export.sudo()._write_guarded({"state": "running"})
        self._run_job()
        self.assertEqual(export.state, "failed")
        self.assertIn("interrupted", export.error)

    def test_who_lost_the_role_gets_nothing(self):
        export = self._ask()
        self.env["hcc.area.role"].search(
            [("user_id", "=", self.user_manager.id)]
        ).unlink()
        with mute_logger(LOGGER):
            self._run_job()
        self.assertEqual(export.sudo().state, "failed")

    def test_nobody_sees_those_of_others(self):
        export = self._ask()
        self._run_job()
        for user in (
            self.user_administrator,
            self.user_committee,
            self.user_coordinator,
        ):
            theirs = self.env["hcc.export"].with_user(user)
            self.assertFalse(theirs.search([("id", "=", export.id)]))
            with self.assertRaises(AccessError):
                theirs.browse(export.id).read(["state"])
            attachments = self.env["ir.attachment"].with_user(user)
            with self.assertRaises(AccessError):
                attachments.browse(export.sudo().attachment_id.id).read(["raw"])

    def test_nobody_writes_how_far_it_is(self):
        exports = self.env["hcc.export"].with_user(self.user_manager)
        export = exports.create(
            {"kind": "assists", **PERIOD, "state": "done", "row_count": 5}
        )
        self.assertEqual((export.state, export.row_count), ("draft", 0))
        self.assertEqual(export.user_id, self.user_manager)
        with self.assertRaises(UserError):
            export.write({"state": "done"})
        export.action_queue()
        for values in ({"kind": "requests"}, {"date_from": "2020-01-01"}):
            with self.assertRaises(UserError):
                export.write(values)
        with self.assertRaises(UserError):
            export.action_queue()

    def test_bad_periods_are_refused(self):
        for values in (
            {"date_from": "2020-01-01"},
            {"date_from": "2026-12-01"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._ask(**values)

    def test_so_many_wait_and_no_more(self):
        for __ in range(3):
            self._ask()
        with self.assertRaises(UserError):
            self._ask()

    def test_files_are_deleted_after_some_days(self):
        export = self._ask()
        self._run_job()
        attachment = export.sudo().attachment_id
        self.env["hcc.export"]._gc_expired()
        self.assertTrue(attachment.exists())
        with freeze_time(NOW + timedelta(days=8)):
            self.env["hcc.export"]._gc_expired()
        self.assertFalse(attachment.exists())
        self.assertEqual(export.state, "expired")


@tagged("post_install", "-at_install", "security")
class TestExportPages(ExportCase, HttpCase):
    def test_file_is_for_one_person(self):
        export = self._ask()
        export.sudo()._run()
        path = f"/hcc/export/{export.id}"
        for user in (self.user_coordinator, self.user_portal, self.user_administrator):
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login), mute_logger("odoo.http"):
                self.assertIn(self.url_open(path).status_code, (403, 404))
                other = f"/web/content/{export.sudo().attachment_id.id}"
                self.assertIn(self.url_open(other).status_code, (403, 404))
        self.authenticate(self.user_manager.login, self.user_manager.login)
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(len(_read_sheet(answer.content)), export.row_count + 1)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/hcc/export/999999").status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open(path, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)


class TestTable(BaseCase):
    COLUMNS = [
        ("Phường", "text"),
        ("Ngày", "day"),
        ("Lúc", "moment"),
        ("Số", "integer"),
    ]

    def _write(self, rows, **options):
        file = io.BytesIO()
        with open_book(file) as book:
            table = Table(book, "Bảng", self.COLUMNS, **options)
            for row in rows:
                table.add([row])
            table.close()
        return file.getvalue(), table

    def test_goes_on_in_another_sheet(self):
        rows = [
            (f"P{n}", date(2026, 1, 1), datetime(2026, 1, 1, 9, 5), n) for n in range(7)
        ]
        content, table = self._write(rows, sheet_rows=3)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["Bảng", "Bảng 2", "Bảng 3"])
        self.assertEqual(table.count, 7)
        read = []
        for sheet in book.worksheets:
            heading, *lines = sheet.iter_rows(values_only=True)
            self.assertEqual(heading, ("Phường", "Ngày", "Lúc", "Số"))
            self.assertEqual(sheet.freeze_panes, "A2")
            read += lines
        self.assertEqual([row[3] for row in read], list(range(7)))
        self.assertEqual(read[0][1], datetime(2026, 1, 1))
        self.assertEqual(read[0][2].replace(microsecond=0), datetime(2026, 1, 1, 9, 5))

    def test_what_people_typed_stays_text(self):
        texts = ["=1+1", "@x", "<r><t>x</t></r>", "<r>", "a\x00b", "http://x.test"]
        content, __ = self._write([(text, None, None, None) for text in texts])
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        cells = [sheet.cell(row, 1) for row in range(2, 2 + len(texts))]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertEqual(cells[0].value, "=1+1")
        self.assertEqual(cells[2].value.strip(), "<r><t>x</t></r>")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertNotIn(b"<f>", archive.read("xl/worksheets/sheet1.xml"))

    def test_nothing_is_left_of_what_failed(self):
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            with self.assertRaises(ZeroDivisionError), open_book(file.name) as book:
                Table(book, "Bảng", self.COLUMNS).add([("a", None, None, 1 / 0)])
            self.assertEqual(file.read(), b"")

    def test_memory_does_not_grow_with_the_rows(self):
        row = ("Phường Ba Đình", date(2026, 1, 1), datetime(2026, 1, 1, 9, 5), 3)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with tempfile.NamedTemporaryFile() as file, open_book(file.name) as book:
            table = Table(book, "Bảng", self.COLUMNS)
            table.add(row for __ in range(20_000))
            table.close()
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.assertLess(grown, 20_000, "kB for 20,000 rows")
