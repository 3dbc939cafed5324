from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AT_HOME, AT_POINT, IN_EVENING, BookingCase

# Wednesday 07:00 in Hanoi, one hour and more before the visits of that day
MORNING = AT_POINT - timedelta(hours=2)


@tagged("post_install", "-at_install")
class TestOfficeAttention(BookingCase):
    def _attention(self, user=None, **domain):
        rows = self.env["hcc.attention"].with_user(user or self.user_coordinator)
        return rows.with_context(lang="en_US").search(
            [(name, "=", value) for name, value in domain.items()]
        )

    def _kinds(self, request, user=None):
        return self._attention(user, request_id=request.id).mapped("kind")

    def test_calm_request_has_no_row(self):
        request = self._submit()
        request.current_appointment_id.assignment_ids.with_user(
            self.user_collaborator
        ).sudo().action_accept()
        self.assertEqual(self._kinds(request), [])

    def test_no_helper(self):
        request = self._submit_home()
        visit = request.current_appointment_id
        for _turn in range(5):
            visit.assignment_ids.filtered("is_live").sudo().action_hand_back()
        self.assertTrue(visit.needs_hand)
        row = self._attention(request_id=request.id, kind="no_helper")
        self.assertRecordValues(
            row,
            [
                {
                    "due": AT_HOME,
                    "ward_id": self.ward_a1.id,
                    "reference": request.reference,
                    "appointment_id": visit.id,
                    "urgency": "later",
                }
            ],
        )
        self.assertIn("14:00", row.summary)
        action = row.action_next()
        self.assertEqual(action["res_model"], "hcc.reassign")
        self.assertEqual(action["context"]["default_appointment_id"], visit.id)

    def test_not_accepted_only_when_near(self):
        request = self._submit()
        self.assertEqual(self._kinds(request), [], "two days before")
        assignment = request.current_appointment_id.assignment_ids
        with freeze_time(MORNING):
            row = self._attention(request_id=request.id)
            self.assertRecordValues(
                row,
                [
                    {
                        "kind": "not_accepted",
                        "due": AT_POINT,
                        "urgency": "soon",
                        "assignment_id": assignment.id,
                    }
                ],
            )
            self.assertIn(
                request.current_appointment_id.assignment_ids.collaborator_id.name,
                row.summary,
            )
            request.current_appointment_id.assignment_ids.sudo().action_accept()
            self.assertEqual(self._kinds(request), [])

    def test_helper_away(self):
        request = self._submit()
        assignment = request.current_appointment_id.assignment_ids
        absence = self.env["hcc.absence"].create(
            {
                "collaborator_id": assignment.collaborator_id.id,
                "start": AT_POINT - timedelta(hours=1),
                "stop": AT_POINT + timedelta(hours=1),
                "kind": "study",
            }
        )
        row = self._attention(request_id=request.id)
        self.assertRecordValues(
            row,
            [{"kind": "helper_away", "due": AT_POINT, "assignment_id": assignment.id}],
        )
        action = row.action_next()
        self.assertEqual(action["context"]["default_assignment_id"], assignment.id)
        absence.action_cancel()
        self.assertEqual(self._kinds(request), [])

    def test_answer_due(self):
        request = self._submit(start=None, wish="Sunday evening")
        row = self._attention(request_id=request.id)
        self.assertRecordValues(
            row, [{"kind": "answer_due", "due": request.answer_deadline}]
        )
        with freeze_time(request.answer_deadline + timedelta(minutes=1)):
            self.env.invalidate_all()
            self.assertEqual(self._attention(request_id=request.id).urgency, "overdue")
        self.assertEqual(row.action_next()["res_model"], "hcc.reschedule")

    def test_home_decision(self):
        request = self._submit_home()
        row = self._attention(request_id=request.id, kind="home_decision")
        self.assertEqual(row.due, AT_HOME)
        self.assertEqual(row.action_next()["res_model"], "hcc.home.decision")
        request.with_user(self.user_coordinator)._decide_home("approved")
        self.assertNotIn("home_decision", self._kinds(request))

    def test_call_and_failed_message(self):
        request = self._submit()
        message = self._get_messages(request, "confirmed")
        message._write_guarded({"state": "to_call"})
        row = self._attention(request_id=request.id)
        self.assertRecordValues(
            row, [{"kind": "call_citizen", "message_id": message.id}]
        )
        self.assertEqual(row.action_next()["res_id"], message.id)
        message._write_guarded({"state": "failed"})
        self.assertEqual(self._kinds(request), ["message_failed"])
        message.with_user(self.user_clerk).action_called()
        self.assertEqual(self._kinds(request), [])

    def test_not_closed(self):
        request = self._submit()
        visit = request.current_appointment_id
        visit.assignment_ids.sudo().action_accept()
        with freeze_time(visit.stop + timedelta(minutes=5)):
            row = self._attention(request_id=request.id)
            self.assertRecordValues(
                row, [{"kind": "not_closed", "due": visit.stop, "urgency": "overdue"}]
            )
            self.assertEqual(row.action_next()["res_model"], "hcc.visit.finish")
            visit._complete()
            self.assertEqual(self._kinds(request), [])

    def test_check_in_due(self):
        self.env["ir.config_parameter"].set_param(
            "hcc_booking.evening_home_rule", "check_in_call"
        )
        request = self._submit_home(start=IN_EVENING)
        visit = request.current_appointment_id
        self.assertTrue(visit.checkin_due)
        request.with_user(self.user_coordinator)._decide_home("approved")
        visit.assignment_ids.sudo().action_accept()
        with freeze_time(visit.start):
            self.assertEqual(self._kinds(request), [])
        with freeze_time(visit.checkin_due + timedelta(minutes=1)):
            row = self._attention(request_id=request.id, kind="check_in_due")
            self.assertEqual(row.due, visit.checkin_due)
            self.assertEqual(row.action_next()["res_id"], visit.id)
            visit.with_user(self.user_clerk).action_check_in()
            self.assertNotIn("check_in_due", self._kinds(request))

    def test_other_branch_sees_nothing(self):
        request = self._submit(start=None, wish="Sunday")
        self.assertEqual(self._kinds(request, self.user_clerk), ["answer_due"])
        self.assertEqual(self._kinds(request, self.user_coordinator_b), [])
        for user in (self.user_collaborator, self.user_committee, self.user_trainer):
            with self.assertRaises(AccessError):
                self._attention(user)

    def test_sorted_by_due(self):
        later = self._submit_home()
        sooner = self._submit(start=None, wish="Sunday")
        rows = self._attention().filtered(
            lambda row: row.request_id in (later | sooner)
        )
        self.assertEqual(rows.request_id, sooner | later)

    def test_row_gone_meanwhile(self):
        request = self._submit(start=None, wish="Sunday")
        row = self._attention(request_id=request.id)
        request.with_user(self.user_clerk)._cancel("not needed", by="clerk")
        with self.assertRaises(UserError):
            row.action_next()

    def test_queries_do_not_grow(self):
        def count(requests):
            rows = self._attention()
            self.assertGreaterEqual(len(rows), requests)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self._attention()
            rows.read(["summary", "due_words", "urgency", "ward_id", "reference"])
            return self.env.cr.sql_log_count - before

        for number in range(2):
            self._submit(start=None, wish="Sunday", submit_token=f"few-{number}")
        count(2)
        few = count(2)
        for number in range(20):
            self._submit(start=None, wish="Sunday", submit_token=f"many-{number}")
        self.assertLessEqual(count(22), few)

    def test_another_look_at_a_home_visit(self):
        request = self._submit_home()
        request._decide_home("refused", "There is a point near by")
        self.assertFalse(self._attention(kind="home_review"))
        request._ask_home_review("I cannot walk")
        row = self._attention(kind="home_review")
        self.assertEqual(row.request_id, request)
        self.assertIn("look again", row.summary)
        action = row.action_next()
        self.assertEqual(action["res_model"], "hcc.home.review")
        self.assertEqual(action["context"], {"default_request_id": request.id})
        self.assertFalse(self._attention(self.user_coordinator_b, kind="home_review"))

    def test_call_back_of_somebody_without_a_request(self):
        message = self.env["hcc.message"].create(
            {
                "kind": "call_back",
                "recipient": "citizen",
                "to_phone": "+84912345678",
                "ward_id": self.ward_a1.id,
                "channel": "call",
                "body": "Wants to be called",
            }
        )
        row = self._attention(self.user_clerk, kind="call_citizen")
        self.assertEqual(row.message_id, message)
        self.assertEqual(row.ward_id, self.ward_a1)
        self.assertFalse(row.request_id)
        self.assertTrue(row.summary)
        self.assertTrue(row.due)
