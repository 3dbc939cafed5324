from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import HccCase


@tagged("security")
class TestHccAreaRole(HccCase):
    def _collaborators_of(self, user):
        return self.env["hcc.collaborator"].with_user(user).search([])

    def test_role_gives_group_and_wards(self):
        self.assertTrue(
            self.user_coordinator.has_group("hcc_collaborator.group_hcc_coordinator")
        )
        self.assertEqual(
            self.user_coordinator.hcc_coordinator_ward_ids, self.ward_a1 | self.ward_a2
        )
        self.assertFalse(self.user_trainer.hcc_coordinator_ward_ids)
        self.assertEqual(
            self._collaborators_of(self.user_coordinator),
            self.c_a1_1 | self.c_a1_2 | self.c_a1_3 | self.c_a2_1,
        )

    def test_reach_is_by_kind_of_role(self):
        role = {"role": "coordinator", "scope": "ward", "ward_id": self.ward_b1.id}
        user = self._new_role_user("trainer", login="test_both")
        self.env["hcc.area.role"].create(role | {"user_id": user.id})
        self.assertEqual(user.hcc_coordinator_ward_ids, self.ward_b1)
        self.assertIn(self.ward_a1, user.hcc_trainer_ward_ids)
        writable = self.c_a1_1.with_user(user).has_access("write")
        self.assertFalse(writable, "a trainer of the city coordinates one ward only")
        self.assertTrue(self.c_b1_1.with_user(user).has_access("write"))

    def test_ward_moves_to_other_branch(self):
        self.assertNotIn(self.c_b1_1, self._collaborators_of(self.user_coordinator))
        self.ward_b1.branch_id = self.branch_a
        self.env.flush_all()
        self.assertIn(self.c_b1_1, self._collaborators_of(self.user_coordinator))
        row = self.env["hcc.journal"].search([("action", "=", "ward_branch")], limit=1)
        self.assertEqual(row.ward_id, self.ward_b1)
        self.assertEqual(row.details, {"branch": self.branch_a.id})

    def test_role_written_and_removed(self):
        role = self.user_coordinator.hcc_area_role_ids
        role.write({"scope": "ward", "ward_id": self.ward_a2.id})
        self.assertEqual(self._collaborators_of(self.user_coordinator), self.c_a2_1)
        role.unlink()
        self.assertFalse(self.user_coordinator.hcc_ward_ids)
        self.assertFalse(
            self.user_coordinator.has_group("hcc_collaborator.group_hcc_clerk")
        )
        self.assertTrue(self.user_coordinator.has_group("base.group_user"))

    def test_midnight_ends_role(self):
        role = self.user_coordinator.hcc_area_role_ids
        role.date_to = date(2026, 11, 23)
        with freeze_time("2026-11-23 16:59:00"):
            self.assertTrue(self._collaborators_of(self.user_coordinator))
        # 00:01 of the 24th in Hanoi: nobody wrote anything, nothing is cleared
        # but the values that every new request reads again
        with freeze_time("2026-11-23 17:01:00"):
            self.env.invalidate_all()
            self.assertFalse(self._collaborators_of(self.user_coordinator))
            self.env["hcc.area.role"]._cron_sync_groups()
            self.assertFalse(
                self.user_coordinator.has_group("hcc_collaborator.group_hcc_clerk")
            )

    def test_role_ended_yesterday(self):
        user = new_test_user(self.env, "test_former", groups="base.group_user")
        self.env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": "coordinator",
                "scope": "city",
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 11, 22),
            }
        )
        self.assertFalse(user.hcc_ward_ids)
        self.assertFalse(user.has_group("hcc_collaborator.group_hcc_user"))

    def test_role_that_begins_tomorrow(self):
        user = new_test_user(self.env, "test_next", groups="base.group_user")
        self.env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": "clerk",
                "scope": "city",
                "date_from": date(2026, 11, 24),
            }
        )
        self.assertFalse(user.has_group("hcc_collaborator.group_hcc_clerk"))
        with freeze_time("2026-11-24 01:00:00"):
            self.env["hcc.area.role"]._cron_sync_groups()
            self.assertTrue(user.has_group("hcc_collaborator.group_hcc_clerk"))
            self.assertIn(self.ward_b1, user.hcc_clerk_ward_ids)

    def test_action_end(self):
        self.user_clerk.hcc_area_role_ids.action_end()
        self.assertFalse(self.user_clerk.hcc_ward_ids)
        self.assertEqual(self.user_clerk.hcc_area_role_ids.date_to, date(2026, 11, 22))

    def test_administrator_only_of_the_city(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as caught:
            self._new_role_user("administrator", self.branch_a, login="test_branch")
        self.assertIn("administrator_check", str(caught.exception))

    def test_portal_user_gets_no_role(self):
        with self.assertRaises(ValidationError):
            self.env["hcc.area.role"].create(
                {
                    "user_id": self.user_portal.id,
                    "role": "clerk",
                    "scope": "city",
                }
            )
