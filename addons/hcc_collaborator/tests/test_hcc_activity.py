from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, TODAY, HccCase

LOGGER = "odoo.addons.hcc_collaborator.models.hcc_collaborator_activity"


@tagged("post_install", "-at_install")
class TestHccActivity(HccCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # nobody else of the database is looked at
        others = cls.env["hcc.collaborator"].search([("state", "=", "active")])
        cls.team = cls.c_a1_1 | cls.c_a1_2 | cls.c_a1_3
        others -= cls.team
        others.flush_recordset()
        cls.env.cr.execute(
            "UPDATE hcc_collaborator SET active = false WHERE id = ANY(%s)",
            [others.ids],
        )
        cls._joined(cls.team, 100)

    @classmethod
    def _joined(cls, people, days):
        people.flush_recordset()
        cls.env.cr.execute(
            "UPDATE hcc_collaborator SET create_date = %s WHERE id = ANY(%s)",
            [NOW - timedelta(days=days), people.ids],
        )
        cls.env.invalidate_all()

    def _run(self, days=0):
        with (
            freeze_time(NOW + timedelta(days=days)),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(
                "hcc_collaborator.ir_cron_hcc_mind_inactive"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _notices(self, person):
        return self.env["hcc.notice"].search([("collaborator_id", "=", person.id)])

    def test_last_activity(self):
        self.env.cr.execute(
            "INSERT INTO res_users_log (create_uid, create_date) VALUES (%s, %s)",
            [self.user_collaborator.id, NOW - timedelta(days=3)],
        )
        last = self.team._get_last_activity()
        self.assertEqual(last[self.c_a1_1.id], TODAY - timedelta(days=3))
        self.assertEqual(last[self.c_a1_2.id], TODAY - timedelta(days=100))

    def test_reminded_once_then_paused(self):
        self._run()
        self.assertEqual(self.c_a1_2.state, "active")
        self.assertEqual(self.c_a1_2.idle_reminded_on, TODAY)
        self._run(days=1)
        self._run(days=14)
        self.assertEqual(self.c_a1_2.state, "active")
        self.assertEqual(self._notices(self.c_a1_2).mapped("kind"), ["inactive"])
        self._run(days=15)
        self.assertEqual(self.c_a1_2.state, "suspended")
        self.assertEqual(self.c_a1_2.idle_kind, "inactive")
        self.assertIn("15/08/2026", self.c_a1_2.idle_reason)
        self.assertEqual(
            set(self._notices(self.c_a1_2).mapped("kind")), {"inactive", "suspended"}
        )
        rows = self.env["hcc.journal"].search(
            [("action", "=", "work_ended"), ("res_id", "=", self.c_a1_2.id)]
        )
        self.assertEqual(rows.details, {"kind": "suspend", "why": "inactive"})

    def test_who_shows_up_is_left_alone(self):
        self._run()
        self.env.cr.execute(
            "INSERT INTO res_users_log (create_uid, create_date) VALUES (%s, %s)",
            [self.user_collaborator.id, NOW + timedelta(days=5)],
        )
        self._run(days=15)
        self.assertEqual(self.c_a1_1.state, "active")
        self.assertFalse(self.c_a1_1.idle_reminded_on)
        self.assertEqual(self.c_a1_2.state, "suspended")

    def test_back_again_starts_anew(self):
        self._run()
        self._run(days=15)
        with freeze_time(NOW + timedelta(days=16)):
            self.c_a1_2.action_back()
        self._run(days=17)
        self.assertEqual(self.c_a1_2.state, "active")
        self.assertFalse(self.c_a1_2.idle_reminded_on)
        self._run(days=16 + 45)
        self.assertTrue(self.c_a1_2.idle_reminded_on, "reminded a second time")

    def test_days_are_settings(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("hcc_collaborator.remind_days", "101")
        self._run()
        self.assertFalse(self.c_a1_2.idle_reminded_on)

    def test_one_bad_record_does_not_stop_the_others(self):
        self._run()
        people = type(self.env["hcc.collaborator"])
        original = people._hand_over_work

        def hand_over(person, choices):
            if person == self.c_a1_1:
                person.env.cr.execute("SELECT 1 / 0", log_exceptions=False)
            return original(person, choices)

        with patch.object(people, "_hand_over_work", hand_over), mute_logger(LOGGER):
            self._run(days=15)
        self.assertEqual(self.c_a1_1.state, "active")
        self.assertTrue(self.c_a1_1.pause_failed_on, "on a screen")
        self.assertEqual(self.c_a1_2.state, "suspended")
        self._run(days=16)
        self.assertEqual(self.c_a1_1.state, "suspended")
