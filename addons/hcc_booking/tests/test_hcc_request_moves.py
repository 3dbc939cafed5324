from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import BookingError, HelperNotFit, HelperTaken, SlotTaken
from .common import AT_HOME, AT_POINT, IN_EVENING
from .flow_common import FlowCase


@tagged("post_install", "-at_install")
class TestHccRequestMoves(FlowCase):
    # -------------------------------------------------------------------------
    # THE CITIZEN'S TIME
    # -------------------------------------------------------------------------

    def test_move(self):
        request = self._submit()
        visit = request.current_appointment_id
        first = visit.assignment_ids
        later = AT_POINT + timedelta(minutes=15)
        request._move(later, by="citizen")
        self.assertEqual((visit.start, request.start), (later, later))
        self.assertEqual(visit.stop, later + timedelta(minutes=30))
        self.assertEqual(first.state, "released")
        second = visit.assignment_ids.filtered("is_live")
        self.assertEqual(second.collaborator_id, first.collaborator_id)
        self.assertEqual((second.start, second.state), (later, "offered"))
        self.assertEqual(len(self._get_messages(request, "moved")), 1)
        with self.assertRaises(UserError):
            request._move(AT_POINT, by="coordinator")
        with self.assertRaises(BookingError):
            request._move(self.now - timedelta(hours=1))
        with self.assertRaises(BookingError):
            request._move(AT_POINT, service_point=self.point_b1)

    def test_move_to_a_time_without_anybody(self):
        request = self._submit()
        visit = request.current_appointment_id
        entry = visit.assignment_ids
        with self.assertRaises(SlotTaken):
            request._move(AT_POINT + timedelta(hours=20))
        self.assertEqual((visit.start, entry.state), (AT_POINT, "offered"))
        self.assertFalse(self._get_messages(request, "moved"))

    def test_cancel(self):
        request = self._submit_home()
        visit = request.current_appointment_id
        entry = visit.assignment_ids
        request._cancel("Không cần nữa")
        self.assertEqual(
            (request.state, visit.state, entry.state),
            ("cancelled", "cancelled", "released"),
        )
        self.assertEqual(request.cancelled_by, "citizen")
        self.assertFalse(visit.needs_hand)
        self.assertTrue(self._get_messages(request, "cancelled"))
        self.assertTrue(self._get_messages(request, "cancelled", "collaborator"))
        with self.assertRaises(UserError):
            request._cancel()
        again = self._submit_home(submit_token="again").current_appointment_id
        self.assertEqual(again.lead_id, entry.collaborator_id, "free again")

    def test_cancel_within_reach(self):
        request = self._submit()
        with self.assertRaises(AccessError):
            request.with_user(self.user_coordinator_b)._cancel(by="clerk")
        with self.assertRaises(AccessError):
            request.with_user(self.user_portal)._cancel()
        request.with_user(self.user_clerk)._cancel("Called", by="clerk")
        self.assertEqual(request.cancelled_by, "clerk")

    def test_home_decision(self):
        request = self._submit_home()
        coordinator = request.with_user(self.user_coordinator)
        with self.assertRaises(UserError):
            coordinator._decide_home("refused", " ")
        coordinator._decide_home("refused", "Gần điểm hỗ trợ")
        self.assertRecordValues(
            request,
            [{"state": "waiting", "place": "point", "home_decision": "refused"}],
        )
        self.assertTrue(request.answer_deadline)
        self.assertEqual(request.appointment_ids.state, "cancelled")
        self.assertIn("Gần điểm hỗ trợ.", self._get_messages(request, "refused").body)
        with self.assertRaises(UserError):
            coordinator._decide_home("approved")
        coordinator._answer_wish(AT_POINT, self.point_a1)
        self.assertEqual(request.current_appointment_id.place, "point")

    def test_home_approved(self):
        request = self._submit_home()
        request.with_user(self.user_coordinator)._decide_home("approved")
        self.assertEqual((request.state, request.home_decision), ("booked", "approved"))

    # -------------------------------------------------------------------------
    # THE COORDINATOR'S HAND
    # -------------------------------------------------------------------------

    def test_candidates_and_reassign(self):
        request = self._submit_home(collaborator_id=self.c_a1_2.id)
        visit = request.current_appointment_id.with_user(self.user_coordinator)
        old = visit.assignment_ids
        self.assertEqual(visit._candidates(), self.c_a1_3 | self.c_a2_1)
        self.assertEqual(visit._candidates()[0], self.c_a1_3, "the own ward first")
        new = visit._reassign(old, self.c_a2_1, "Nearer")
        self.assertEqual((old.state, new.state), ("released", "offered"))
        self.assertEqual(visit.lead_id, self.c_a2_1)
        self.assertEqual(visit.start, AT_HOME)
        self.assertEqual(
            self._get_messages(request, "released", "collaborator").collaborator_id,
            self.c_a1_2,
        )
        offers = self._get_messages(request, "offer", "collaborator")
        self.assertEqual(offers.collaborator_id, self.c_a1_2 | self.c_a2_1)
        self.assertIn(
            self.c_a2_1.name, self._get_messages(request, "helper_changed").body
        )
        with self.assertRaises(UserError):
            visit._reassign(old, self.c_a1_3)

    def test_coordinator_cannot_break_the_rules(self):
        visit = self._submit_home().current_appointment_id
        visit = visit.with_user(self.user_coordinator)
        old = visit.assignment_ids
        for person in (self.c_b1_1, self.c_a1_1):  # other branch, no shift
            with self.assertRaises(HelperNotFit):
                visit._reassign(old, person)
        self.c_a2_1.qualification_ids.date_to = "2026-11-24"
        with self.assertRaises(HelperNotFit):
            visit._reassign(old, self.c_a2_1)
        self.assertEqual(old.state, "offered", "nothing has changed")
        with self.assertRaises(AccessError):
            visit.with_user(self.user_clerk)._reassign(old, self.c_a1_3)

    def test_busy_helper(self):
        first = self._submit_home(collaborator_id=self.c_a1_2.id)
        second = self._submit_home(
            submit_token="two", collaborator_id=self.c_a1_3.id
        ).current_appointment_id
        with self.assertRaises(HelperTaken):
            second._reassign(second.assignment_ids, self.c_a1_2)
        self.assertEqual(second.lead_id, self.c_a1_3)
        self.assertEqual(first.current_appointment_id.lead_id, self.c_a1_2)

    @mute_logger("odoo.sql_db")
    def test_busy_helper_unseen(self):
        self._submit_home(collaborator_id=self.c_a1_2.id)
        second = self._submit_home(
            submit_token="two", collaborator_id=self.c_a1_3.id
        ).current_appointment_id
        assignments = type(self.env["hcc.assignment"])
        self.patch(assignments, "_check_fit", lambda entries: None)
        with self.assertRaises(SlotTaken):
            second._reassign(second.assignment_ids, self.c_a1_2)
        self.assertEqual(second.lead_id, self.c_a1_3)

    def test_two_helpers_at_most(self):
        visit = self._submit_home(start=IN_EVENING).current_appointment_id
        with self.assertRaises(UserError):
            visit._assign(self.c_a2_1)
        gone = visit.assignment_ids.filtered(lambda entry: entry.role == "lead")
        gone._release("released")
        self.assertTrue(visit.needs_hand)
        visit._assign(self.c_a2_1)
        self.assertFalse(visit.needs_hand)
        self.assertEqual(visit.lead_id, self.c_a2_1)

    # -------------------------------------------------------------------------
    # ILLNESS
    # -------------------------------------------------------------------------

    def test_ill(self):
        first = self._submit_home(collaborator_id=self.c_a1_2.id)
        second = self._submit_home(
            submit_token="two",
            start=AT_HOME + timedelta(hours=2),
            collaborator_id=self.c_a1_2.id,
        )
        third = self._submit_home(
            submit_token="three",
            start=AT_HOME + timedelta(hours=3),
            collaborator_id=self.c_a1_2.id,
        )
        entries = (first | second | third).assignment_ids
        booking = self.env["hcc.booking"].with_user(self.user_coordinator)
        start, stop = AT_HOME - timedelta(hours=1), AT_HOME + timedelta(hours=8)
        rows = booking._ill_preview(self.c_a1_2, start, stop)
        self.assertEqual([row["assignment_id"] for row in rows], entries.ids)
        self.assertEqual(rows[0]["candidate_ids"], (self.c_a1_3 | self.c_a2_1).ids)
        result = booking._ill(
            self.c_a1_2,
            start,
            stop,
            {entries[0].id: self.c_a2_1.id, entries[1].id: False},
        )
        self.assertEqual(result["moved"].collaborator_id, self.c_a2_1 | self.c_a1_3)
        self.assertEqual(result["left"], entries[1])
        self.assertEqual(set(entries.mapped("state")), {"released"})
        red = second.current_appointment_id
        self.assertTrue(red.needs_hand)
        self.assertEqual(
            (first | second | third).mapped("start"),
            [
                AT_HOME,
                AT_HOME + timedelta(hours=2),
                AT_HOME + timedelta(hours=3),
            ],
            "the times promised stay",
        )
        self.assertFalse(booking._ill_preview(self.c_a1_2, start, stop))
        self.assertNotIn(self.c_a1_2, red._candidates())
        with self.assertRaises(AccessError):
            booking.with_user(self.user_coordinator_b)._ill(self.c_a1_2, start, stop)
        with self.assertRaises(UserError):
            booking._ill(self.c_a1_2, stop, start)
