from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AT_POINT
from .waiting_common import HALF_HOUR, LATER, WaitingCase


@tagged("post_install", "-at_install")
class TestHccWaitingOffice(WaitingCase):
    """By telephone, through a clerk."""

    def test_clerk_answers_for_them(self):
        booked = self._fill(until=LATER)
        first, second = self._wait(LATER), self._wait(LATER + HALF_HOUR, number=2)
        booked[AT_POINT]._cancel()
        self._run()
        request = first.request_id.with_user(self.user_clerk)
        self.assertEqual(request.offer_start, AT_POINT)
        request.action_decline_offer()
        self.assertEqual(first.offer_ids.answered_by, "clerk")
        with self.assertRaises(UserError):
            request.action_accept_offer()
        self._run()
        second.with_user(self.user_clerk).action_accept()
        self.assertEqual(second.request_id.start, AT_POINT)
        first.with_user(self.user_clerk).action_leave()
        self.assertEqual(first.state, "left")
        with self.assertRaises(UserError):
            request.action_accept_offer()

    def test_clerk_of_another_ward_does_not(self):
        booked = self._fill(until=LATER)
        entry = self._wait(LATER)
        booked[AT_POINT]._cancel()
        self._run()
        for user in (
            self.user_coordinator_b,
            self.user_manager,
            self.user_collaborator,
        ):
            own = entry.with_user(user)
            for action in (own.action_accept, own.action_decline, own.action_leave):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    action()
        self.assertEqual(entry.state, "offered")

    def test_clerk_puts_somebody_on_the_list(self):
        request = self._submit(start=LATER)
        form = (
            self.env["hcc.waiting.entry"]
            .with_user(self.user_clerk)
            .create({"request_id": request.id, "in_evening": False})
        )
        form.action_confirm()
        entry = request._get_waiting()
        self.assertEqual(entry.state, "waiting")
        self.assertFalse(entry.in_evening)
        form.in_morning = form.in_afternoon = False
        with self.assertRaises(UserError):
            form.action_confirm()
        with self.assertRaises(AccessError):
            self.env["hcc.waiting.entry"].with_user(self.user_coordinator_b).create(
                {"request_id": request.id}
            )

    def test_operator_puts_a_caller_on_the_list(self):
        form = Form(self.env["hcc.intake"].with_user(self.user_clerk))
        form.ward_id = self.ward_a1
        form.phone = "0912345678"
        form.name = "Trần Văn Bình"
        form.service_point_id = self.point_a1
        form.description = "A certificate"
        form.wants_other_time = True
        form.wish = "Any morning"
        form.joins_waiting = True
        form.consent_given = True
        action = form.save().action_book()
        request = self.env["hcc.request"].browse(action["res_id"])
        self.assertEqual(request._get_waiting().state, "waiting")
