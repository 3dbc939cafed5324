import io
import json
from datetime import date, datetime

import openpyxl
from freezegun import freeze_time
from lxml import html
from psycopg2.errors import InsufficientPrivilege

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.hcc_kpi_words import MEASURES
from ..tools.review_texts import has_phone
from .common import ReportingCase

NOW = "2026-12-02 03:00:00"
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


class ReviewCase(ReportingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = {}
        for ward, citizen, outcomes in (
            (cls.ward_a1, cls.citizens[0], ("accepted", "filed", "not_filed")),
            (cls.ward_a2, cls.citizens[2], ("accepted", "resolved")),
            (cls.ward_b1, cls.citizens[3], ("rejected",)),
        ):
            request = cls._new_request(ward, citizen, cls.procedures[0])
            visit = cls._new_visit(request, datetime(2026, 11, 20, 3, 0))
            cls._new_dossiers(
                visit, [(outcome, True, cls.procedures[0]) for outcome in outcomes]
            )
            cls.visits[ward] = visit
        cls._fold()
        cls.env["hcc.kpi.baseline"].create(
            {
                "procedure_group": "ho_tich",
                "minutes": 30,
                "date_from": "2020-01-01",
                "source": "Measured",
            }
        )
        cls.wards = cls.ward_a1 | cls.ward_a2
        cls.other_manager = cls._new_role_user("manager", login="test_manager_2")
        cls.env["hcc.area.role"].create(
            {
                "user_id": cls.other_manager.id,
                "role": "manager",
                "scope": "branch",
                "branch_id": cls.ward_a1.branch_id.id,
                "date_from": "2026-01-01",
            }
        )

    def setUp(self):
        super().setUp()
        frozen = freeze_time(NOW)
        frozen.start()
        self.addCleanup(frozen.stop)
        self.review = self._new_review()

    def _new_review(self, user=None, wards=None):
        return (
            self.env["hcc.review"]
            .with_user(user or self.user_manager)
            ._create_for("Pilot", FIRST, LAST, self.wards if wards is None else wards)
        )

    def _resolve_late(self):
        """A dossier that waited is accepted after the review was frozen."""
        waiting = self.env["hcc.dossier"].search(
            [
                ("appointment_id", "=", self.visits[self.ward_a1].id),
                ("outcome", "=", "filed"),
            ]
        )
        waiting._set_outcome("accepted")
        self._fold()


class TestReview(ReviewCase):
    def test_snapshot_is_the_screen(self):
        """Draft, snapshot and screen of the figures hold the same numbers."""
        self.review.action_freeze()
        snapshot = json.loads(self.review.snapshot)
        report = self.env["hcc.kpi.report"].with_user(self.user_manager)
        options = {"date_from": FIRST, "date_to": LAST, "level": "ward"}
        screen = report.get_figures(options)
        by_ward = {row["groups"][-1]["id"]: row for row in screen["rows"]}
        self.assertEqual(len(snapshot["wards"]), 2)
        for ward in snapshot["wards"]:
            for name in MEASURES:
                self.assertEqual(ward["figures"][name], by_ward[ward["id"]][name], name)
        [total] = report._figures(self.review._get_domain())
        for name in MEASURES:
            self.assertEqual(snapshot["total"][name], total[name], name)
        self.assertEqual(snapshot["total"]["success_rate"], 0.75)
        self.assertEqual(snapshot["targets"]["satisfaction_rate"], 0.9)

    def test_frozen_stays_frozen_after_late_facts(self):
        self.review.action_freeze()
        before = (self.review.snapshot, self.review.report_html)
        papers = [self.review._get_file(kind) for kind in ("pdf", "xlsx")]
        self.assertFalse(self.review.has_drifted)
        self._resolve_late()
        self.assertEqual((self.review.snapshot, self.review.report_html), before)
        self.assertEqual(
            [self.review._get_file(kind) for kind in ("pdf", "xlsx")], papers
        )
        self.assertTrue(self.review.has_drifted)
        lines = {
            line["name"]: (line["frozen"], line["now"])
            for line in self.review._get_drift()
            if line["differs"]
        }
        self.assertEqual(
            set(lines), {"success_rate", "dossiers_successful", "dossiers_pending"}
        )
        self.assertEqual(lines["dossiers_successful"], ("3", "4"))
        self.assertIn("100.0", lines["success_rate"][1])

    def test_draft_shows_the_figures_of_now(self):
        self.assertIn("75.0", self.review.report_html)
        self._resolve_late()
        self.assertIn("100.0", self.review.report_html)

    def test_pdf_has_the_numbers_of_the_snapshot(self):
        self.review.action_freeze()
        self.assertTrue(self.review._get_file("pdf"))
        content, __ = (
            self.env["ir.actions.report"]
            .with_user(self.user_manager)
            ._render_qweb_html("hcc_reporting.action_report_review", self.review.ids)
        )
        page = html.fromstring(content)
        words = self.env["hcc.kpi.words"]
        total = json.loads(self.review.snapshot)["total"]
        rows = page.xpath("//tr[@data-measure]")
        self.assertGreater(len(rows), 10)
        for row in rows:
            name = row.get("data-measure")
            self.assertEqual(
                row.xpath("./td")[1].text_content().strip(),
                words._get_value_words(name, total[name]),
            )
        text = page.text_content()
        for piece in (
            self.ward_a1.name,
            self.review.snapshot_hash,
            "Not known yet",
            "× 30.00 minutes (Measured)",
        ):
            self.assertIn(piece, text)
        self.assertNotIn(self.ward_b1.name, text)

    def test_pdf_is_drawn(self):
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "broken"):
            self.skipTest("wkhtmltopdf is not installed")
        review = self.review.with_context(force_report_rendering=True)
        review.action_freeze()
        self.assertTrue(self.review._get_file("pdf").startswith(b"%PDF"))

    def test_xlsx_is_read_back(self):
        self.review.action_freeze()
        book = openpyxl.load_workbook(io.BytesIO(self.review._get_file("xlsx")))
        sheet, notes = book.worksheets
        snapshot = json.loads(self.review.snapshot)
        heads = [cell.value for cell in sheet[1]]
        self.assertEqual(heads[1:], [label for __, label, __ in snapshot["measures"]])
        self.assertEqual(sheet.max_row, 4)
        for number, (name, __, __) in enumerate(snapshot["measures"], start=2):
            value = snapshot["total"][name]
            self.assertEqual(
                sheet.cell(4, number).value, "—" if value is None else value, name
            )
        texts = [cell.value for cell in notes["B"]]
        self.assertIn(self.review.snapshot_hash, texts)

    def test_signed_off_by_another(self):
        with self.assertRaisesRegex(UserError, "Draft"):
            self.review.with_user(self.other_manager).action_sign_off()
        self.review.action_freeze()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            self.review.action_sign_off()
        for user in (self.user_committee, self.user_data_officer):
            with self.assertRaises(AccessError):
                self.review.with_user(user).action_sign_off()
        self.review.with_user(self.other_manager).action_sign_off()
        self.assertEqual(self.review.state, "signed")
        self.assertEqual(self.review.signed_by_id, self.other_manager)
        actions = (
            self.env["hcc.journal"]
            .search([("model", "=", "hcc.review"), ("res_id", "=", self.review.id)])
            .mapped("action")
        )
        self.assertEqual(
            actions, ["review_signed_off", "review_frozen", "review_created"]
        )

    def test_who_freezes_anothers_draft_does_not_sign_it(self):
        self.review.with_user(self.other_manager).action_freeze()
        for user in (self.user_manager, self.other_manager):
            with self.assertRaisesRegex(UserError, "Somebody else"):
                self.review.with_user(user).action_sign_off()
        self.review.with_user(self.user_administrator).action_sign_off()

    def test_nothing_of_a_frozen_review_is_written(self):
        comment = self.env["hcc.review.comment"].create(
            {"review_id": self.review.id, "text": "Good"}
        )
        self.review.action_freeze()
        review = self.review.sudo()
        for values in ({"name": "x"}, {"lessons": "x"}, {"state": "draft"}):
            with self.assertRaises(UserError):
                review.write(values)
        with self.assertRaises(UserError):
            review.unlink()
        with self.assertRaises(UserError):
            review.action_freeze()
        with self.assertRaises(UserError):
            comment.text = "Bad"
        with self.assertRaises(UserError):
            comment.unlink()
        with self.assertRaises(UserError):
            comment.create({"review_id": review.id, "text": "Late"})

    @mute_logger("odoo.sql_db")
    def test_database_keeps_figures_and_papers(self):
        self.review.action_freeze()
        self.env.flush_all()
        papers = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "hcc.review"),
                ("res_id", "=", self.review.id),
                ("res_field", "!=", False),
            ]
        )
        self.assertEqual(set(papers.mapped("res_field")), {"pdf_file", "xlsx_file"})
        for query, key in (
            ("UPDATE hcc_review SET snapshot = '{}' WHERE id = %s", self.review.id),
            ("UPDATE hcc_review SET state = 'draft' WHERE id = %s", self.review.id),
            ("DELETE FROM hcc_review WHERE id = %s", self.review.id),
            ("UPDATE ir_attachment SET checksum = 'x' WHERE id = %s", papers[0].id),
            ("DELETE FROM ir_attachment WHERE id = %s", papers[1].id),
        ):
            with (
                self.subTest(query=query),
                self.assertRaises(InsufficientPrivilege),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, [key])

    def test_changed_paper_is_not_given_out(self):
        self.review.action_freeze()
        self.patch(type(self.review), "_hash", lambda model, content: "0" * 64)
        with self.assertRaisesRegex(UserError, "not those that were frozen"):
            self.review._get_file("pdf")
        with self.assertRaisesRegex(UserError, "not those that were frozen"):
            self.review.with_user(self.other_manager).action_sign_off()

    def test_guarded_values_are_not_made(self):
        with self.assertRaises(UserError):
            self.env["hcc.review"].with_user(self.user_manager).create(
                {"name": "x", "ward_ids": self.wards.ids, "snapshot": "{}"}
            )

    def test_period_that_goes_on_is_not_frozen(self):
        self.review.date_to = "2026-12-31"
        with self.assertRaisesRegex(UserError, "has not ended"):
            self.review.action_freeze()

    def test_area_is_needed(self):
        with self.assertRaises(ValidationError):
            self._new_review(wards=self.env["hcc.ward"])

    def test_branch_takes_its_wards(self):
        branch = self.ward_a1.branch_id
        review = (
            self.env["hcc.review"]
            .with_user(self.user_manager)
            .create({"name": "B", "scope": "branch", "branch_id": branch.id})
        )
        self.assertEqual(review.ward_ids.branch_id, branch)
        self.assertEqual((review.date_from, review.date_to), (FIRST, LAST))
        self.assertEqual(review.area_label, branch.display_name)

    def test_words_are_released_by_a_person(self):
        comments = (
            self.env["hcc.review.comment"]
            .with_user(self.user_manager)
            .create(
                [
                    {"review_id": self.review.id, "text": text}
                    for text in ("Kept back", "Evenings please", "Call 0912 000 123")
                ]
            )
        )
        self.assertTrue(self.review.has_phone)
        with self.assertRaisesRegex(UserError, "telephone"):
            comments[2].action_release()
        with self.assertRaises(UserError):
            comments[0].is_released = True
        comments[1].action_release()
        self.review.action_freeze()
        self.assertEqual(
            json.loads(self.review.snapshot)["comments"], ["Evenings please"]
        )

    def test_other_words_are_read_again(self):
        comment = self.env["hcc.review.comment"].create(
            {"review_id": self.review.id, "text": "Good"}
        )
        comment.action_release()
        comment.text = "Other"
        self.assertFalse(comment.is_released)

    def test_telephone_numbers_in_words(self):
        for text in ("0912.000.123", "số +84 912 000 123.", "024-3824-1234"):
            self.assertTrue(has_phone(text), text)
        for text in ("", None, "3 000 of 12 000 dossiers", "20/11/2026", "75,0 %"):
            self.assertFalse(has_phone(text), text)


