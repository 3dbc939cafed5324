from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import BookingError, HelperNotFit
from .common import AT_POINT
from .flow_common import FlowCase


@tagged("post_install", "-at_install")
class TestHccRequestFlow(FlowCase):
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
