from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessDenied
from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tests.common import NOW, TODAY

from .access_common import AccessCase

AREA_ROLES = ("clerk", "coordinator", "trainer", "manager", "committee", "data_officer")


@tagged("post_install", "-at_install", "security")
class TestAccessEnds(AccessCase):
    """A role that ended, a helper who left, an account that was closed."""

    def _get_scoped_models(self):
        return [
            model
            for model in self._get_models()
            if "ward_id" in self.env[model]._fields
            # read by everyone of the service
            and model not in ("hcc.team", "hcc.service.point", "hcc.ward.alias")
            # what figures are held against, no secret of an area
            and model not in ("hcc.area.role", "hcc.kpi.target")
            and not self.env[model].is_transient()
        ]

    def _get_seen(self, user):
        """Return the names of the scoped models of which the user finds records."""
        seen = set()
        for model in self._get_scoped_models():
            records = self.env[model].with_user(user)
            if records.has_access("read") and records.search([], limit=1):
                seen.add(model)
        return seen

    def _get_roles(self, user):
        return self.env["hcc.area.role"].search([("user_id", "=", user.id)])

    def test_role_that_ended_yesterday(self):
        for role in AREA_ROLES:
            user = self.users[role]
            with self.subTest(role=role):
                self.assertTrue(self._get_seen(user))
                self._get_roles(user).date_to = TODAY - timedelta(days=1)
                self.assertEqual(self._get_seen(user), set())

    def test_role_ends_at_midnight_by_itself(self):
        """Nothing is written between the two looks: caches notice the new day."""
        for role in AREA_ROLES:
            self._get_roles(self.users[role]).date_to = TODAY
        self.env.flush_all()
        seen = {role: self._get_seen(self.users[role]) for role in AREA_ROLES}
        # 17:00 UTC is midnight in Hanoi
        with freeze_time(NOW.replace(hour=16, minute=59)):
            self.env.invalidate_all()
            for role in AREA_ROLES:
                with self.subTest(role=role, time="before"):
                    self.assertEqual(self._get_seen(self.users[role]), seen[role])
        with freeze_time(NOW.replace(hour=17, minute=1)):
            self.env.invalidate_all()
            for role in AREA_ROLES:
                with self.subTest(role=role, time="after"):
                    self.assertEqual(self._get_seen(self.users[role]), set())

    def test_role_of_next_week(self):
        user = self._new_role_user(
            "coordinator", branch=self.branch_a, login="test_next_week"
        )
        self._get_roles(user).date_from = date(2026, 11, 30)
        self.assertEqual(self._get_seen(user), set())
        with freeze_time("2026-11-30 01:00:00"):
            self.env.invalidate_all()
            self.env["hcc.area.role"]._cron_sync_groups()
            self.assertIn("hcc.request", self._get_seen(user))

    def test_role_moves_to_another_branch(self):
        user = self.users["coordinator"]
        here, there = (
            self.scopes[name].get("hcc.request").with_user(user)
            for name in ("ward", "elsewhere")
        )
        self.assertTrue(here.has_access("read"))
        self.assertFalse(there.has_access("read"))
        self._get_roles(user).branch_id = self.branch_b
        self.assertFalse(here.has_access("read"))
        self.assertTrue(there.has_access("read"))

    def test_deleted_role(self):
        user = self.users["manager"]
        self.assertTrue(self._get_seen(user))
        self._get_roles(user).unlink()
        self.assertEqual(self._get_seen(user), set())

    def test_assignment_taken_away(self):
        """Access follows the assignment: with it goes the request."""
        request = self.scopes["mine"].get("hcc.request")
        user = self.users["collaborator"]
        self.assertTrue(request.with_user(user).has_access("read"))
        assignments = self.env["hcc.assignment"].search(
            [("request_id", "=", request.id)]
        )
        for assignment in assignments:
            assignment._write_guarded({"state": "released"})
        self.assertFalse(request.with_user(user).has_access("read"))
        for assignment in assignments.with_user(user):
            self.assertFalse(assignment.contact_name)
            self.assertFalse(assignment.contact_phone)

    def test_archived_user(self):
        """Neither the password nor a session that is still open lets in."""
        user = self.users["coordinator"]
        password = {"type": "password", "login": user.login, "password": user.login}
        token = user._compute_session_token("sid")
        user.active = False
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.assertNotEqual(user._compute_session_token("sid"), token)
        with self.assertRaises(AccessDenied):
            self.env["res.users"]._login(password, {"interactive": True})
