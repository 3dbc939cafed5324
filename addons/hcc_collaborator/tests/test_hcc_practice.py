from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import HccCase

START = datetime(2026, 11, 25, 17, 30)


@tagged("post_install", "-at_install")
class TestHccPractice(HccCase):
    """The one who led a visit signs that somebody practised there, or does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_mentor = new_test_user(
            cls.env, "test_mentor", groups="base.group_user"
        )
        cls.c_a1_2.user_id = cls.user_mentor
        cls.visit = cls._record()

    @classmethod
    def _record(cls, reference="YC-1", person=None, mentor=None):
        return cls.env["hcc.practice.visit"]._record(
            person or cls.c_a1_1, mentor or cls.c_a1_2, START, reference
        )

    def test_recorded_once_on_the_local_day(self):
        self.assertRecordValues(
            self.visit,
            [
                {
                    "day": date(2026, 11, 26),
                    "ward_id": self.ward_a1.id,
                    "state": "to_sign",
                    "mentor_user_id": self.user_mentor.id,
                }
            ],
        )
        self.assertEqual(self._record(), self.visit)
        self.assertNotEqual(self._record("YC-2"), self.visit)

    def test_mentor_signs(self):
        mine = self.visit.with_user(self.user_mentor)
        self.assertTrue(mine.may_sign)
        mine.action_sign()
        self.assertEqual(self.visit.state, "signed")
        self.assertTrue(self.visit.decided_at)
        self.assertEqual(self.c_a1_1._count_practice(), {self.c_a1_1.id: 1})
        self.assertFalse(mine.may_sign)
        with self.assertRaisesRegex(UserError, "decided already"):
            mine.action_sign()
        with self.assertRaisesRegex(UserError, "decided already"):
            mine._refuse("Changed my mind")

    def test_mentor_refuses_with_a_reason(self):
        mine = self.visit.with_user(self.user_mentor)
        form = self.env["hcc.practice.refusal"].with_user(self.user_mentor)
        form = form.create({"visit_id": mine.id, "note": "Came late"})
        form.action_confirm()
        self.assertRecordValues(self.visit, [{"state": "refused", "note": "Came late"}])
        self.assertEqual(self.c_a1_1._count_practice(), {self.c_a1_1.id: 0})
        other = self._record("YC-2").with_user(self.user_mentor)
        for note in ("", "  ", "x" * 300):
            with self.assertRaises(UserError):
                other._refuse(note)

    def test_nobody_else_signs(self):
        users = (
            self.user_collaborator,
            self.user_coordinator,
            self.user_trainer,
            self.user_administrator,
            self.user_clerk,
        )
        for user in users:
            for step in ("action_sign", "_refuse"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    method = getattr(self.visit.with_user(user), step)
                    method(*(["No"] if step == "_refuse" else []))
        self.assertEqual(self.visit.state, "to_sign")

    def test_nobody_signs_the_own_practice(self):
        self.assertFalse(self._record("YC-3", self.c_a1_2, self.c_a1_2))
        # two records of one person
        twin = self._record("YC-4", self.c_a1_3, self.c_a1_2)
        self.c_a1_3.user_id = self.user_mentor
        self.env.flush_all()
        self.assertFalse(twin.with_user(self.user_mentor).may_sign)
        with self.assertRaises(AccessError):
            twin.with_user(self.user_mentor).action_sign()

    def test_written_by_methods_alone(self):
        for user in (self.user_mentor, self.user_coordinator, self.user_administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.visit.with_user(user).write({"state": "signed"})

    def test_journaled(self):
        self.visit.with_user(self.user_mentor).action_sign()
        actions = self.env["hcc.journal"].search(
            [("model", "=", "hcc.practice.visit"), ("res_id", "=", self.visit.id)]
        )
        self.assertEqual(
            set(actions.mapped("action")), {"practice_recorded", "practice_signed"}
        )
