from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..exceptions import HelperNotFit
from .common import BookingCase


@tagged("post_install", "-at_install")
class TestHccTrainingHooks(BookingCase):
    """Companions in training, the last valid day, procedures that change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.env["hcc.booking"]._submit(
            {
                "submit_token": "token-training",
                "ward_id": cls.ward_a1.id,
                "place": "home",
                "procedure_ids": cls.procedure.ids,
                "difficulty_travelling": True,
                "start": datetime(2026, 11, 25, 7, 0),
                "name": "Nguyễn Thị Lan",
                "phone": "0912 345 678",
                "address": "12 Test street",
                "consent_text_id": cls.consent_text.id,
                "channel": "web",
            }
        )
        cls.visit = cls.request.current_appointment_id
        cls.entry = cls.visit.assignment_ids
        cls.lead = cls.entry.collaborator_id
        cls.trainee = (cls.c_a1_2 | cls.c_a1_3) - cls.lead
        cls.trainee.qualification_ids.unlink()
        cls.as_coordinator = cls.visit.with_user(cls.user_coordinator)

    def _get_live(self, person=None):
        live = self.visit.assignment_ids.filtered("is_live")
        return live.filtered(lambda one: one.collaborator_id == person or not person)

    def _bring_along(self):
        self.entry.action_accept()
        entry = self.as_coordinator._assign(self.trainee).sudo()
        entry.action_accept()
        return entry

    def _finish(self):
        with freeze_time(self.visit.stop):
            self.entry._start(self.visit.start)
            self.entry._done()

    # ------------------------------------------------------------------
    # Companions in training
    # ------------------------------------------------------------------
    def test_in_training_comes_along_with_a_qualified_lead(self):
        entry = self._bring_along()
        self.assertEqual(entry.role, "companion")
        self.assertEqual(self.visit.lead_id, self.lead)

    def test_in_training_never_leads(self):
        with self.assertRaises(HelperNotFit):
            self.as_coordinator._reassign(self.entry, self.trainee)
        self.assertEqual(self._get_live().collaborator_id, self.lead)

    def test_not_along_with_a_lead_who_is_not_qualified_either(self):
        self._bring_along()
        self.lead.qualification_ids.unlink()
        live = self._get_live()
        # the lead is replaced by somebody qualified, or the visit is red
        if live.filtered(lambda entry: entry.role == "lead"):
            self.assertFalse(self.visit.needs_hand)
        else:
            self.assertTrue(self.visit.needs_hand)

    def test_alone_in_training_makes_the_visit_red(self):
        self._bring_along()
        people = self.env["hcc.collaborator"].search([]) - self.lead
        people.qualification_ids.unlink()
        self.entry.action_hand_back()
        self.assertEqual(self._get_live().collaborator_id, self.trainee)
        self.assertTrue(self.visit.needs_hand)

    def test_coordinator_sees_who_may_come_along(self):
        self.assertIn(self.trainee, self.as_coordinator._get_trainees())
        form = Form(
            self.env["hcc.reassign"]
            .with_user(self.user_coordinator)
            .with_context(
                default_appointment_id=self.visit.id, default_is_companion=True
            )
        )
        form.choice = str(self.trainee.id)
        form.save().action_confirm()
        self.assertEqual(self._get_live(self.trainee).role, "companion")
        # neither who goes already nor who is qualified
        self.assertFalse(self.as_coordinator._get_trainees() & self.lead)

    def test_in_training_keeps_the_other_rules(self):
        self.trainee.write({"state": "suspended"})
        with self.assertRaises(HelperNotFit):
            self.as_coordinator._assign(self.trainee)
        self.assertFalse(self.as_coordinator._get_trainees() & self.trainee)

    # ------------------------------------------------------------------
    # Practice
    # ------------------------------------------------------------------
    def test_done_visit_is_practice_to_be_signed_by_the_lead(self):
        self._bring_along()
        self._finish()
        practice = self.env["hcc.practice.visit"].search(
            [("collaborator_id", "=", self.trainee.id)]
        )
        self.assertRecordValues(
            practice,
            [
                {
                    "mentor_id": self.lead.id,
                    "day": date(2026, 11, 25),
                    "reference": f"{self.visit.reference}, 25/11/2026 14:00",
                    "state": "to_sign",
                }
            ],
        )
        practice.with_user(self.lead.user_id).action_sign()
        self.assertEqual(practice.state, "signed")

    def test_no_practice_for_those_who_are_qualified(self):
        self.env["hcc.qualification"].create(
            {
                "collaborator_id": self.trainee.id,
                "type_id": self.type_basic.id,
                "date_from": date(2026, 1, 1),
            }
        )
        self._bring_along()
        self._finish()
        self.assertFalse(self.env["hcc.practice.visit"].search([]))

    def test_no_practice_without_a_companion(self):
        self.entry.action_accept()
        self._finish()
        self.assertFalse(self.env["hcc.practice.visit"].search([]))

    # ------------------------------------------------------------------
    # The last valid day
    # ------------------------------------------------------------------
    def _get_reasons(self):
        return self.env["hcc.assignment"]._get_misfit_reasons([(self.visit, self.lead)])

    def test_last_valid_day_is_the_day_in_hanoi(self):
        # 23:30 to 24:00 in Hanoi on the 25th, and half an hour later
        held = self.lead.qualification_ids
        held.date_to = date(2026, 11, 25)
        self.env["hcc.shift"].create(
            {
                "collaborator_id": self.lead.id,
                "state": "published",
                "kind": "on_call",
                "start": datetime(2026, 11, 25, 14, 0),
                "stop": datetime(2026, 11, 25, 19, 0),
            }
        )
        for start, is_fit in (
            (datetime(2026, 11, 25, 16, 30), True),
            (datetime(2026, 11, 25, 16, 31), False),
            (datetime(2026, 11, 25, 17, 0), False),
        ):
            with self.subTest(start=start):
                self.visit.invalidate_recordset()
                visit = self.env["hcc.appointment"].new(
                    origin=self.visit,
                    values={"start": start, "stop": start + timedelta(minutes=30)},
                )
                visit.request_id = self.request
                held_then = self.env["hcc.assignment"]._get_qualified_of(
                    [(visit, self.lead)]
                )
                self.assertEqual(bool(held_then), is_fit)

    def test_after_the_last_day_assigning_refuses(self):
        self.lead.qualification_ids.date_to = date(2026, 11, 24)
        self.assertNotEqual(self._get_live().collaborator_id, self.lead)
        with self.assertRaises(HelperNotFit):
            self.env["hcc.assignment"].create(
                {
                    "appointment_id": self.visit.id,
                    "collaborator_id": self.lead.id,
                    "role": "lead",
                }
            )

    # ------------------------------------------------------------------
    # A procedure that changes
    # ------------------------------------------------------------------
    def _require(self, day):
        procedure = self.procedure.with_user(self.user_administrator)
        return procedure._require_refresher(day, "The paper is new")

    def test_refresher_keeps_visits_and_shows_them_when_near(self):
        with freeze_time("2026-11-10 02:00:00"):
            self._require(date(2026, 11, 24))
            self.env.flush_all()
            # the helper may renew in time: nothing is taken away
            self.assertEqual(self._get_live().collaborator_id, self.lead)
            rows = self.env["hcc.attention"].with_user(self.user_coordinator)
            domain = [("kind", "=", "qualification_ending")]
            self.assertFalse(rows.search(domain))
        with freeze_time("2026-11-19 02:00:00"):
            row = rows.search(domain)
            self.assertEqual(row.assignment_id, self.entry)
            self.assertIn(self.lead.name, row.summary)
            self.assertEqual(row.action_next()["res_model"], "hcc.reassign")
            self.env["hcc.qualification"].create(
                {
                    "collaborator_id": self.lead.id,
                    "type_id": self.type_basic.id,
                    "date_from": date(2026, 11, 19),
                    "date_to": date(2027, 11, 18),
                }
            )
            self.env.flush_all()
            self.assertFalse(rows.search(domain))

    def test_refresher_counts_in_assigning(self):
        self.assertFalse(self._get_reasons())
        self._require(date(2026, 11, 25))
        self.assertFalse(self._get_reasons())
        self.env.cr.execute(
            "UPDATE hcc_qualification SET refresher_due = NULL, last_day = date_to"
        )
        self.env.invalidate_all()
        self._require(date(2026, 11, 24))
        self.assertIn("no valid qualification", self._get_reasons().popitem()[1])
        self.assertFalse(self.visit._candidates() & self.lead)

    def test_who_requires_a_refresher(self):
        for user in (self.user_coordinator, self.user_trainer, self.user_collaborator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.procedure.with_user(user)._require_refresher(
                    date(2026, 12, 1), "New"
                )
        self.procedure.qualification_type_id = False
        with self.assertRaisesRegex(UserError, "asks for no qualification"):
            self._require(date(2026, 12, 1))

    def test_form_of_a_changed_procedure(self):
        action = self.procedure.with_user(self.user_administrator)
        action = action.action_refresher_form()
        form = Form(
            self.env["hcc.procedure.change"]
            .with_user(self.user_administrator)
            .with_context(**action["context"])
        )
        form.words = "The paper is new"
        self.assertGreater(form.holder_count, 2)
        form.save().action_confirm()
        self.assertEqual(self.type_basic.refresher_due, date(2026, 12, 23))
        self.assertEqual(self.type_basic.refresher_words, "The paper is new")
