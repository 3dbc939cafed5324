from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TrainingCase


@tagged("post_install", "-at_install", "security")
class TestTrainingSecurity(TrainingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session_b = cls._new_session(
            user=cls.user_trainer_b, branch_id=cls.branch_b.id
        )
        cls.session_b.action_open()
        cls.session_city = cls._new_session(user=cls.user_trainer_b, branch_id=False)
        cls.att_a = cls.session.with_user(cls.user_coordinator)._enrol(cls.c_a1_1)
        cls.att_a2 = cls.session.with_user(cls.user_coordinator)._enrol(cls.c_a1_2)
        cls.att_b = cls.session_b.with_user(cls.user_coordinator_b)._enrol(cls.c_b1_1)
        cls.attendances = (cls.att_a | cls.att_a2 | cls.att_b).sudo()
        cls.sessions = (cls.session | cls.session_b | cls.session_city).sudo()
        with freeze_time(cls._during()):
            cls.attendances.action_present()
            cls.attendances.action_pass()
        cls.certificates = cls.attendances.certificate_id

    def _seen(self, user, records):
        """Return the records that the user finds, as superuser."""
        found = (
            self.env[records._name].with_user(user).search([("id", "in", records.ids)])
        )
        readable = records.with_user(user).filtered(lambda r: r.has_access("read"))
        self.assertEqual(set(found.ids), set(readable.ids))
        return found.sudo()

    def test_sessions(self):
        expected = {
            self.user_trainer: self.session,
            self.user_trainer_b: self.session_b | self.session_city,
            self.user_coordinator: self.session | self.session_city,
            self.user_coordinator_b: self.session_b | self.session_city,
            self.user_manager: self.session | self.session_city,
            self.user_committee: self.sessions,
            self.user_administrator: self.sessions,
            self.user_collaborator: self.session,
        }
        for user, sessions in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(
                    set(self._seen(user, self.sessions).ids), set(sessions.ids)
                )
        for user in (self.user_clerk, self.user_portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["hcc.session"].with_user(user).search([])

    def test_draft_is_hidden_from_collaborators(self):
        draft = self._new_session()
        self.assertFalse(draft.with_user(self.user_collaborator).has_access("read"))

    def test_attendances_and_certificates(self):
        a_side = self.att_a.sudo() | self.att_a2.sudo()
        expected = {
            self.user_trainer: a_side,
            self.user_trainer_b: self.att_b.sudo(),
            self.user_coordinator: a_side,
            self.user_coordinator_b: self.att_b.sudo(),
            self.user_manager: a_side,
            self.user_committee: self.attendances,
            self.user_data_officer: self.attendances,
            self.user_administrator: self.attendances,
            self.user_collaborator: self.att_a.sudo(),
        }
        for user, records in expected.items():
            with self.subTest(user=user.login):
                self.assertEqual(
                    set(self._seen(user, self.attendances).ids), set(records.ids)
                )
                self.assertEqual(
                    set(self._seen(user, self.certificates).ids),
                    set(records.certificate_id.ids),
                )
        outsider = new_test_user(self.env, "test_outsider", groups="base.group_user")
        for user in (self.user_clerk, self.user_portal, outsider):
            for model in ("hcc.attendance", "hcc.certificate"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_trainer_sees_only_the_own_sessions(self):
        """A colleague of the same branch sees neither session nor participants."""
        colleague = self._new_role_user(
            "trainer", branch=self.branch_a, login="test_trainer_colleague"
        )
        for records in (self.session, self.att_a, self.att_a.sudo().certificate_id):
            self.assertFalse(self._seen(colleague, records.sudo()))
        self.assertFalse(self.session.with_user(colleague).may_train)

    def test_trainer_plans_a_draft_for_a_colleague(self):
        colleague = self._new_role_user(
            "trainer", branch=self.branch_a, login="test_trainer_colleague"
        )
        draft = self._new_session(trainer_id=colleague.id)
        self.assertTrue(draft.may_train)
        draft.place = "Room 7"
        with self.assertRaises(AccessError), self.cr.savepoint():
            draft.action_open()
        self.env.invalidate_all()
        draft.with_user(colleague).action_open()
        self.assertFalse(draft.has_access("read"))

    def test_trainer_gives_an_open_session_to_nobody(self):
        session = self._new_session()
        session.action_open()
        with self.assertRaises(AccessError), self.cr.savepoint():
            session.trainer_id = self.user_trainer_b
        self.env.invalidate_all()
        session.with_user(self.user_administrator).trainer_id = self.user_trainer_b
        self.assertEqual(session.sudo().trainer_id, self.user_trainer_b)

    def test_trainer_whose_role_ended_sees_nothing(self):
        self.user_trainer.sudo().hcc_area_role_ids.unlink()
        with self.assertRaises(AccessError):
            self.env["hcc.session"].with_user(self.user_trainer).search([])

    def test_trainer_writes_the_own_sessions_only(self):
        for user, own, other in (
            (self.user_trainer, self.session, self.session_b),
            (self.user_trainer_b, self.session_b, self.session),
        ):
            self.assertTrue(own.with_user(user).has_access("write"))
            self.assertFalse(other.with_user(user).has_access("write"))
        self.assertFalse(self.session_city.with_user(self.user_trainer).may_train)
        self.assertTrue(self.session_city.with_user(self.user_administrator).may_train)

    def test_nobody_deletes_history(self):
        for user in (self.user_trainer, self.user_administrator):
            for records in (self.att_a, self.att_a.sudo().certificate_id):
                self.assertFalse(records.with_user(user).has_access("unlink"))

    def test_courses(self):
        course = self.course
        for user in (self.user_collaborator, self.user_clerk, self.user_trainer):
            self.assertTrue(course.with_user(user).has_access("read"))
            self.assertFalse(course.with_user(user).has_access("write"))
        self.assertTrue(course.with_user(self.user_administrator).has_access("write"))
        self.assertFalse(course.with_user(self.user_portal).has_access("read"))
