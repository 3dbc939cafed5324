from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_booking.tests.common import AT_HOME, IN_EVENING

from .safety_common import BRANCH_TOLD, RINGS, STOP, TOLD, SafetyCase


@tagged("post_install", "-at_install")
class TestSafetyTimer(SafetyCase):
    def test_home_visit_starts_the_timer(self):
        watch = self._start()
        self.assertRecordValues(
            watch,
            [
                {
                    "state": "running",
                    "due": RINGS,
                    "started_at": AT_HOME,
                    "ward_id": self.ward_a1.id,
                    "user_id": self.helper.id,
                }
            ],
        )
        entry = self.entry.with_user(self.helper)
        self.assertTrue(entry.is_watched)
        self.assertIn("15:00", entry.safety_words)

    def test_setting_out_starts_it_too(self):
        early = AT_HOME - timedelta(minutes=30)
        with freeze_time(early):
            self.entry.with_user(self.helper).action_on_the_way()
        watch = self._get_watch()
        self.assertRecordValues(watch, [{"state": "running", "due": RINGS}])
        with freeze_time(STOP):
            self.entry.with_user(self.helper).action_start()
        self.assertRecordValues(
            watch, [{"started_at": early, "due": RINGS + timedelta(minutes=30)}]
        )

    def test_called_off_on_the_way(self):
        with freeze_time(AT_HOME):
            self.entry.with_user(self.helper).action_on_the_way()
            self.visit._call_off()
        self.assertEqual(self._get_watch().state, "over")

    def test_visit_at_a_point_has_no_timer(self):
        with freeze_time(self.now):
            entry = self._submit(phone="0912 345 679").assignment_ids
            entry.sudo().action_accept()
        with freeze_time(entry.start):
            entry.sudo().action_start()
        self.assertFalse(entry.watch_ids)

    def test_late_start_keeps_the_planned_length(self):
        with freeze_time(STOP):
            self.entry.with_user(self.helper).action_start()
        self.assertEqual(self._get_watch().due, STOP + timedelta(minutes=60))

    def test_closing_ends_the_timer(self):
        watch = self._start()
        with freeze_time(STOP):
            self.entry.with_user(self.helper).action_done()
        self.assertRecordValues(watch, [{"state": "over", "over_by": "visit"}])
        self._escalate(RINGS)
        self.assertFalse(watch.asked_at)

    def test_a_visit_that_was_taken_away_is_watched_on(self):
        watch = self._start()
        self.visit._call_off()
        self.assertEqual(self.entry.state, "released")
        self.assertEqual(watch.state, "running")
        own = self.env["hcc.safety.watch"].with_user(self.helper).search([])
        own.action_safe()
        self.assertRecordValues(watch, [{"state": "over", "over_by": "helper"}])

    def test_extend_by_one_tap(self):
        watch = self._start()
        with freeze_time(STOP):
            self.entry.with_user(self.helper).action_extend()
        self.assertRecordValues(
            watch, [{"due": RINGS + timedelta(minutes=30), "extensions": 1}]
        )
        self._escalate(RINGS)
        self.assertEqual(watch.state, "running")

    def test_settings_have_bounds(self):
        settings = self.env["res.config.settings"]
        with self.assertRaises(UserError):
            settings.create({"hcc_safety_minutes": 1})

    def test_others_say_nothing(self):
        watch = self._start()
        entry = self.entry.with_user(self.user_helper_3)
        for action in ("action_safe", "action_help", "action_extend"):
            with self.assertRaises(AccessError):
                getattr(entry, action)()
            with self.assertRaises(AccessError):
                getattr(watch.with_user(self.user_helper_3), action)()
            with self.assertRaises(AccessError):
                getattr(watch.with_user(self.user_ward), action)()

    def test_written_by_methods_alone(self):
        watch = self._start().with_user(self.user_coordinator)
        with self.assertRaises(UserError):
            watch.write({"state": "over"})
        with self.assertRaises(AccessError):
            watch.with_user(self.helper).action_settle()


