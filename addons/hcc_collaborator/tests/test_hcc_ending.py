from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.http import root
from odoo.tests import HttpCase, tagged

from .common import HccCase


class EndingCase(HccCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.c_a1_1
        cls.user = cls.user_collaborator
        cls.group = cls.env.ref("hcc_collaborator.group_hcc_collaborator")
        # whoever decides is a coordinator, not a superuser
        cls.as_coordinator = cls.person.with_user(cls.user_coordinator)

    def _count_journal(self, action):
        return self.env["hcc.journal"].search_count(
            [("action", "=", action), ("res_id", "=", self.person.id)]
        )


@tagged("post_install", "-at_install")
class TestHccEnding(EndingCase):
    def test_suspended(self):
        self.assertIn(self.group, self.user.group_ids)
        self.as_coordinator._end_work("suspend", "Under examination")
        self.assertEqual(self.person.state, "suspended")
        self.assertEqual(self.person.idle_kind, "decision")
        self.assertEqual(self.person.idle_reason, "Under examination")
        self.assertNotIn(self.group, self.user.group_ids)
        self.assertTrue(self.user.active, "the account stays, without any right")
        self.assertEqual(self._count_journal("work_ended"), 1)
        self.assertEqual(self._count_journal("access_ended"), 1)

    def test_reason_is_for_coordinators(self):
        self.as_coordinator._end_work("suspend", "Under examination")
        row = self.env["hcc.journal"].search([("action", "=", "work_ended")], limit=1)
        self.assertNotIn("examination", str(row.details))
        notice = self.env["hcc.notice"].search(
            [("collaborator_id", "=", self.person.id)]
        )
        self.assertEqual(notice.kind, "suspended")
        self.assertNotIn("examination", notice.body)
        with self.assertRaises(AccessError):
            self.person.with_user(self.user_clerk).read(["idle_reason"])

    def test_left_and_account_closed(self):
        self.as_coordinator._end_work("leave", "Moves away")
        self.assertEqual(self.person.state, "left")
        self.assertFalse(self.user.active)
        self.assertFalse(
            self.env["hcc.collaborator"]._find_badge(self.person.badge_token)
        )

    def test_account_with_another_role_stays(self):
        self.env["hcc.area.role"].create(
            {
                "user_id": self.user.id,
                "role": "clerk",
                "scope": "ward",
                "ward_id": self.ward_a1.id,
                "date_from": "2026-01-01",
            }
        )
        self.as_coordinator._end_work("leave", "Becomes a clerk")
        self.assertTrue(self.user.active)
        self.assertNotIn(self.group, self.user.group_ids)

    def test_needs_a_reason_and_the_ward(self):
        for reason in ("", "  ", None):
            with self.assertRaises(UserError):
                self.as_coordinator._end_work("suspend", reason)
        for user in (self.user_coordinator_b, self.user_clerk, self.user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.person.with_user(user)._end_work("suspend", "Why")
        self.assertEqual(self.person.state, "active")

    def test_twice_is_refused(self):
        self.as_coordinator._end_work("suspend", "Why")
        with self.assertRaises(UserError):
            self.as_coordinator._end_work("suspend", "Why")
        self.as_coordinator._end_work("leave", "For good")
        with self.assertRaises(UserError):
            self.as_coordinator._end_work("suspend", "Why")
        self.assertEqual(self._count_journal("work_ended"), 2)

    def test_nothing_half_done(self):
        notices = type(self.env["hcc.notice"])
        with (
            patch.object(notices, "_tell", side_effect=UserError("broken")),
            self.assertRaises(UserError),
        ):
            self.as_coordinator._end_work("leave", "Why")
        self.env.invalidate_all()
        self.assertEqual(self.person.state, "active")
        self.assertIn(self.group, self.user.group_ids)
        self.assertTrue(self.user.active)
        self.assertFalse(self.user.hcc_access_stamp)

    def test_back_in_one_tap(self):
        self.as_coordinator._end_work("suspend", "Why")
        with self.assertRaises(AccessError):
            self.person.with_user(self.user_clerk).action_back()
        self.as_coordinator.action_back()
        self.assertEqual(self.person.state, "active")
        self.assertFalse(self.person.idle_reason)
        self.assertTrue(self.person.activated_on)
        self.assertIn(self.group, self.user.group_ids)
        with self.assertRaises(UserError):
            self.as_coordinator.action_back()

    def test_equipment_is_asked_back(self):
        people = type(self.env["hcc.collaborator"])
        with patch.object(
            people, "_get_equipment_to_return", lambda _self: ["Tablet 17"]
        ):
            form = self._open_form()
            self.assertEqual(form.equipment_words, "Tablet 17")
            form.action_confirm()
        self.assertIn("Tablet 17", form.result)
        notice = self.env["hcc.notice"].search(
            [("collaborator_id", "=", self.person.id)]
        )
        self.assertIn("Tablet 17", notice.body)
        self.assertEqual(notice.channel, "call", "the own list is closed")

    def _open_form(self, **values):
        return (
            self.env["hcc.collaborator.ending"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "collaborator_id": self.person.id,
                    "kind": "suspend",
                    "reason": "Why",
                    **values,
                }
            )
        )

    def test_form(self):
        action = self.as_coordinator.action_end()
        self.assertEqual(action["context"]["default_collaborator_id"], self.person.id)
        self._open_form(kind="leave").action_confirm()
        self.assertEqual(self.person.state, "left")

    def test_any_other_way_in_ends_access_as_well(self):
        self.as_coordinator.action_suspend()
        self.assertTrue(self.user.hcc_access_stamp)
        self.assertEqual(self._count_journal("access_ended"), 1)


@tagged("post_install", "-at_install")
class TestHccSessions(EndingCase, HttpCase):
    def test_open_pages_are_signed_out_at_once(self):
        self.user.password = "test_collaborator"
        self.authenticate("test_collaborator", "test_collaborator")
        self.assertEqual(self._ask().status_code, 200)
        session = root.session_store.get(self.session.sid)
        self.assertTrue(
            self.user.with_user(self.user)._compute_session_token(session.sid)
        )
        self.as_coordinator._end_work("suspend", "Why")
        self.assertIn("/web/login", self._ask().headers.get("Location", ""))
        # the account itself may sign in again, to nothing of the service
        self.authenticate("test_collaborator", "test_collaborator")
        self.assertEqual(self._ask().status_code, 200)

    def test_of_other_people_stay(self):
        self.user_clerk.password = "test_clerk"
        self.authenticate("test_clerk", "test_clerk")
        self.assertEqual(self._ask().status_code, 200)
        self.as_coordinator._end_work("leave", "Why")
        self.assertEqual(self._ask().status_code, 200)

    def test_programs_keys_end(self):
        keys = self.env["res.users.apikeys"].with_user(self.user).sudo()
        key = keys._generate("rpc", "test", datetime(2026, 12, 1))
        self.assertTrue(keys._check_credentials(scope="rpc", key=key))
        self.as_coordinator._end_work("suspend", "Why")
        self.assertFalse(keys._check_credentials(scope="rpc", key=key))

    def _ask(self):
        return self.url_open("/odoo", allow_redirects=False)
