from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BookingCase

BEHALF = {
    "on_behalf": True,
    "requester_relation": "relative",
    "requester_name": "Trần Văn Hùng",
    "requester_phone": "0987 654 321",
}


@tagged("post_install", "-at_install")
class TestWithdrawal(BookingCase):
    def setUp(self):
        super().setUp()
        self.request = self._submit()
        self.messages = self.env["hcc.message"]

    def _unsent(self, request=None):
        return (request or self.request).outbox_ids.filtered(
            lambda message: (
                message.recipient == "citizen"
                and message.state in ("pending", "to_call", "failed")
            )
        )

    def test_stops_at_once(self):
        self.assertTrue(self._unsent())
        self.request.consent_ids.with_user(self.user_clerk).action_withdraw()
        self.assertFalse(self._unsent())
        self.assertEqual(self.request.state, "cancelled")
        self.assertTrue(all(self.request.consent_ids.mapped("withdrawn_at")))
        # the helper knows that nobody waits, the citizen is not written to
        self.assertTrue(
            self._get_messages(self.request, "released", "collaborator")
            or self._get_messages(self.request, "cancelled", "collaborator")
        )
        self.assertFalse(self._get_messages(self.request, "cancelled"))

    def test_nothing_is_written_any_more(self):
        self.request._withdraw_consents(by="citizen")
        self.assertFalse(self.messages._tell_citizens("reminder", self.request))
        self.assertFalse(self._unsent())

    def test_what_waits_already_is_not_sent(self):
        waiting = self._unsent()[:1]
        self.request._withdraw_consents(by="citizen")
        # as if it was written by somebody else in between
        waiting._write_guarded({"state": "pending"})
        waiting._deliver()
        self.assertEqual(waiting.state, "cancelled")

    def test_help_that_has_begun_ends(self):
        self.request._write_guarded({"state": "in_progress"})
        self.request._withdraw_consents(by="citizen")
        self.assertEqual(self.request.state, "in_progress")
        self.assertFalse(self._unsent())
        self.assertFalse(self.messages._tell_citizens("rating", self.request))

    def test_once(self):
        consents = self.request.consent_ids
        consents.action_withdraw()
        with self.assertRaises(UserError):
            consents.action_withdraw()
        with self.assertRaises(UserError):
            self.request._withdraw_consents(by="citizen")

    def test_other_requests_go_on(self):
        other = self._submit(submit_token="other", name="Other", phone="0987 000 111")
        self.request._withdraw_consents(by="citizen")
        self.assertEqual(other.state, "booked")
        self.assertTrue(self._unsent(other))

    def test_who_asked_does_not_want_to_be_told(self):
        asked = self._submit(submit_token="asked", **BEHALF)
        behalf = asked.consent_ids.filtered(
            lambda consent: consent.text_id.purpose == "behalf"
        )
        self.assertIn(asked.requester_id, self._unsent(asked).citizen_id)
        behalf.with_user(self.user_clerk).action_withdraw()
        self.assertEqual(asked.state, "booked")
        self.assertNotIn(asked.requester_id, self._unsent(asked).citizen_id)
        told = self.messages._tell_citizens("reminder", asked)
        self.assertNotIn(asked.requester_id, told.citizen_id)

    def test_everything_of_a_person(self):
        second = self._submit(submit_token="second", start=self.request.start)
        citizen = self.request.citizen_id
        if second.citizen_id != citizen:
            citizen._merge(second.citizen_id)
        citizen.with_user(self.user_clerk).action_withdraw_consents()
        self.assertEqual(set((self.request | second).mapped("state")), {"cancelled"})
        with self.assertRaises(UserError):
            citizen.with_user(self.user_clerk).action_withdraw_consents()

    def test_who_may_not(self):
        consents, citizen = self.request.consent_ids, self.request.citizen_id
        for user in (
            self.user_collaborator,
            self.user_coordinator_b,
            self.user_trainer,
            self.user_manager,
            self.user_portal,
        ):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    consents.with_user(user).action_withdraw()
                with self.assertRaises(AccessError):
                    citizen.with_user(user).action_withdraw_consents()
        self.assertFalse(any(consents.mapped("withdrawn_at")))

    def test_asks_make_one_call_each(self):
        call = self.request._ask_about_data("file")
        self.assertEqual((call.kind, call.state), ("call_back", "to_call"))
        self.assertEqual(self.request._ask_about_data("file"), call)
        self.assertNotEqual(self.request._ask_about_data("erase"), call)
        wrong = self.request._ask_about_data("wrong", "My name is Lan")
        self.assertIn("My name is Lan", wrong.body)
        for words in ("", "x" * 1001):
            with self.subTest(words[:3]), self.assertRaises(UserError):
                self.request._ask_about_data("wrong", words)
