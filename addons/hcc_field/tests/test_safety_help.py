from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME

from .safety_common import STOP, SafetyCase

CALLED = AT_HOME + timedelta(minutes=10)
CALLED_AGAIN = CALLED + timedelta(minutes=5)


@tagged("post_install", "-at_install")
class TestSafetyHelp(SafetyCase):
    def test_reaches_ward_and_branch_at_once(self):
        self._allow_texts()
        self._start()
        with patch.object(
            type(self.env["res.users"]), "_bus_send", autospec=True
        ) as told:
            self.entry.with_user(self.helper).action_help()
        users = {call.args[0] for call in told.call_args_list}
        self.assertEqual(users, {self.user_ward, self.user_coordinator})
        notice = told.call_args.args[2]
        self.assertTrue(notice["sticky"])
        self.assertNotIn("Nguyễn Thị Lan", notice["message"])
        self.assertEqual(self._get_told("help_call"), ["+84912000501", "+84912000502"])
        row = self._get_rows()[0]
        self.assertEqual((row.kind, row.id % 32), ("help_call", 17))

    def test_nobody_takes_it_and_all_are_told_again(self):
        self._allow_texts()
        city = self._make_coordinator("test_city_coordinator", scope="city")
        city.phone = "0912 000 503"
        watch = self._start()
        with freeze_time(CALLED):
            self.entry.with_user(self.helper).action_help()
        self._escalate(CALLED_AGAIN - timedelta(seconds=1))
        self.assertFalse(watch.help_again_at)
        first = ["+84912000501", "+84912000502"]
        self.assertEqual(self._get_told("help_call"), first)
        for _turn in range(2):
            self._escalate(CALLED_AGAIN)
            self.assertEqual(watch.help_again_at, CALLED_AGAIN)
            self.assertEqual(
                self._get_told("help_call"), sorted([*first, *first, "+84912000503"])
            )
        self.assertEqual(watch.state, "running", "the timer goes on by itself")
        self.assertEqual(
            self._get_journal(watch),
            ["safety_started", "help_called", "help_told_again"],
        )

    def test_taken_call_is_not_told_again(self):
        watch = self._start()
        with freeze_time(CALLED):
            self.entry.with_user(self.helper).action_help()
            watch.with_user(self.user_ward).action_take()
        self._escalate(CALLED_AGAIN)
        self.assertFalse(watch.help_again_at)

    def test_own_call_is_taken_by_somebody_else(self):
        """A coordinator who helps, too, is looked after by others."""
        watch = self._start()
        self.env["hcc.area.role"].create(
            {
                "user_id": self.helper.id,
                "role": "coordinator",
                "scope": "ward",
                "ward_id": self.ward_a1.id,
            }
        )
        with freeze_time(CALLED):
            self.entry.with_user(self.helper).action_help()
            for step in ("action_take", "action_settle"):
                with self.subTest(step), self.assertRaisesRegex(UserError, "^Somebody"):
                    getattr(watch.with_user(self.helper), step)()
        self.assertFalse(watch.taken_at)

    def test_before_the_visit_too_and_once(self):
        self._allow_texts()
        for _tap in range(2):
            self.entry.with_user(self.helper).action_help()
        watch = self._get_watch()
        self.assertEqual(watch.state, "none")
        self.assertEqual(self._get_journal(watch), ["help_called"])
        self.assertEqual(len(self._get_told("help_call")), 2)
        self._start()
        self.assertEqual(watch.state, "running")

    def test_settled_by_the_office_alone(self):
        watch = self._start()
        self.entry.with_user(self.helper).action_help()
        self.entry.with_user(self.helper).action_safe()
        with freeze_time(STOP):
            self.entry.sudo().action_done()
        row = self._get_rows(kind="help_call")
        self.assertTrue(row, "whoever tapped “I am safe” may not be the helper")
        office = watch.with_user(self.user_ward)
        self.assertIn("12 Test street", office.where_words)
        office.action_settle()
        self.assertRecordValues(
            watch, [{"help_closed_by_id": self.user_ward.id, "state": "over"}]
        )
        self.assertFalse(self._get_rows(kind="help_call"))
        self.assertNotIn("12 Test street", office.where_words)
        self.assertIn(watch.ward_id.name, office.where_words)
        with self.assertRaises(UserError):
            office.action_settle()

    def test_where_to_names_the_ward_once(self):
        watch = self._start()
        self.entry.with_user(self.helper).action_help()
        citizen = self.entry.request_id.citizen_id
        ward = watch.ward_id
        for address, shown in [
            ("3 Test lane", f"3 Test lane, {ward.full_name}"),
            (f"3 Test lane, {ward.name.upper()}", f"3 Test lane, {ward.name.upper()}"),
        ]:
            citizen.address = address
            watch.invalidate_recordset(["where_words"])
            self.assertEqual(watch.with_user(self.user_ward).where_words, shown)

    def test_without_a_text_service_the_screen_remains(self):
        self._start()
        self.entry.with_user(self.helper).action_help()
        self.assertFalse(self._get_told("help_call"))
        self.assertTrue(self._get_rows(kind="help_call"))

    def test_text_that_fails_asks_nobody_to_call(self):
        self._allow_texts()
        self._start()
        self.entry.with_user(self.helper).action_help()
        message = self.env["hcc.message"].search([("kind", "=", "help_call")])[:1]
        self.assertTrue(message.is_urgent)
        message._go_on_elsewhere("number")
        self.assertEqual(message.state, "cancelled")
