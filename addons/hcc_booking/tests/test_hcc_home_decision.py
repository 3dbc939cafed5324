from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..exceptions import BookingError
from .common import AT_HOME, AT_POINT
from .home_common import HomeCase


@tagged("post_install", "-at_install")
class TestHccHomeDecision(HomeCase):
    """Who is visited at home: the decision, another look."""

    # -------------------------------------------------------------------------
    # THE DECISION
    # -------------------------------------------------------------------------

    def test_a_no_is_never_silent(self):
        request = self._refused()
        self.assertRecordValues(
            request,
            [
                {
                    "state": "waiting",
                    "place": "point",
                    "home_decision": "refused",
                    "home_decided_by_id": self.user_coordinator.id,
                }
            ],
        )
        self.assertTrue(request.answer_deadline)
        self.assertEqual(self._get_messages(request, "refused").channel, "sms")

    def test_a_no_by_telephone(self):
        request = self._submit_home()
        request.with_user(self.user_coordinator)._decide_home(
            "refused", "Near a point", "call"
        )
        message = self._get_messages(request, "refused")
        self.assertEqual((message.channel, message.state), ("call", "to_call"))

    def test_the_citizen_takes_a_time_at_a_point(self):
        request = self._refused()
        request._choose_point_time(AT_POINT, self.point_a1)
        self.assertRecordValues(
            request,
            [{"state": "booked", "start": AT_POINT, "home_decision": "refused"}],
        )
        with self.assertRaises(UserError):
            self._submit()._choose_point_time(AT_POINT, self.point_a1)

    def test_another_look_by_another_person(self):
        request = self._refused()
        with self.assertRaises(BookingError):
            request._ask_home_review("x" * 2001)
        request._ask_home_review("I cannot climb stairs")
        self.assertEqual(request.home_review, "asked")
        with self.assertRaises(UserError):
            request._ask_home_review("again")
        with self.assertRaises(UserError), self.cr.savepoint():
            request.with_user(self.user_coordinator)._review_home("changed", "Yes")
        with self.assertRaises(UserError):
            request.with_user(self.user_second)._review_home("changed", " ")
        form = Form(
            self.env["hcc.home.review"]
            .with_user(self.user_second)
            .with_context(default_request_id=request.id)
        )
        form.outcome = "changed"
        form.reason = "The stairs are steep"
        form.save().action_confirm()
        self.assertRecordValues(
            request,
            [
                {
                    "home_review": "changed",
                    "home_decision": "approved",
                    "home_review_by_id": self.user_second.id,
                    "place": "home",
                    "state": "waiting",
                }
            ],
        )
        self.assertTrue(self._get_messages(request, "home_review"))
        request.with_user(self.user_second)._answer_wish(AT_HOME)
        self.assertEqual(request.current_appointment_id.place, "home")

    def test_another_look_moves_no_promised_time(self):
        request = self._refused()
        request._choose_point_time(AT_POINT, self.point_a1)
        request._ask_home_review()
        request.with_user(self.user_second)._review_home("changed", "Yes")
        self.assertRecordValues(
            request,
            [
                {
                    "home_review": "changed",
                    "place": "point",
                    "state": "booked",
                    "start": AT_POINT,
                }
            ],
        )

    def test_another_look_with_the_same_answer(self):
        request = self._refused()
        request._ask_home_review()
        request.with_user(self.user_second)._review_home("upheld", "The point is near")
        self.assertEqual(request.home_review, "upheld")
        self.assertEqual(request.place, "point")
        self.assertEqual(request.state, "waiting", "and is still looked after")

    def test_who_may_look_again(self):
        request = self._refused()
        request._ask_home_review()
        for user in (self.user_coordinator_b, self.user_portal, self.user_collaborator):
            with self.assertRaises(AccessError):
                request.with_user(user)._review_home("changed", "Yes")
        with self.assertRaises(AccessError):
            request.with_user(self.user_portal)._ask_home_review("x")
        with self.assertRaises(UserError):
            request.write({"home_review": "changed"})

    # -------------------------------------------------------------------------
    # ON BEHALF
    # -------------------------------------------------------------------------

    def _on_behalf(self):
        return self._submit_home(
            on_behalf=True,
            requester_relation="neighbour",
            requester_name="Trần Văn Hùng",
            requester_phone="0912 111 222",
            collaborator_id=self.c_a1_2.id,
        )

    def test_consent_on_behalf_is_confirmed_at_the_visit(self):
        request = self._on_behalf()
        self.assertEqual(
            set(request.consent_ids.text_id.mapped("purpose")), {"booking", "behalf"}
        )
        self.assertEqual(request.consent_ids.given_by_id, request.requester_id)
        entry = request.current_appointment_id.assignment_ids
        as_helper = entry.with_user(self.user_helper_2)
        with self.assertRaises(AccessError):
            as_helper.action_confirm_consent()
        as_helper.action_accept()
        self.assertTrue(as_helper.asks_own_consent)
        with self.assertRaises(AccessError):
            entry.with_user(self.user_helper_3).action_confirm_consent()
        as_helper.action_confirm_consent()
        self.assertEqual(request.consent_ids.confirmed_by_id, self.user_helper_2)
        as_helper.invalidate_recordset()
        self.assertFalse(as_helper.asks_own_consent)

    def test_clerk_confirms_the_consent(self):
        request = self._on_behalf()
        with self.assertRaises(AccessError):
            request.with_user(self.user_coordinator_b).action_confirm_consent()
        request.with_user(self.user_clerk).action_confirm_consent()
        self.assertEqual(request.consent_ids.confirmed_by_id, self.user_clerk)

    def test_own_consent_needs_no_confirmation(self):
        request = self._submit_home()
        self.assertEqual(len(request.consent_ids), 1)
        self.assertFalse(request.asks_own_consent)
