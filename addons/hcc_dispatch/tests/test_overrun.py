from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME

from .test_day_repair import HOUR, RepairCase


@tagged("post_install", "-at_install")
class TestOverrun(RepairCase):
    """The first visit of the helper takes longer than it should."""

    def _overrun(self, at, user=None):
        entry = self.entries[0].with_user(user or self.user_helper_3)
        with freeze_time(at):
            if entry.state == "accepted":
                self.entries[0].with_user(self.user_helper_3).action_start()
            return entry.action_overrun()

    def test_in_time_all_the_same(self):
        action = self._overrun(AT_HOME + timedelta(minutes=5))
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(self.entries[1].state, "offered")
        self.assertFalse(self.env["hcc.day.repair"].search([]))

    def test_somebody_else_keeps_the_promise(self):
        action = self._overrun(AT_HOME + 1.5 * HOUR)
        repair = self.env["hcc.day.repair"].browse(action["res_id"])
        self.assertEqual(repair.line_ids.before_id, self.entries[1])
        self.assertEqual(self.second.start, AT_HOME + 2 * HOUR)
        self.assertNotEqual(self.second.lead_id, self.c_a1_3)
        self.assertEqual(self.entries[0].state, "started")

    def test_nobody_else_is_free(self):
        self.env["hcc.shift"].search(
            [("collaborator_id", "!=", self.c_a1_3.id)]
        ).action_cancel()
        action = self._overrun(AT_HOME + 1.5 * HOUR)
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn(self.second.reference, action["params"]["message"])
        self.assertEqual(self.second.lead_id, self.c_a1_3, "late, but not lost")

    def test_strangers_and_the_wrong_moment(self):
        with self.assertRaises(UserError):
            self.entries[1].with_user(self.user_helper_3).action_overrun()
        for user in (self.user_helper_2, self.user_coordinator_b):
            with self.assertRaises(AccessError):
                self._overrun(AT_HOME + 1.5 * HOUR, user)
