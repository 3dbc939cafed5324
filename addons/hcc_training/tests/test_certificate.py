from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TrainingCase


@tagged("post_install", "-at_install")
class TestCertificate(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attendance = (
            cls.session.with_user(cls.user_coordinator)
            ._enrol(cls.c_a1_1)
            .with_user(cls.user_trainer)
        )
        cls.startClassPatcher(freeze_time(cls._during()))
        cls.attendance.action_present()

    def _qualified(self, day):
        return self.c_a1_1._qualified_on(self.type_social, day) == self.c_a1_1

    def test_pass_gives_certificate_and_qualification(self):
        self.attendance.action_pass()
        certificate = self.attendance.certificate_id
        self.assertRecordValues(
            certificate,
            [
                {
                    "collaborator_id": self.c_a1_1.id,
                    "course_id": self.course.id,
                    "ward_id": self.ward_a1.id,
                    "date_from": date(2026, 11, 25),
                    "date_to": date(2027, 11, 24),
                    "state": "valid",
                }
            ],
        )
        self.assertRegex(certificate.number, r"^CN-[2-9A-Z]{4}-[2-9A-Z]{4}$")
        self.assertRecordValues(
            certificate.qualification_id,
            [
                {
                    "collaborator_id": self.c_a1_1.id,
                    "type_id": self.type_social.id,
                    "date_from": date(2026, 11, 25),
                    "date_to": date(2027, 11, 24),
                    "source": "training",
                    "reference": certificate.number,
                }
            ],
        )

    def test_qualified_from_the_day_to_the_last_day_inclusive(self):
        self.assertFalse(self._qualified(date(2026, 11, 25)))
        self.attendance.action_pass()
        self.assertFalse(self._qualified(date(2026, 11, 24)))
        self.assertTrue(self._qualified(date(2026, 11, 25)))
        self.assertTrue(self._qualified(date(2027, 11, 24)))
        self.assertFalse(self._qualified(date(2027, 11, 25)))

    def test_fail_gives_nothing(self):
        self.attendance.action_fail()
        self.assertEqual(self.attendance.result, "failed")
        self.assertFalse(self.attendance.certificate_id)
        self.assertFalse(self._qualified(date(2026, 11, 25)))

    def test_course_without_qualification_gives_the_certificate_alone(self):
        self.course.qualification_type_id = False
        before = self.env["hcc.qualification"].search_count([])
        self.attendance.action_pass()
        self.assertTrue(self.attendance.certificate_id)
        self.assertEqual(self.env["hcc.qualification"].search_count([]), before)

    def test_a_mixed_batch(self):
        others = self._as_trainer(self._enrol(self.c_a1_2, self.c_a1_3))
        others.action_present()
        (self.attendance | others).action_pass()
        certificates = (self.attendance | others).certificate_id
        self.assertEqual(len(set(certificates.mapped("number"))), 3)
        self.assertEqual(
            certificates.qualification_id.collaborator_id,
            self.c_a1_1 | self.c_a1_2 | self.c_a1_3,
        )

    def test_undo_on_the_same_day_leaves_no_trace_but_the_journal(self):
        self.attendance.action_pass()
        certificate = self.attendance.certificate_id
        qualification = certificate.qualification_id
        self.attendance.action_undo_result()
        self.assertEqual(self.attendance.result, "none")
        self.assertFalse(self.attendance.certificate_id)
        self.assertEqual(certificate.state, "revoked")
        self.assertFalse(qualification.exists())
        self.assertFalse(self._qualified(date(2026, 11, 25)))
        actions = self.env["hcc.journal"].search(
            [
                ("model", "in", ["hcc.certificate", "hcc.attendance"]),
                ("res_id", "in", [certificate.id, self.attendance.id]),
            ]
        )
        self.assertLessEqual(
            {"issued", "revoked", "passed", "result_undone"},
            set(actions.mapped("action")),
        )

    def test_undo_days_later_ends_the_qualification_yesterday(self):
        self.attendance.action_pass()
        qualification = self.attendance.certificate_id.qualification_id
        with freeze_time("2026-12-01 02:00:00"):
            self.attendance.action_undo_result()
        self.assertEqual(qualification.date_to, date(2026, 11, 30))
        self.assertTrue(self._qualified(date(2026, 11, 30)))
        self.assertFalse(self._qualified(date(2026, 12, 1)))

    def test_corrected_result(self):
        self.attendance.action_pass()
        first = self.attendance.certificate_id
        self.attendance.action_undo_result()
        self.attendance.action_fail()
        self.attendance.action_undo_result()
        self.attendance.action_pass()
        self.assertNotEqual(self.attendance.certificate_id, first)
        self.assertTrue(self._qualified(date(2026, 11, 25)))

    def test_nothing_to_undo(self):
        with self.assertRaisesRegex(UserError, "no result to undo"):
            self.attendance.action_undo_result()

    def test_closed_session_is_opened_again_to_correct(self):
        self.attendance.action_pass()
        session = self._as_trainer(self.session)
        session.action_done()
        with self.assertRaisesRegex(UserError, "not possible now"):
            self.attendance.action_undo_result()
        session.action_reopen()
        self.attendance.action_undo_result()
        self.assertEqual(self.attendance.result, "none")

    def test_results_are_the_trainers(self):
        for user in (
            self.user_coordinator,
            self.user_collaborator,
            self.user_manager,
            self.user_trainer_b,
        ):
            for action in ("action_pass", "action_fail", "action_undo_result"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(self.attendance.with_user(user), action)()

    def test_certificate_is_never_edited(self):
        self.attendance.action_pass()
        certificate = self.attendance.certificate_id
        for user in (self.user_trainer, self.user_administrator):
            with self.assertRaises(AccessError):
                certificate.with_user(user).number = "CN-0000-0000"
            with self.assertRaises(AccessError):
                certificate.with_user(user).unlink()

    def test_paper(self):
        self.attendance.action_pass()
        certificate = self.attendance.certificate_id
        action = self.attendance.action_print_certificate()
        self.assertEqual(action["report_type"], "qweb-pdf")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "hcc_training.hcc_certificate_document", certificate.ids
        )
        text = html.decode()
        for piece in (
            certificate.number,
            self.c_a1_1.name,
            self.course.name,
            "25/11/2026",
            "24/11/2027",
        ):
            self.assertIn(piece, text)
        self.attendance.action_undo_result()
        with self.assertRaisesRegex(UserError, "cannot be printed"):
            certificate.action_print()
        with self.assertRaisesRegex(UserError, "no certificate"):
            self.attendance.action_print_certificate()

    def test_paper_is_printed_without_a_warning(self):
        self.attendance.action_pass()
        reports = self.env["ir.actions.report"].with_user(self.user_trainer)
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "broken"):
            self.skipTest("wkhtmltopdf is not installed")
        reports = reports.with_context(force_report_rendering=True)
        with self.assertNoLogs("odoo.addons.base.models", "WARNING"):
            pdf, kind = reports._render_qweb_pdf(
                "hcc_training.hcc_certificate_document",
                self.attendance.certificate_id.ids,
            )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_trainer_prints_for_people_of_other_areas(self):
        session = self._new_session(branch_id=False, start=self._during(60 * 24))
        session.action_open()
        attendance = self._as_trainer(
            self._enrol(self.c_b1_1, session=session, user=self.user_coordinator_b)
        )
        with freeze_time(self._during(60 * 24 + 30)):
            attendance.action_present()
            attendance.action_pass()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.user_trainer)
            ._render_qweb_html(
                "hcc_training.hcc_certificate_document", attendance.certificate_id.ids
            )
        )
        self.assertIn(self.c_b1_1.name, html.decode())
