from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.misc import hash_sign

from .common import SESSION_START
from .page_common import PageCase


@tagged("post_install", "-at_install", "security")
class TestHere(PageCase):
    """Presence by the code that the trainer shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attendance = cls.lesson.with_user(cls.user_coordinator)._enrol(cls.c_a1_1)
        cls.now = SESSION_START + timedelta(minutes=5)
        cls.startClassPatcher(freeze_time(cls.now))

    def _path(self, session=None):
        return f"/hcc/training/here/{(session or self.lesson)._make_here_token()}"

    def _state(self):
        self.env.invalidate_all()
        return self.attendance.sudo().state

    def test_scanned_and_marked_once(self):
        path = self._path()
        self._sign_in(self.user_collaborator)
        page = self._get(path)
        self.assertEqual(self._title(page), "Are you at this session?")
        self.assertIn("08:30 25/11/2026", self._text(page))
        # looking changes nothing
        self.assertEqual(self._state(), "enrolled")
        values = self._form(page)
        done = self._post(path, values)
        self.assertEqual(self._title(done), "You are marked as present")
        self.assertEqual(self._state(), "present")
        self._post(path, values)
        rows = self.env["hcc.journal"].search(
            [
                ("model", "=", "hcc.attendance"),
                ("res_id", "=", self.attendance.id),
                ("action", "=", "present"),
            ]
        )
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows.user_id, self.user_collaborator.id)

    def test_sign_in_first(self):
        page = self._get(self._path())
        self.assertIn("/web/login", page.url)
        self.assertIn("redirect=", page.url)

    def test_a_form_of_somebody_else(self):
        path = self._path()
        self._sign_in(self.user_collaborator)
        for token in ("", "x" * 40):
            page = self._post(path, {"form_token": token})
            self.assertIn("open for a long time", self._text(page))
        self.assertEqual(self._state(), "enrolled")

    def test_forged_expired_and_foreign_codes(self):
        self._sign_in(self.user_collaborator)
        values = self._form(self._get(self._path()))
        good = self.lesson._make_here_token()
        with freeze_time(self.now - timedelta(minutes=11)):
            old = self.lesson._make_here_token()
        forged = (
            "x",
            "AQ",
            "%E1%BA%A1",
            good[:-4] + "AAAA",
            good[::-1],
            "A" * 300,
            old,
        )
        for token in forged:
            path = f"/hcc/training/here/{token}"
            with self.subTest(token=token[:12]):
                for page in (self._get(path), self._post(path, values)):
                    self.assertEqual(page.status_code, 410)
                    self.assertEqual(self._title(page), "This code is no longer valid")
        self.assertEqual(self._state(), "enrolled")
        # a true code of a session where one has no seat
        other = self._new_session(start=self.now, course_id=self.course_skill.id)
        other.action_open()
        page = self._post(self._path(other), values)
        self.assertIn("You have no seat in this session", self._text(page))
        self.assertIn("ask the trainer", self._text(page))
        self.assertFalse(other.sudo().attendance_ids)
        self.assertEqual(self._state(), "enrolled")

    def test_a_signature_of_another_purpose(self):
        token = hash_sign(
            self.env(su=True), "other", self.lesson.id, expiration_hours=1
        )
        self.assertFalse(self.lesson._find_here(token))

    def test_only_around_the_time_of_the_session(self):
        session = self.lesson.with_user(self.user_collaborator)
        for minutes, is_open in ((-31, False), (-30, True), (210, True), (211, False)):
            with (
                self.subTest(minutes=minutes),
                freeze_time(SESSION_START + timedelta(minutes=minutes)),
            ):
                session.invalidate_recordset(["is_on"])
                self.assertEqual(session.is_on, is_open)
                if not is_open:
                    with self.assertRaisesRegex(UserError, "on the day"):
                        session.sudo()._mark_here()
        self.assertEqual(self._state(), "enrolled")

    def test_who_waits_or_was_marked_absent_asks_the_trainer(self):
        self._sign_in(self.user_collaborator)
        self.attendance.with_user(self.user_trainer).action_absent()
        page = self._get(self._path())
        self.assertIn("marked you as absent", self._text(page))
        self.assertIsNone(self._form(page))
        self.attendance.sudo().state = "waiting"
        page = self._get(self._path())
        self.assertIn("on the waiting list of this session", self._text(page))
        self.assertIsNone(self._form(page))

    def test_who_has_no_collaborator(self):
        for user in (self.user_clerk, self.user_portal, self.user_trainer):
            self._sign_in(user)
            page = self._get(self._path())
            with self.subTest(user=user.login):
                self.assertIn("You have no seat", self._text(page))

    # ------------------------------------------------------------------
    # The trainer's page
    # ------------------------------------------------------------------
    def test_trainer_shows_the_code(self):
        path = f"/hcc/training/code/{self.lesson.id}"
        self.assertIn("/web/login", self._get(path).url)
        self._sign_in(self.user_trainer)
        page = self._get(path)
        self.assertEqual(self._title(page), "Scan to say that you are here")
        self.assertIn("<svg", page.text)
        self.assertEqual(page.headers["Refresh"], "60")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        for user in (self.user_collaborator, self.user_trainer_b, self.user_clerk):
            self._sign_in(user)
            with self.subTest(user=user.login):
                self.assertEqual(self._get(path).status_code, 404)

    def test_no_code_before_the_day(self):
        with freeze_time(SESSION_START - timedelta(days=1)):
            self._sign_in(self.user_trainer)
            page = self._get(f"/hcc/training/code/{self.lesson.id}")
            self.assertEqual(self._title(page), "There is no code now")

    def test_list_to_sign(self):
        waiting = self._enrol(self.c_a1_2, self.c_a1_3)
        waiting[1].sudo().state = "waiting"
        report = self.env.ref("hcc_training.hcc_session_list_report")
        text = (
            report.with_user(self.user_trainer)
            ._render_qweb_html(report.report_name, self.lesson.ids)[0]
            .decode()
        )
        self.assertIn(self.c_a1_1.name, text)
        self.assertIn(self.c_a1_2.badge_number, text)
        self.assertNotIn(self.c_a1_3.badge_number, text)
