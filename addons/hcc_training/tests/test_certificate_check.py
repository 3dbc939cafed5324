from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.hcc_collaborator.models import hcc_rate_limit

from .page_common import PageCase

FORM = "/hcc/certificate"


@tagged("post_install", "-at_install", "security")
class TestCertificateCheck(PageCase):
    """Anybody who holds the paper can ask whether it is true; nobody can list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        attendance = (
            cls.lesson.with_user(cls.user_coordinator)
            ._enrol(cls.c_a1_1)
            .with_user(cls.user_trainer)
        )
        cls.startClassPatcher(freeze_time(cls._during()))
        attendance.action_present()
        attendance.action_pass()
        cls.attendance = attendance
        cls.certificate = attendance.sudo().certificate_id
        cls.path = f"{FORM}/{cls.certificate.check_token}"

    def _ask(self, number, code):
        values = {**self._form(self._get(FORM)), "number": number, "code": code}
        return self._post(FORM, values)

    def test_by_the_code_on_the_paper(self):
        page = self._get(self.path)
        self.assertEqual(self._title(page), "This certificate is valid")
        text = self._text(page)
        for words in (
            self.c_a1_1.name,
            self.certificate.number,
            "Procedures: social protection",
            "25/11/2026",
            "24/11/2027",
        ):
            self.assertIn(words, text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", page.text)
        for secret in (self.c_a1_1.badge_number, "91200099", self.ward_a1.full_name):
            self.assertNotIn(secret, page.text)

    def test_by_number_and_code(self):
        certificate = self.certificate
        number, code = certificate.number, certificate.check_code
        self.assertRegex(code, r"^[2-9A-Z]{6}$")
        for typed in (number, number.lower().replace("-", " ")):
            page = self._ask(typed, code.lower())
            self.assertEqual(page.status_code, 200)
            self.assertEqual(self._title(page), "This certificate is valid")

    def test_revoked(self):
        self.attendance.action_undo_result()
        self.env.flush_all()
        page = self._get(self.path)
        self.assertIn("revoked", self._title(page))
        self.assertIn(self.certificate.number, self._text(page))

    def test_last_valid_day_is_the_local_one(self):
        with freeze_time("2027-11-24 16:00:00"):
            self.assertIn("is valid", self._title(self._get(self.path)))
        # the day after begins at 17:00 in UTC
        with freeze_time("2027-11-24 17:30:00"):
            self.assertIn("run out", self._title(self._get(self.path)))

    def test_unknown_and_wrong_get_one_answer(self):
        certificate = self.certificate
        answers = set()
        for number, code in (
            (certificate.number, "222222"),
            (certificate.number, ""),
            ("CN-2222-2222", certificate.check_code),
            ("", ""),
            ("%", "%"),
            ("Đỗ", "Đỗ"),
            ("x" * 5000, "x" * 5000),
        ):
            page = self._ask(number, code)
            self.assertEqual(page.status_code, 422)
            self.assertNotIn(self.c_a1_1.name, page.text)
            answers.add(self._text(page))
        self.assertEqual(len(answers), 1)
        typed = self._form(self._ask("CN-2222-2222", "AAAAAA"))
        self.assertEqual(typed["number"], "CN-2222-2222")
        for token in ("x", certificate.number, str(certificate.id), "%25", "%00"):
            with self.subTest(token=token):
                page = self._get(f"{FORM}/{token}")
                self.assertEqual(page.status_code, 404)

    def test_stale_form_and_programs(self):
        number, code = self.certificate.number, self.certificate.check_code
        page = self._post(FORM, {"number": number, "code": code, "form_token": "x"})
        self.assertIn("open for a long time", self._text(page))
        self.assertEqual(self._form(page)["code"], code)
        values = {**self._form(self._get(FORM)), "number": number, "code": code}
        page = self._post(FORM, {**values, "website": "spam"}, follow=False)
        self.assertEqual(page.status_code, 303)

    def test_too_many_tries(self):
        self.patch(
            hcc_rate_limit,
            "BUCKETS",
            {
                **hcc_rate_limit.BUCKETS,
                "certificate": hcc_rate_limit.Allowance(600, 3, 1),
            },
        )
        number = self.certificate.number
        self.assertEqual(self._ask(number, "AAAAAA").status_code, 422)
        page = self._ask(number, self.certificate.check_code)
        self.assertEqual(page.status_code, 429)
        self.assertEqual(self._form(page)["number"], number)
        for status in (200, 429):
            self.assertEqual(self._get(self.path).status_code, status)

    def test_constant_queries(self):
        self._get(self.path)
        counts = []
        for _round in range(2):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._get(self.path)
            counts.append(self.cr.sql_log_count - before)
            others = self._enrol(self.c_a1_2, self.c_a1_3)
            if others:
                others.with_user(self.user_trainer).action_present()
                others.with_user(self.user_trainer).action_pass()
                self.env.flush_all()
            break
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._get(self.path)
        self.assertEqual(self.cr.sql_log_count - before, counts[0])

    def test_token_and_code_are_for_the_paper_alone(self):
        for user in (self.user_trainer, self.user_collaborator, self.user_manager):
            mine = self.certificate.with_user(user)
            for field in ("check_token", "check_code"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    mine.read([field])

    def test_paper_bears_number_code_and_picture(self):
        report = self.env.ref("hcc_training.hcc_certificate_report")
        text = (
            report.with_user(self.user_collaborator)
            ._render_qweb_html(report.report_name, self.certificate.ids)[0]
            .decode()
        )
        self.assertIn(self.certificate.number, text)
        self.assertIn(self.certificate.check_code, text)
        self.assertIn("data:image/", text)

    def test_each_has_its_own(self):
        others = self._enrol(self.c_a1_2, self.c_a1_3).with_user(self.user_trainer)
        others.action_present()
        others.action_pass()
        certificates = (others | self.attendance).sudo().certificate_id
        self.assertEqual(len(set(certificates.mapped("check_token"))), 3)
        self.assertEqual(certificates[0].date_from, date(2026, 11, 25))