@tagged("post_install", "-at_install")
class TestSafetyEscalation(SafetyCase):
    def test_each_step_once(self):
        self._allow_texts()
        self.c_a1_2.phone = "+84912000992"
        watch = self._start()
        self._escalate(RINGS - timedelta(minutes=1))
        self.assertEqual(watch.state, "running")
        for _turn in range(2):
            self._escalate(RINGS)
            self.assertRecordValues(
                watch, [{"state": "asked", "asked_at": RINGS, "told_at": False}]
            )
            self.assertEqual(len(self._ask_messages()), 1)
        self.assertFalse(self._get_rows(kind="not_back"))
        for _turn in range(2):
            self._escalate(TOLD)
            self.assertRecordValues(
                watch, [{"state": "late", "told_at": TOLD, "branch_told_at": False}]
            )
            self.assertEqual(self._get_told("not_back"), ["+84912000501"])
        for _turn in range(2):
            self._escalate(BRANCH_TOLD)
            self.assertEqual(watch.branch_told_at, BRANCH_TOLD)
            self.assertEqual(
                self._get_told("not_back"), ["+84912000501", "+84912000502"]
            )
        self.assertEqual(
            self._get_journal(watch),
            [
                "safety_started",
                "safety_helper_asked",
                "safety_coordinator_told",
                "safety_branch_told",
            ],
        )

    def _ask_messages(self):
        return self.env["hcc.message"].search([("kind", "=", "are_you_safe")])

    def test_helper_answers(self):
        watch = self._start()
        self._escalate(RINGS)
        message = self._ask_messages()
        self.assertEqual(message.user_id, self.helper)
        self.assertFalse(message.request_id, "it is in nobody's file")
        with freeze_time(RINGS + timedelta(minutes=2)):
            self.entry.with_user(self.helper).action_safe()
        self._escalate(TOLD)
        self.assertFalse(watch.told_at)

    def test_longer_begins_the_steps_anew(self):
        watch = self._start()
        self._escalate(RINGS)
        self._escalate(TOLD)
        with freeze_time(TOLD):
            self.entry.with_user(self.helper).action_extend()
        self.assertRecordValues(
            watch,
            [{"state": "running", "due": TOLD + timedelta(minutes=30)}],
        )
        self._escalate(TOLD + timedelta(minutes=30))
        self.assertEqual(watch.state, "asked")

    def test_row_on_top_of_the_first_screen(self):
        self._start()
        late = self._submit(start=None, wish="Sunday")
        self._escalate(RINGS)
        self._escalate(TOLD)
        with freeze_time(TOLD + timedelta(days=3)):
            self.env.invalidate_all()
            rows = self._get_rows()
            self.assertIn(late, rows.request_id)
            row = rows[0]
            self.assertEqual((row.kind, row.urgency), ("not_back", "overdue"))
            self.assertEqual(row.id % 32, 18)
            self.assertIn(self.entry.collaborator_id.name, row.summary)
            action = row.action_next()
        self.assertEqual(action["res_model"], "hcc.safety.watch")
        self.assertEqual(action["res_id"], self._get_watch().id)
        self.assertFalse(self._get_rows(self.user_coordinator_b, kind="not_back"))

    def test_taken_over_is_not_told_further(self):
        watch = self._start()
        self._escalate(RINGS)
        self._escalate(TOLD)
        with freeze_time(TOLD):
            watch.with_user(self.user_ward).action_take()
        self._escalate(BRANCH_TOLD)
        self.assertFalse(watch.branch_told_at)
        self.assertIn(self.user_ward.name, self._get_rows(kind="not_back").summary)
        with freeze_time(BRANCH_TOLD):
            watch.with_user(self.user_ward).action_settle()
        self.assertRecordValues(watch, [{"state": "over", "over_by": "office"}])
        self.assertFalse(self._get_rows(kind="not_back"))

    def test_without_a_coordinator_of_the_ward_the_branch_is_told(self):
        self._allow_texts()
        self.user_ward.active = False
        self._start()
        self._escalate(RINGS)
        self._escalate(TOLD)
        self.assertEqual(self._get_told("not_back"), ["+84912000502"])

    def test_one_that_fails_stops_nobody(self):
        watch = self._start()
        model = type(self.env["hcc.safety.watch"])
        with (
            patch.object(model, "_escalate", side_effect=ValueError("boom")),
            mute_logger("odoo.addons.hcc_field.models.hcc_safety_escalation"),
        ):
            self._escalate(RINGS)
        self.assertEqual(watch.state, "running")
        self._escalate(RINGS)
        self.assertEqual(watch.state, "asked")


@tagged("post_install", "-at_install")
class TestSafetyInTheEvening(SafetyCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param(
            "hcc_booking.evening_home_rule", "check_in_call"
        )
        with freeze_time(self.now):
            request = self._submit_home(start=IN_EVENING, phone="0912 345 679")
        self.visit = request.current_appointment_id
        self.entry = self.visit.assignment_ids
        self.helper = self.entry.user_id
        self.due = self.visit.checkin_due
        self.assertEqual(self.due, self.visit.stop + timedelta(minutes=15))
        with freeze_time(IN_EVENING):
            self.entry.sudo().action_accept()
            self.entry.with_user(self.helper).action_start()

    def test_timer_is_the_check_in(self):
        self.assertEqual(self._get_watch().due, self.due)
        with freeze_time(self.due + timedelta(minutes=1)):
            self.env.invalidate_all()
            kinds = self._get_rows(request_id=self.visit.request_id.id).mapped("kind")
            self.assertNotIn("check_in_due", kinds)

    def test_safe_answers_the_check_in(self):
        with freeze_time(self.visit.stop):
            self.entry.with_user(self.helper).action_safe()
        self.assertTrue(self.visit.checked_in_at)

    def test_safe_of_one_helper_is_not_that_of_the_other(self):
        with freeze_time(IN_EVENING):
            person = (self.c_a1_2 | self.c_a1_3) - self.entry.collaborator_id
            visit = self.visit.with_user(self.user_coordinator)
            other = visit._assign(person).with_user(person.user_id)
            other.action_accept()
            other.action_start()
        mine, theirs = self._get_watch(), other.sudo().watch_ids
        with freeze_time(self.visit.stop):
            self.entry.with_user(self.helper).action_safe()
            self.assertEqual((mine.state, theirs.state), ("over", "running"))
            self.assertFalse(self.visit.checked_in_at)
            other.action_safe()
        self.assertEqual(theirs.over_by, "helper")
        self.assertTrue(self.visit.checked_in_at)

    def test_check_in_ends_the_timer(self):
        with freeze_time(self.due):
            self.visit.with_user(self.user_clerk).action_check_in()
        self.assertRecordValues(
            self._get_watch(), [{"state": "over", "over_by": "office"}]
        )
