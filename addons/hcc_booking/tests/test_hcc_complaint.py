from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..exceptions import BookingError
from .complaint_common import ComplaintCase


@tagged("post_install", "-at_install")
class TestHccComplaint(ComplaintCase):
    # Receiving

    def test_money_is_answered_within_a_day(self):
        complaint = self._complain(kind="money_asked", text="")
        self.assertRegex(complaint.reference, r"^PA-[0-9A-Z]{4}-[0-9A-Z]{4}$")
        self.assertEqual(complaint.state, "received")
        self.assertEqual(complaint.deadline, self.now + timedelta(hours=24))

    def test_other_complaints_in_working_days(self):
        # Monday the 23rd; the 24th is a holiday: 25, 26, 27, 30, 1 December 17:00
        complaint = self._complain()
        self.assertEqual(complaint.deadline, datetime(2026, 12, 1, 10, 0))

    def test_deadlines_are_settings(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("hcc_booking.complaint_money_hours", "4")
        parameters.set_param("hcc_booking.complaint_days", "1")
        money = self._complain(kind="money_asked")
        self.assertEqual(money.deadline, self.now + timedelta(hours=4))
        self.assertEqual(self._complain().deadline, datetime(2026, 11, 25, 10, 0))

    def test_same_form_sent_twice_is_one_complaint(self):
        first = self._complain(submit_token="once")
        self.assertEqual(self._complain(submit_token="once"), first)

    def test_bad_input_is_named(self):
        with self.assertRaises(BookingError) as raised:
            self._complain(phone="12", text="x" * 4001, name="y" * 101)
        self.assertEqual(set(raised.exception.errors), {"phone", "text", "name"})

    def test_helpers_of_the_request_are_those_complained_of(self):
        complaint, helper = self._complain_of_visit()
        self.assertEqual(complaint.collaborator_ids, helper)
        self.assertEqual(complaint.barred_user_ids, helper.user_id)
        self.assertEqual(complaint.ward_id, self.ward_a1)

    def test_number_of_the_citizen_verifies(self):
        complaint, _helper = self._complain_of_visit(phone="0912345678")
        self.assertTrue(complaint.is_verified)
        other, _helper = self._complain_of_visit(phone="0912345679")
        self.assertFalse(other.is_verified)

    # Whose it is

    def test_nearest_coordinator_with_least_to_answer(self):
        first = self._complain()
        self.assertEqual(first.owner_id, self.coordinator_2)
        # the narrowest reach comes first, however much there is
        self.assertEqual(self._complain().owner_id, self.coordinator_2)
        elsewhere = self._complain(ward_id=self.ward_a2.id)
        self.assertEqual(elsewhere.owner_id, self.user_coordinator)

    def test_about_the_office_goes_to_an_administrator(self):
        complaint = self._complain(about="office")
        self.assertIn(complaint.owner_id, self.administrators)
        for user in (self.user_coordinator, self.coordinator_2, self.user_clerk):
            self.assertFalse(complaint.with_user(user).has_access("read"), user.name)
        with self.assertRaises(ValidationError):
            complaint.owner_id = self.coordinator_2
        # a coordinator of another branch is independent
        complaint.owner_id = self.user_coordinator_b
        self.assertTrue(complaint.with_user(self.user_coordinator_b).text)

    def test_helper_who_coordinates_never_owns(self):
        self._make_coordinator(self.user_collaborator)
        self._make_coordinator(
            self.user_collaborator, scope="ward", ward_id=self.ward_a1.id
        )
        complaint = self._complain(collaborator_ids=self.c_a1_1.ids)
        self.assertEqual(complaint.owner_id, self.coordinator_2)

    def test_last_one_left_is_an_administrator(self):
        users = self.coordinator_2 | self.user_coordinator
        complaint = self._complain(staff_user_ids=users.ids)
        self.assertIn(complaint.owner_id, self.administrators)
        alone = self._complain(staff_user_ids=(users | self.administrators).ids)
        self.assertFalse(alone.owner_id, "nobody is left: the row says so")

    def test_owner_is_never_the_one_complained_of_whoever_writes(self):
        complaint, helper = self._complain_of_visit()
        self._make_coordinator(helper.user_id)
        admin = complaint.with_user(self.user_administrator)
        for record in (complaint, admin, complaint.sudo()):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                record.write({"owner_id": helper.user_id.id})
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                record._write_guarded({"owner_id": helper.user_id.id})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.Complaint.sudo().create(
                {
                    "ward_id": self.ward_a1.id,
                    "deadline": self.now,
                    "collaborator_ids": helper.ids,
                    "owner_id": helper.user_id.id,
                }
            )
        self.assertEqual(complaint.owner_id, self.coordinator_2)

    def test_import_cannot_make_the_one_complained_of_the_owner(self):
        complaint, helper = self._complain_of_visit()
        self._make_coordinator(helper.user_id)
        for user in (self.user_administrator, self.env.user):
            result = self.Complaint.with_user(user).load(
                [".id", "owner_id/.id"],
                [[str(complaint.id), str(helper.user_id.id)]],
            )
            self.assertFalse(result["ids"])
            self.assertTrue(result["messages"])
        self.assertEqual(complaint.owner_id, self.coordinator_2)

    def test_owner_who_turns_out_to_be_the_helper_loses_it(self):
        complaint = self._complain(collaborator_ids=self.c_a2_1.ids)
        self.assertEqual(complaint.owner_id, self.coordinator_2)
        self.assertTrue(complaint.with_user(self.coordinator_2).has_access("read"))
        self.c_a2_1.user_id = self.coordinator_2
        self.assertEqual(complaint.owner_id, self.user_coordinator)
        self.assertFalse(complaint.with_user(self.coordinator_2).has_access("read"))

    def test_naming_the_owner_takes_the_complaint_away(self):
        complaint = self._complain()
        complaint.with_user(self.user_administrator).write(
            {"staff_user_ids": [(4, self.coordinator_2.id)]}
        )
        self.assertEqual(complaint.owner_id, self.user_coordinator)
        # and only an administrator takes a name off again
        named = complaint.with_user(self.user_coordinator)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            named.write({"staff_user_ids": [(5,)]})
        complaint.with_user(self.user_administrator).write({"staff_user_ids": [(5,)]})
        self.assertFalse(complaint.barred_user_ids)

    def test_clerk_or_helper_cannot_be_made_owner(self):
        complaint = self._complain()
        for user in (self.user_clerk, self.user_manager, self.user_portal):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                complaint.owner_id = user

    # Answering

    def test_from_receiving_to_closing(self):
        complaint, _helper = self._complain_of_visit(phone="0912 345 678")
        owned = complaint.with_user(self.coordinator_2)
        owned.action_begin()
        self.assertEqual(complaint.state, "in_progress")
        with self.assertRaises(UserError):
            owned.action_close()
        owned._answer("justified", "We are sorry; he has been talked to.")
        self.assertEqual(complaint.state, "answered")
        self.assertEqual(complaint.answered_by_id, self.coordinator_2)
        self.assertEqual(complaint.answered_at, self.now)
        owned.action_close()
        self.assertEqual(complaint.state, "closed")
        rows = self.env["hcc.journal"].search(
            [("model", "=", "hcc.complaint"), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(
            set(rows.mapped("action")),
            {
                "complaint_received",
                "complaint_begun",
                "complaint_answered",
                "complaint_closed",
            },
        )
        self.assertNotIn("shouted", str(rows.mapped("details")))

    def test_only_the_owner_or_an_administrator_answers(self):
        complaint = self._complain()
        with self.assertRaises(AccessError):
            complaint.with_user(self.user_coordinator)._answer("justified", "Yes")
        with self.assertRaises(AccessError):
            complaint.with_user(self.user_manager)._answer("justified", "Yes")
        with self.assertRaises(UserError):
            complaint.with_user(self.coordinator_2)._answer("justified", "  ")
        complaint.with_user(self.user_administrator)._answer("not_clear", "Words")
        self.assertEqual(complaint.state, "answered")

    def test_states_and_words_are_not_written_by_hand(self):
        complaint = self._complain().with_user(self.coordinator_2)
        for name, value in (
            ("state", "closed"),
            ("text", "other words"),
            ("deadline", "2030-01-01"),
            ("answer", "x"),
            ("reference", "PA-1"),
        ):
            with self.assertRaises(UserError):
                complaint.write({name: value})

    def test_form_of_the_answer(self):
        complaint = self._complain()
        form = (
            self.env["hcc.complaint.answer"]
            .with_user(self.coordinator_2)
            .create(
                {
                    "complaint_id": complaint.id,
                    "outcome": "partly",
                    "answer": "In part.",
                }
            )
        )
        form.action_confirm()
        self.assertEqual((complaint.outcome, complaint.answer), ("partly", "In part."))

    # Telling

    def test_messages_say_nothing_of_what_it_is_about(self):
        complaint, helper = self._complain_of_visit(
            kind="money_asked", phone="0912 345 678"
        )
        complaint.with_user(self.coordinator_2)._answer("justified", "Secret words")
        messages = complaint.message_ids
        self.assertEqual(
            set(messages.mapped("kind")), {"complaint_answered", "complaint_received"}
        )
        for message in messages:
            self.assertIn(complaint.reference, message.body)
            for word in ("Secret", "money", "tiền", helper.name, "Lan"):
                self.assertNotIn(word, message.body)
        self.assertFalse(messages.request_id, "not among those of the request")

    def test_nobody_is_told_without_a_number(self):
        complaint = self._complain()
        self.assertFalse(complaint.message_ids)

    def test_messages_are_the_owner_s(self):
        complaint = self._complain(phone="0912 345 678")
        message = complaint.message_ids
        self.assertEqual(message.to_phone, "+84912345678")
        for user in (self.user_clerk, self.user_coordinator, self.user_data_officer):
            self.assertFalse(message.with_user(user).has_access("read"), user.name)
        self.assertTrue(message.with_user(self.coordinator_2).has_access("read"))

    # Waiting for a hand

    def _rows(self, user, complaint):
        return (
            self.env["hcc.attention"]
            .with_user(user)
            .search([("complaint_id", "=", complaint.id)])
        )

    def test_owner_sees_what_waits_and_administrators_what_is_late(self):
        complaint = self._complain()
        row = self._rows(self.coordinator_2, complaint)
        self.assertEqual((row.kind, row.due), ("complaint", complaint.deadline))
        self.assertIn("Answer", row.summary)
        self.assertEqual(row.action_next()["res_id"], complaint.id)
        self.assertEqual(row.action_open_request()["res_model"], "hcc.complaint")
        others = (self.user_clerk, self.user_coordinator, self.user_administrator)
        for user in others:
            self.assertFalse(self._rows(user, complaint), user.name)
        with freeze_time(complaint.deadline + timedelta(minutes=1)):
            self.assertTrue(self._rows(self.user_administrator, complaint))
            self.assertFalse(self._rows(self.user_coordinator, complaint))
            complaint.with_user(self.coordinator_2)._answer("partly", "Words")
            self.assertFalse(self._rows(self.coordinator_2, complaint))

    def test_owner_of_another_branch_sees_it(self):
        complaint = self._complain(about="office")
        complaint.owner_id = self.user_coordinator_b
        self.assertTrue(self._rows(self.user_coordinator_b, complaint))
        self.assertFalse(self._rows(self.user_administrator, complaint))

    def test_answer_that_could_not_be_sent_is_told_by_the_owner(self):
        complaint = self._complain(phone="0912 345 678")
        owned = complaint.with_user(self.coordinator_2)
        owned._answer("justified", "Words")
        # no text message service: each message becomes a call
        for message in complaint.message_ids:
            message._deliver()
        self.assertEqual(set(complaint.message_ids.mapped("state")), {"to_call"})
        calls = self.env["hcc.attention"].search([("kind", "=", "call_citizen")])
        self.assertFalse(calls, "no call for the clerks")
        row = self._rows(self.coordinator_2, complaint)
        self.assertIn("tell the answer", row.summary)
        owned.action_told()
        self.assertFalse(self._rows(self.coordinator_2, complaint))
        self.assertEqual(complaint.told_at, self.now)
        self.assertEqual(set(complaint.message_ids.mapped("state")), {"done"})

    def test_orphans_find_a_new_owner(self):
        complaint = self._complain()
        role = self.coordinator_2.hcc_area_role_ids
        role.date_to = "2026-11-20"
        self.Complaint._cron_follow_up()
        self.assertEqual(complaint.owner_id, self.user_coordinator)

    # By a clerk

    def test_clerk_takes_it_down_and_does_not_follow_it(self):
        booked = self._submit()
        entry = (
            self.env["hcc.complaint.entry"]
            .with_user(self.user_clerk)
            .create(
                {
                    "request_id": booked.id,
                    "kind": "money_asked",
                    "text": "Asked for 50 000 đ",
                    "is_citizen": True,
                }
            )
        )
        shown = entry.action_confirm()["params"]["message"]
        complaint = self.Complaint.search([("reference", "=", entry.reference)])
        self.assertIn(complaint.reference, shown)
        self.assertIn(complaint.access_code, shown)
        self.assertEqual(complaint.ward_id, self.ward_a1)
        self.assertEqual(complaint.channel, "telephone")
        self.assertTrue(complaint.is_verified)
        self.assertFalse(complaint.with_user(self.user_clerk).has_access("read"))

    def test_clerk_of_another_ward_does_not(self):
        entry = (
            self.env["hcc.complaint.entry"]
            .with_user(self.user_clerk)
            .create({"ward_id": self.ward_b1.id, "text": "Words"})
        )
        with self.assertRaises(AccessError):
            entry.action_confirm()
