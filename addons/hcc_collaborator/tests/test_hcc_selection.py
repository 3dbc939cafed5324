from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import NOW, TODAY
from .selection_common import SelectionCase

INTERVIEW = datetime(2026, 11, 26, 2, 0)


class TestDecision(SelectionCase):
    def _decide(self, decision, user=None, reason="Fits well"):
        form = (
            self.env["hcc.selection.decision"]
            .with_user(user or self.user_coordinator)
            .with_context(default_collaborator_id=self.applicant.id)
            .create({"decision": decision, "reason": reason})
        )
        form.action_confirm()

    def test_taking_in(self):
        self._make_ready()
        self._decide("approved")
        person = self.applicant
        self.assertEqual(person.state, "approved")
        self.assertEqual(person.badge_number, "CTV-T-A1-04")
        self.assertEqual(person.decided_by_id, self.user_coordinator)
        self.assertEqual(person.decided_at, NOW)
        self.assertEqual(person.decision_reason, "Fits well")
        self.assertIn("state", self._journaled(person))
        told = self._notices(person).filtered(lambda n: n.kind == "application_changed")
        self.assertIn("CTV-T-A1-04", told.body)
        self.assertNotIn("Fits well", told.body, "the reason is for the file")

    def test_not_before_scores_and_documents_are_there(self):
        person = self.applicant.with_user(self.user_coordinator)
        with self.assertRaisesRegex(UserError, "0 of 2"):
            self._decide("approved")
        self._score_enough()
        with self.assertRaisesRegex(UserError, "Identity card"):
            self._decide("approved")
        # not by another way either
        with self.assertRaisesRegex(UserError, "Identity card"):
            person.write({"state": "approved", "decision_reason": "Quick"})
        with self.assertRaisesRegex(UserError, "reason"):
            person.write({"state": "approved"})
        self._see_documents()
        person.write({"state": "approved", "decision_reason": "Quick"})
        self.assertEqual(person.decided_by_id, self.user_coordinator)

    def test_administrators_are_held_to_the_same(self):
        person = self.applicant.with_user(self.user_administrator)
        with self.assertRaises(UserError):
            person.write({"state": "approved", "decision_reason": "I say so"})

    def test_declining_needs_no_scores_but_a_reason(self):
        with self.assertRaises(UserError):
            self.applicant.write({"state": "rejected", "decision_reason": " "})
        self._decide("rejected", reason="Lives too far away")
        person = self.applicant
        self.assertEqual(person.state, "rejected")
        self.assertEqual(person.application_closed_at, NOW)
        self.assertFalse(person.badge_number)
        told = self._notices(person)
        self.assertEqual(told.kind, "application_changed")
        self.assertNotIn("far", told.body)
        # a "no" is the end of this application
        with self.assertRaises(UserError):
            person.action_screen()

    def test_nobody_decides_on_a_relative(self):
        self._make_ready()
        self.applicant.relative_ids = [
            Command.create({"name": self.user_coordinator.name})
        ]
        with self.assertRaises(UserError):
            self._decide("approved")
        with self.assertRaises(UserError):
            self._decide("rejected")

    def test_decided_in_the_own_area_alone(self):
        for user in (self.user_coordinator_b, self.user_clerk, self.user_trainer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._decide("rejected", user=user)
        self.assertEqual(self.applicant.state, "applied")

    def test_conflicts_are_shown_at_the_decision(self):
        self.applicant.conflict_ids = [
            Command.create({"kind": "business", "words": "My uncle's shop"})
        ]
        form = (
            self.env["hcc.selection.decision"]
            .with_user(self.user_coordinator)
            .with_context(default_collaborator_id=self.applicant.id)
            .create({"decision": "approved", "reason": "Why"})
        )
        self.assertEqual(form.conflict_ids.mapped("words"), ["My uncle's shop"])
        self.assertEqual(form.missing_strict_ids, self.strict)
        self.assertEqual(form.gap, 7)

    def test_form_view(self):
        Wizard = self.env["hcc.selection.decision"].with_user(self.user_coordinator)
        with Form(
            Wizard.with_context(default_collaborator_id=self.applicant.id)
        ) as form:
            form.decision = "rejected"
            form.reason = "Why"
        form.save().action_confirm()
        self.assertEqual(self.applicant.state, "rejected")


class TestDocuments(SelectionCase):
    def test_who_saw_it_is_who_enters_it(self):
        document = (
            self.env["hcc.collaborator.document"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "collaborator_id": self.applicant.id,
                    "type_id": self.strict[0].id,
                    "seen_by_id": self.user_administrator.id,
                }
            )
        )
        self.assertEqual(document.seen_by_id, self.user_coordinator)
        self.assertEqual(document.seen_on, TODAY)
        with self.assertRaises(AccessError):
            document.write({"seen_on": "2026-01-01"})
        self.assertIn("document_seen", self._journaled(self.applicant))
        document.unlink()
        self.assertIn("document_removed", self._journaled(self.applicant))

    def test_validity(self):
        record = self.env.ref("hcc_collaborator.document_type_criminal_record")
        self._see_documents(types=record)
        document = self.applicant.document_ids
        self.assertEqual(document.date_to, date(2027, 11, 22))
        with self.assertRaises(ValidationError):
            self.env["hcc.collaborator.document"].create(
                {
                    "collaborator_id": self.applicant.id,
                    "type_id": record.id,
                    "seen_on": "2026-11-24",
                }
            )
        with freeze_time("2027-11-22 10:00:00"):
            self.assertNotIn(record, self.applicant._get_missing_documents())
            self.assertNotIn(
                record, self.applicant._get_missing_documents()[self.applicant]
            )
        # midnight in Hanoi, not in Greenwich
        with freeze_time("2027-11-22 17:30:00"):
            self.assertIn(
                record, self.applicant._get_missing_documents()[self.applicant]
            )

    def test_per_category(self):
        student = self.env.ref("hcc_collaborator.document_type_student")
        self.assertNotIn(student, self.applicant.missing_strict_ids)
        self.applicant.category = "student"
        self.assertIn(student, self.applicant.missing_strict_ids)

    def test_permissive_ones_remind(self):
        health = self.env.ref("hcc_collaborator.document_type_health")
        self.assertEqual(self.applicant.missing_other_ids, health)
        self._make_ready()
        self.applicant.write({"state": "approved", "decision_reason": "Fits"})
        told = self._notices(self.applicant).filtered(
            lambda n: n.kind == "document_missing"
        )
        self.assertIn(health.name, told.body)

    def test_one_that_ran_out_stops_the_start(self):
        self._make_ready()
        self.applicant.write({"state": "approved", "decision_reason": "Fits"})
        with freeze_time(NOW + timedelta(days=400)):
            with self.assertRaisesRegex(UserError, "Criminal record"):
                self.applicant.action_activate()
            self._see_documents(
                types=self.env.ref("hcc_collaborator.document_type_criminal_record")
            )
            self.applicant.action_activate()
        self.assertEqual(self.applicant.state, "active")

    def test_who_came_from_a_list_is_not_stopped(self):
        self.c_a1_2.action_suspend()
        self.c_a1_2.action_activate()
        self.assertEqual(self.c_a1_2.state, "active")

    def test_reminded_before_one_runs_out(self):
        self._make_ready()
        self.applicant.write({"state": "approved", "decision_reason": "Fits"})
        before = self._notices(self.applicant)
        self.env["hcc.collaborator"]._cron_remind_documents()
        self.assertEqual(self._notices(self.applicant), before, "not yet")
        with freeze_time(NOW + timedelta(days=340)):
            self.env["hcc.collaborator"]._cron_remind_documents()
            self.env["hcc.collaborator"]._cron_remind_documents()
        told = self._notices(self.applicant) - before
        self.assertEqual(len(told), 1, "once")
        self.assertIn("Criminal record", told.body)

    def test_missing_documents_of_many_cost_the_same(self):
        people = self.applicant | self.c_a1_1 | self.c_a1_2 | self.c_b1_1
        people._get_missing_documents()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            people._get_missing_documents()