@tagged("security", "post_install", "-at_install")
class TestReviewSecurity(ReviewCase, HttpCase):
    def test_area_of_another_is_refused(self):
        Review = self.env["hcc.review"].with_user(self.user_manager)
        for wards in (self.ward_b1, self.ward_a1 | self.ward_b1):
            with self.assertRaises(AccessError):
                Review._create_for("Elsewhere", FIRST, LAST, wards)
        theirs = self._new_review(self.user_administrator, self.ward_a1 | self.ward_b1)
        self.assertFalse(Review.search([("id", "=", theirs.id)]))
        with self.assertRaises(AccessError):
            theirs.with_user(self.user_manager).action_freeze()
        with self.assertRaises(AccessError):
            self.review.ward_ids = self.wards | self.ward_b1

    def test_reader_of_the_city_makes_none_outside_of_the_own_area(self):
        """A manager of a ward who sits in the committee makes reviews of that ward."""
        user = self._new_role_user("committee", login="test_two_roles")
        self.env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": "manager",
                "scope": "ward",
                "ward_id": self.ward_b1.id,
                "date_from": "2026-01-01",
            }
        )
        self._new_review(user, self.ward_b1).action_freeze()
        with self.assertRaises(AccessError):
            self._new_review(user, self.ward_a1)
        with self.assertRaises(AccessError):
            self.review.with_user(user).action_freeze()

    def test_papers_over_http(self):
        with mute_logger("odoo.http"):
            self._check_papers()

    def _check_papers(self):
        urls = {
            kind: f"/hcc/review/{self.review.id}.{kind}" for kind in ("pdf", "xlsx")
        }
        self._sign_in(self.user_manager)
        self.assertEqual(self.url_open(urls["pdf"]).status_code, 409)
        self.review.action_freeze()
        for user in (self.user_manager, self.user_committee, self.user_data_officer):
            self._sign_in(user)
            for kind, url in urls.items():
                answer = self.url_open(url)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(answer.content, self.review._get_file(kind))
                self.assertIn("no-store", answer.headers["Cache-Control"])
        for user in (
            self.user_coordinator_b,
            self.user_collaborator,
            self.user_clerk,
            self.user_portal,
        ):
            self._sign_in(user)
            for url in (*urls.values(), "/hcc/review/999999999.pdf"):
                self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self.url_open(urls["pdf"], data={"x": 1}).status_code, 405)

    def _sign_in(self, user):
        self.authenticate(user.login, user.login)
