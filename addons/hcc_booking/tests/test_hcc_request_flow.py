from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import BookingError, HelperNotFit, HelperTaken, SlotTaken
from .common import AT_HOME, AT_POINT, IN_EVENING, BookingCase


@tagged("post_install", "-at_install")
class TestHccRequestFlow(BookingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper_users = {
            cls.c_a1_1: cls.user_collaborator,
            cls.c_a1_2: cls.user_helper_2,
            cls.c_a1_3: cls.user_helper_3,
        }

    def _own(self, assignment):
        """The assignment as its helper sees it."""
        return assignment.with_user(self.helper_users[assignment.collaborator_id])

    # -------------------------------------------------------------------------
    # GUARDS
    # -------------------------------------------------------------------------

    def test_state_and_time_are_not_written_by_hand(self):
        request = self._submit()
        visit = request.current_appointment_id
        entry = visit.assignment_ids
        message = request.outbox_ids[:1]
        for record, vals in (
            (request, {"state": "done"}),
            (request, {"rating_value": 5}),
            (request, {"ward_id": self.ward_a2.id}),
            (request, {"home_decision": "approved"}),
            (visit, {"start": AT_POINT + timedelta(hours=1)}),
            (visit, {"state": "done", "done_at": AT_POINT}),
            (visit, {"service_point_id": self.point_a2.id}),
            (entry, {"state": "accepted"}),
            (entry, {"collaborator_id": self.c_a1_3.id}),
            (message, {"state": "sent"}),
            (request.consent_ids, {"withdrawn_at": AT_POINT}),
        ):
            with self.subTest(model=record._name, **vals):
                with self.assertRaises(UserError):
                    record.write(vals)
                with self.assertRaises(UserError):
                    record.with_user(self.user_administrator).write(vals)
        with self.assertRaises(AccessError):
            self.env["hcc.appointment"].with_user(self.user_administrator).create(
                {"request_id": request.id, "start": AT_POINT, "stop": AT_POINT}
            )

    # -------------------------------------------------------------------------
    # THE HELPER'S DAY
    # -------------------------------------------------------------------------

    def test_from_offer_to_rating(self):
        request = self._submit()
        visit = request.current_appointment_id
        entry = self._own(visit.assignment_ids)
        entry.action_accept()
        self.assertEqual(entry.state, "accepted")
        with self.assertRaises(UserError):
            entry.action_accept()
        with self.assertRaises(UserError):
            entry.action_start()  # two days too early
        with self.assertRaises(UserError):
            entry.action_no_show()
        entry._start(AT_POINT)
        self.assertEqual(
            (request.state, visit.state, entry.state),
            ("in_progress", "in_progress", "started"),
        )
        self.assertEqual(request.first_contact_at, AT_POINT)
        entry.appointment_id._record_dossiers(
            [
                {
                    "procedure_id": self.procedure.id,
                    "code": "h26.1.2-261125-0007 ",
                    "outcome": "filed",
                },
                {"outcome": "not_filed", "not_filed_reason": "portal_error"},
            ]
        )
        entry._done(AT_POINT + timedelta(minutes=25))
        self.assertEqual(
            (request.state, visit.state, entry.state), ("done", "done", "done")
        )
        self.assertEqual(visit.done_at, AT_POINT + timedelta(minutes=25))
        filed = visit.dossier_ids.filtered("code")
        self.assertEqual(filed.code, "H26.1.2-261125-0007")
        self.assertFalse(filed.code_is_odd)
        self.assertEqual(filed.user_id, entry.user_id)
        message = self._get_messages(request, "rating")
        rating = request._get_rating()
        self.assertIn(f"/hcc/rate/{rating.access_token}", message.body)
        found = request._find_by_rating_token(rating.access_token)
        self.assertEqual(found, request)
        self.assertFalse(request._find_by_rating_token(""))
        found._submit_rating(4, " Rất tốt ")
        self.assertEqual((request.rating_value, rating.rating), (4, 4.0))
        self.assertEqual(rating.feedback, "Rất tốt")
        self.assertFalse(request.message_ids, "nothing repeats the comment")
        with self.assertRaises(UserError):
            found._submit_rating(1)
        with self.assertRaises(UserError):
            found.rating_apply(1, rating=rating, feedback="again")
        self.assertEqual(request.rating_value, 4)
        actions = (
            self.env["hcc.journal"]
            .search([("model", "=", "hcc.request"), ("res_id", "=", request.id)])
            .mapped("action")
        )
        self.assertLessEqual(
            {"request_created", "begun", "done", "rated"}, set(actions)
        )

    def test_rating_must_be_possible(self):
        request = self._submit()
        with self.assertRaises(UserError):
            request._submit_rating(5)
        request.current_appointment_id.assignment_ids._start(AT_POINT)
        request.current_appointment_id._complete(AT_POINT)
        for value in (0, 6, True and 2.5):
            with self.assertRaises(UserError):
                request._submit_rating(value)
        with self.assertRaises(BookingError):
            request._submit_rating(5, "x" * 1001)

    def test_the_service_does_not_rate_itself(self):
        request = self._submit()
        request.current_appointment_id._complete(AT_POINT)
        for user in (self.user_clerk, self.user_coordinator, self.user_portal):
            with self.assertRaises(AccessError):
                request.with_user(user).rating_apply(5, rating=request._get_rating())
            with self.assertRaises(AccessError):
                request.with_user(user).message_post(body="x", rating_value=5)
        self.assertFalse(request.rating_value)

    def test_other_procedures_need_fitting_helpers(self):
        request = self._submit()
        clerk = request.with_user(self.user_clerk)
        self.procedure_point.qualification_type_id = self.env.ref(
            "hcc_collaborator.qualification_type_land"
        )
        with self.assertRaises(HelperNotFit):
            clerk.procedure_ids = self.procedure_point
        home = self._submit_home().with_user(self.user_clerk)
        with self.assertRaises(ValidationError):
            home.procedure_ids = self.procedure | self.procedure_point
        clerk.procedure_ids = self.procedure

    def test_done_before_it_begins(self):
        visit = self._submit().current_appointment_id
        with self.assertRaises(UserError):
            visit._complete()
        with self.assertRaises(UserError):
            visit._mark_no_show()

    def test_no_show(self):
        request = self._submit()
        visit = request.current_appointment_id
        visit._mark_no_show(AT_POINT + timedelta(minutes=20))
        self.assertEqual(request.state, "no_show")
        self.assertEqual(visit.assignment_ids.state, "no_show")
        self.assertFalse(visit.assignment_ids.is_live)
        self.assertFalse(self._get_messages(request, "rating"))

    def test_hand_back_offers_to_the_next(self):
        request = self._submit()
        visit = request.current_appointment_id
        first = self._own(visit.assignment_ids)
        first.action_accept()
        first.action_hand_back("Family")
        self.assertEqual((first.state, first.reason), ("released", "Family"))
        second = visit.assignment_ids - first.with_env(self.env)
        self.assertEqual(second.state, "offered")
        self.assertEqual(
            second.collaborator_id, (self.c_a1_1 | self.c_a1_2) - first.collaborator_id
        )
        self.assertEqual(visit.lead_id, second.collaborator_id)
        self.assertFalse(visit.needs_hand)
        told = self._get_messages(request, "helper_changed")
        self.assertIn(second.collaborator_id.badge_number, told.body)
        self.assertEqual(
            self._get_messages(request, "confirmed").state,
            "cancelled",
            "a confirmation that names the wrong helper is not sent any more",
        )
        self._own(second).action_hand_back()
        self.assertEqual(second.state, "declined")
        self.assertTrue(visit.needs_hand, "nobody is left: red, but promised")
        self.assertEqual((visit.state, visit.start), ("booked", AT_POINT))
        self.assertFalse(visit.lead_id)

    def test_others_visit(self):
        entry = self._submit().current_appointment_id.assignment_ids
        other = self.user_helper_3
        for action in (
            "action_accept",
            "action_hand_back",
            "action_start",
            "action_done",
            "action_no_show",
            "action_return_visit",
        ):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(entry.with_user(other), action)()
        visit = entry.appointment_id.with_user(other)
        for call in (
            lambda: visit._complete(AT_POINT),
            lambda: visit._mark_no_show(AT_POINT),
            lambda: visit._record_dossiers([]),
            lambda: visit._check_in(),
            lambda: visit._assign(self.c_a1_3),
            lambda: visit._candidates(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_return_visit(self):
        request = self._submit()
        first = request.current_appointment_id
        entry = self._own(first.assignment_ids)
        entry.action_accept()
        entry._start(AT_POINT)
        with self.assertRaises(UserError):
            request._return_visit()  # the visit is still under way
        first._complete(AT_POINT)
        entry.action_return_visit()
        self.assertEqual((request.state, request.done_at), ("waiting", False))
        self.assertEqual(request.answer_deadline, self.now + timedelta(hours=4))
        self.assertEqual(self._get_messages(request, "rating").state, "cancelled")
        second = request._answer_wish(AT_POINT + timedelta(hours=1), self.point_a1)
        self.assertEqual(request.current_appointment_id, second)
        second._complete(AT_POINT + timedelta(hours=2))
        self.assertEqual(request.state, "done")
        self.assertEqual(request.appointment_ids.mapped("state"), ["done", "done"])

    def test_closed_on_a_later_day_counts_on_its_own(self):
        on_time, late = self._submit(), self._submit()
        visits = on_time.current_appointment_id | late.current_appointment_id
        with freeze_time(visits[0].stop + timedelta(minutes=20)):
            visits[0]._complete()
            self.assertEqual(visits[0].done_at, fields.Datetime.now())
        with freeze_time(visits[1].stop + timedelta(days=1)):
            visits[1]._complete()
        self.assertEqual(visits[1].done_at, visits[1].stop)
        self.assertEqual(late.done_at, visits[1].stop)

    def test_return_visit_prefers_the_same_helper(self):
        request = self._submit(collaborator_id=self.c_a1_2.id)
        request.current_appointment_id._complete(AT_POINT)
        second = request._return_visit(AT_POINT + timedelta(hours=1))
        self.assertEqual(second.lead_id, self.c_a1_2)
        self.assertTrue(second.is_return)
        self.assertEqual(request.state, "booked")

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
