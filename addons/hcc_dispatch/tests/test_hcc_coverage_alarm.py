from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .roster_case import MONDAY, NEXT_MONDAY, WeekCase

THURSDAY = MONDAY + timedelta(days=3)


@tagged("post_install", "-at_install")
class TestHccCoverageAlarm(WeekCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alarms = cls.env["hcc.coverage.alarm"]
        cls.user_coordinator.email = "coordinator@example.com"
        # what is wanted decides, where something is
        (cls.point_a1 | cls.point_a2 | cls.point_b1).calendar_id = False

    def _watch(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "hcc_dispatch.ir_cron_hcc_coverage_watch"
            ).method_direct_trigger()
        self.env.invalidate_all()
        return self.alarms.search([("ward_id", "=", self.ward_a1.id)])

    def _mails(self):
        return self.env["mail.mail"].search(
            [("email_to", "=", "coordinator@example.com")]
        )

    def test_raised_told_once_and_gone_when_covered(self):
        self._want("3")
        alarm = self._watch()
        self.assertEqual((alarm.day, alarm.hours), (THURSDAY, 4))
        self.assertEqual(len(self._mails()), 1)
        self.assertIn("Test A1, 26/11: 4 hours from 08:00", self._mails().body_html)
        shift = self._shift(self.c_a1_1, THURSDAY, 8, 11)
        self.assertEqual(self._watch().hours, 1)
        self.assertEqual(len(self._mails()), 1)
        absence = self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": utc_datetime(THURSDAY, 8),
                "stop": utc_datetime(THURSDAY, 12),
            }
        )
        self.assertEqual(self._watch().hours, 4)
        absence.action_cancel()
        shift.stop = utc_datetime(THURSDAY, 12)
        self.assertFalse(self._watch())

    def test_drafts_help_nobody_yet(self):
        self._want("3")
        self._can(self.c_a1_1, [3])
        roster = self._roster(week=MONDAY)
        roster.action_propose()
        self.assertEqual(self._watch().hours, 4)
        roster.action_publish()
        self.assertFalse(self._watch())

    def test_open_hours_of_a_point_want_somebody(self):
        self.point_a1.calendar_id = self.calendar_point
        self.assertFalse(self._watch(), "a ward that has not begun")
        self._shift(self.c_a1_1, THURSDAY, 8, 20, point=self.point_a1)
        self.assertEqual(
            self._watch().mapped("day"),
            [
                MONDAY + timedelta(days=number)
                for number in range(7)
                # a day off closes the point
                if number not in (1, 3)
            ],
        )

    def test_seven_days_and_no_more(self):
        self._want("daily")
        days = self._watch().mapped("day")
        self.assertEqual(days[0], MONDAY)
        self.assertEqual(days[-1], NEXT_MONDAY - timedelta(days=1))

    def test_stands_in_what_needs_a_hand(self):
        self._want("3")
        alarm = self._watch()
        attention = self.env["hcc.attention"].with_user(self.user_coordinator)
        row = attention.search([("kind", "=", "coverage")])
        self.assertEqual(row.ward_id, self.ward_a1)
        self.assertEqual(row.due, alarm.start)
        self.assertIn("4 hours without enough people", row.summary)
        action = row.action_next()
        self.assertEqual(action["res_model"], "hcc.roster")
        self.assertEqual(action["context"]["default_week"], str(MONDAY))
        roster = self._roster(week=MONDAY)
        self.assertEqual(row.action_open_request()["res_id"], roster.id)
        other = self.env["hcc.attention"].with_user(self.user_coordinator_b)
        self.assertFalse(other.search([("kind", "=", "coverage")]))
        # the kinds of the other rows have other numbers
        self.assertEqual(row.id % 16, 15)
