from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import BookingError, HelperNotFit, SlotTaken
from .common import AT_HOME, AT_POINT, IN_EVENING, BookingCase


@tagged("post_install", "-at_install")
class TestHccBooking(BookingCase):
    def test_submit_books_best_helper(self):
        request = self._submit()
        visit = request.current_appointment_id
        self.assertRecordValues(
            request,
            [
                {
                    "state": "booked",
                    "start": AT_POINT,
                    "ward_id": self.ward_a1.id,
                    "home_decision": "not_needed",
                    "requester_relation": "self",
                }
            ],
        )
        self.assertRegex(request.reference, r"^HT-[2-9A-Z]{4}-[2-9A-Z]{4}$")
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "booked",
                    "stop": AT_POINT + timedelta(minutes=30),
                    "desk": 1,
                    "helpers_needed": 1,
                    "needs_hand": False,
                    "in_hours": True,
                }
            ],
        )
        self.assertEqual(visit.assignment_ids.state, "offered")
        self.assertIn(visit.lead_id, self.c_a1_1 | self.c_a1_2)
        citizen = request.citizen_id
        self.assertEqual(citizen.phone, "+84912345678")
        self.assertFalse(citizen.partner_id)
        consent = request.consent_ids
        self.assertEqual(consent.body_shown, self.consent_text.body)
        self.assertEqual(consent.digest, self.consent_text.digest)
        self.assertEqual(consent.how, "web")

    def test_same_form_twice(self):
        first = self._submit(submit_token="same")
        second = self._submit(submit_token="same")
        self.assertEqual(first, second)
        self.assertEqual(len(first.appointment_ids), 1)

    def test_desks_and_helpers_run_out(self):
        first = self._submit(submit_token="one").current_appointment_id
        second = self._submit(submit_token="two").current_appointment_id
        self.assertEqual((first | second).mapped("desk"), [1, 2])
        self.assertEqual(first.lead_id | second.lead_id, self.c_a1_1 | self.c_a1_2)
        count = self.env["hcc.request"].search_count([])
        people = self.env["hcc.citizen"].search_count([])
        with self.assertRaises(SlotTaken):
            self._submit(submit_token="three")
        self.assertEqual(self.env["hcc.request"].search_count([]), count)
        self.assertEqual(self.env["hcc.citizen"].search_count([]), people)

    @mute_logger("odoo.sql_db")
    def test_desk_taken_unseen(self):
        """A desk that another transaction took is found out by PostgreSQL."""
        first = self._submit(submit_token="one").current_appointment_id
        patched = type(self.env["hcc.appointment"])
        original = patched._find_desk

        def blind(model, values, taken):
            return 1 if not taken else original(model, values, taken)

        self.patch(patched, "_find_desk", blind)
        second = self._submit(submit_token="two").current_appointment_id
        self.assertEqual((first.desk, second.desk), (1, 2))

    @mute_logger("odoo.sql_db")
    def test_helper_taken_unseen(self):
        """So is a helper; the next best goes."""
        first = self._submit(submit_token="one").current_appointment_id
        everybody = first.lead_id | self.c_a1_1 | self.c_a1_2
        self.patch(
            type(self.env["hcc.slot.finder"]),
            "_free_workers",
            lambda *args, **kwargs: everybody,
        )
        second = self._submit(submit_token="two").current_appointment_id
        self.assertEqual(second.lead_id, everybody - first.lead_id)
        with self.assertRaises(SlotTaken):
            self._submit(submit_token="three")

    def test_wish_waits_for_answer(self):
        request = self._submit(start=None, service_point_id=False, wish="Sáng thứ bảy")
        self.assertEqual(request.state, "waiting")
        self.assertEqual(request.answer_deadline, self.now + timedelta(hours=4))
        self.assertFalse(request.appointment_ids)
        self.assertFalse(request.outbox_ids)
        request.with_user(self.user_clerk)._answer_wish(AT_POINT, self.point_a1)
        self.assertEqual((request.state, request.start), ("booked", AT_POINT))
        self.assertFalse(request.answer_deadline)
        self.assertEqual(len(self._get_messages(request, "answered")), 1)
        self.assertEqual(request.service_point_id, self.point_a1)
        request._move(AT_POINT + timedelta(minutes=30))
        self.assertEqual(request.start, AT_POINT + timedelta(minutes=30))

    def test_home_visit(self):
        request = self._submit_home()
        self.assertEqual(request.home_decision, "pending")
        visit = request.current_appointment_id
        self.assertEqual(visit.helpers_needed, 1)
        self.assertIn(visit.lead_id, self.c_a1_2 | self.c_a1_3)

    def test_home_visit_in_evening_takes_two(self):
        visit = self._submit_home(start=IN_EVENING).current_appointment_id
        self.assertEqual(visit.helpers_needed, 2)
        self.assertEqual(
            visit.assignment_ids.collaborator_id, self.c_a1_2 | self.c_a1_3
        )
        self.assertEqual(
            sorted(visit.assignment_ids.mapped("role")), ["companion", "lead"]
        )
        self.assertFalse(visit.checkin_due)

    def test_home_visit_in_evening_with_call(self):
        self.env["ir.config_parameter"].set_param(
            "hcc_booking.evening_home_rule", "check_in_call"
        )
        visit = self._submit_home(start=IN_EVENING).current_appointment_id
        self.assertEqual(visit.helpers_needed, 1)
        self.assertEqual(visit.checkin_due, visit.stop + timedelta(minutes=15))
        visit.assignment_ids.with_user(self.env.user)._start(visit.start)
        visit._complete(visit.stop)
        visit.with_user(self.user_coordinator).action_check_in()
        self.assertEqual(visit.checked_in_at, self.now)

    def test_all_mistakes_at_once(self):
        with self.assertRaises(BookingError) as caught:
            self._submit_home(
                name=" ",
                phone="12",
                address="",
                email="no",
                birth_year="19x0",
                ward_id=0,
                consent_text_id=False,
                procedure_ids=self.procedure_point.ids,
                start=self.now - timedelta(days=1),
                description="x" * 10000,
                eid_level2="maybe",
            )
        self.assertEqual(
            set(caught.exception.errors),
            {
                "name",
                "phone",
                "address",
                "email",
                "birth_year",
                "ward_id",
                "consent_text_id",
                "place",
                "start",
                "description",
                "eid_level2",
            },
        )

    def test_odd_input(self):
        for changes, field in (
            ({"ward_id": "1; DROP"}, "ward_id"),
            ({"ward_id": 2**40}, "ward_id"),
            ({"procedure_ids": [2**31]}, "procedure_ids"),
            ({"service_point_id": self.point_b1.id}, "service_point_id"),
            ({"service_point_id": False}, "service_point_id"),
            ({"start": "tomorrow"}, "start"),
            ({"start": self.now + timedelta(minutes=5)}, "start"),
            ({"start": self.now + timedelta(days=80)}, "start"),
            ({"start": None, "wish": " "}, "wish"),
            ({"procedure_ids": [], "description": ""}, "description"),
            ({"name": "x" * 101}, "name"),
            ({"place": "moon"}, "place"),
            ({"on_behalf": True, "requester_phone": "1"}, "requester_phone"),
            ({"birth_year": "²⁰⁰⁰"}, "birth_year"),
            ({"submit_token": "x" * 500}, "submit_token"),
        ):
            with self.subTest(**changes), self.assertRaises(BookingError) as caught:
                self._submit(**changes)
            self.assertIn(field, caught.exception.errors)

    def test_script_and_control_characters(self):
        request = self._submit(
            name="Lan\x00 <script>", description="<script>alert(1)</script>\x00"
        )
        self.assertEqual(request.citizen_id.name, "Lan <script>")
        self.assertEqual(request.description, "<script>alert(1)</script>")

    def test_not_sure_what(self):
        request = self._submit(procedure_ids=[], description="Giấy tờ đất")
        self.assertEqual(request.state, "booked")
        self.assertEqual(
            request.with_context(lang="en_US").procedure_summary, "Not sure yet"
        )

    def test_on_behalf(self):
        request = self._submit(
            phone="",
            on_behalf=True,
            requester_relation="relative",
            requester_name="Trần Văn Nam",
            requester_phone="0987654321",
        )
        self.assertEqual(request.requester_id.phone, "+84987654321")
        self.assertFalse(request.citizen_id.phone)
        message = self._get_messages(request, "confirmed")
        self.assertEqual(message.citizen_id, request.requester_id)
        found = self.env["hcc.request"]._find_by_reference(
            request.reference.lower(), "0987 654 321"
        )
        self.assertEqual(found, request)
        for wrong in ("0912345678", "", "x"):
            self.assertFalse(
                self.env["hcc.request"]._find_by_reference(request.reference, wrong)
            )

    def test_relative_is_not_sent(self):
        self.env["hcc.collaborator.relative"].create(
            [
                {
                    "collaborator_id": self.c_a1_1.id,
                    "name": "Somebody",
                    "phone": "0912345678",
                },
                {"collaborator_id": self.c_a1_2.id, "name": "NGUYEN THI LAN"},
            ]
        )
        with self.assertRaises(SlotTaken):
            self._submit()

    def test_unqualified_is_not_sent(self):
        self.c_a1_1.qualification_ids.date_to = "2026-11-24"
        self.c_a1_2.qualification_ids.date_to = "2026-11-25"
        visit = self._submit().current_appointment_id
        self.assertEqual(visit.lead_id, self.c_a1_2, "the last day counts")
        with self.assertRaises(SlotTaken):
            self._submit(submit_token="two")
        with self.assertRaises(HelperNotFit):
            self._submit(submit_token="three", collaborator_id=self.c_a1_1.id)

    def test_fixed_helper(self):
        visit = self._submit(collaborator_id=self.c_a1_2.id).current_appointment_id
        self.assertEqual(visit.lead_id, self.c_a1_2)
        with self.assertRaises(SlotTaken):
            self._submit(submit_token="two", collaborator_id=self.c_a1_2.id)

    def test_clerk_books_in_own_wards(self):
        booking = self.env["hcc.booking"].with_user(self.user_clerk)
        values = self._values(channel="telephone")
        request = booking._submit(values)
        self.assertEqual(request.consent_ids.how, "telephone")
        known = request.citizen_id
        again = booking._submit(
            self._values(
                submit_token="again",
                channel="counter",
                citizen_id=known.id,
                name="",
                phone="",
                address="34 New street",
            )
        )
        self.assertEqual(again.citizen_id, known)
        self.assertEqual(known.address, "34 New street")
        with self.assertRaises(AccessError):
            booking._submit(
                self._values(
                    submit_token="b", ward_id=self.ward_b1.id, start=None, wish="x"
                )
                | {"service_point_id": False}
            )

    def test_unknown_person_of_clerk(self):
        other = self.env["hcc.citizen"].create(
            {"name": "Other", "ward_id": self.ward_b1.id}
        )
        with self.assertRaises(BookingError) as caught:
            self.env["hcc.booking"].with_user(self.user_clerk)._submit(
                self._values(citizen_id=other.id)
            )
        self.assertIn("citizen_id", caught.exception.errors)

    def test_public_books(self):
        public = self.env.ref("base.public_user")
        request = self.env["hcc.booking"].with_user(public)._submit(self._values())
        self.assertEqual(request.state, "booked")
        self.assertTrue(request.outbox_ids)

    def test_queries_do_not_grow_with_the_team(self):
        def count(token):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._submit_home(submit_token=token, start=AT_HOME)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count("warm")
        few = count("few")
        people = self.env["hcc.collaborator"].create(
            [
                self._prepare_collaborator("A1 More", f"{number}", self.team_a1, 9)
                for number in range(10, 30)
            ]
        )
        self.env["hcc.shift"].create(
            [
                {
                    "collaborator_id": person.id,
                    "start": AT_HOME - timedelta(hours=1),
                    "stop": AT_HOME + timedelta(hours=1),
                    "kind": "on_call",
                }
                for person in people
            ]
        )
        self.assertLessEqual(count("many"), few)
        with self.assertQueryCount(36):
            self._submit_home(submit_token="counted", start=AT_HOME)