class TestInterview(SelectionCase):
    def _plan(self, **changes):
        values = {
            "collaborator_id": self.applicant.id,
            "start": INTERVIEW,
            "place": "Ward office A1, room 2",
            "interviewer_ids": (self.user_coordinator | self.user_trainer).ids,
        }
        Interview = self.env["hcc.interview"].with_user(self.user_coordinator)
        return Interview.create({**values, **changes})

    def test_calendar_shows_the_reference_alone(self):
        interview = self._plan()
        event = interview.calendar_event_id.sudo()
        self.assertEqual(event.name, self.applicant.application_reference)
        self.assertEqual((event.start, event.stop), (INTERVIEW, interview.stop))
        partners = (self.user_coordinator | self.user_trainer).partner_id
        self.assertEqual(event.partner_ids, partners)
        shown = f"{event.name} {event.location} {event.description or ''}"
        for personal in (self.applicant.name, self.applicant.phone, "one@example.com"):
            self.assertNotIn(personal, shown)
        self.assertFalse(self.env["mail.mail"].search([("model", "=", event._name)]))

    def test_moving_it(self):
        interview = self._plan()
        event = interview.calendar_event_id
        self.assertIn("09:00", self._notices(self.applicant).body)
        interview.start = INTERVIEW + timedelta(hours=3)
        self.assertEqual(interview.calendar_event_id, event)
        self.assertEqual(event.sudo().start, INTERVIEW + timedelta(hours=3))
        self.assertEqual(event.sudo().stop, INTERVIEW + timedelta(hours=3, minutes=30))
        # there and back again: told of each
        interview.start = INTERVIEW
        told = self._notices(self.applicant)
        self.assertEqual(len(told), 3)
        self.assertIn("12:00", told[1].body)

    def test_one_at_a_time(self):
        self._plan()
        with self.assertRaises(UserError):
            self._plan()
        # and of two at once the database refuses one
        self.patch(
            type(self.env["hcc.interview"]), "_check_none_planned", lambda *args: None
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._plan()

    def test_held(self):
        interview = self._plan()
        interview.action_done()
        self.assertEqual(self.applicant.state, "interviewed")
        with self.assertRaises(UserError):
            interview.place = "Elsewhere"
        with self.assertRaises(UserError):
            interview.state = "planned"

    def test_called_off(self):
        interview = self._plan()
        event = interview.calendar_event_id
        interview.action_cancel()
        self.assertFalse(event.exists())
        self.assertIn("does not take place", self._notices(self.applicant)[-1].body)
        self.assertEqual(self.applicant.state, "applied")
        self._plan()

    def test_decision_and_withdrawal_empty_the_calendar(self):
        interview = self._plan()
        self.applicant._withdraw()
        self.assertEqual(interview.state, "cancelled")
        self.assertFalse(interview.calendar_event_id)

    def test_where_it_is(self):
        for place, link in ((False, False), (False, "javascript:alert(1)")):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self._plan(place=place, link=link)
        self._plan(place=False, link="https://meet.example.com/a")

    def test_only_applicants(self):
        with self.assertRaises(UserError):
            self._plan(collaborator_id=self.c_a1_1.id)
        with self.assertRaises(AccessError):
            self._plan(collaborator_id=self.c_b1_1.id)
        with self.assertRaises(AccessError):
            self.env["hcc.interview"].with_user(self.user_trainer).create(
                {
                    "collaborator_id": self.applicant.id,
                    "start": INTERVIEW,
                    "place": "x",
                }
            )
        self._plan()
        trainers = self.env["hcc.interview"].with_user(self.user_trainer)
        self.assertEqual(len(trainers.search([])), 1, "led by them too")
        clerks = self.env["hcc.interview"].with_user(self.user_clerk)
        self.assertFalse(clerks.search([]))
