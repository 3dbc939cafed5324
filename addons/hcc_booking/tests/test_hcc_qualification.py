from datetime import date

from odoo.tests import tagged

from .common import BookingCase


@tagged("post_install", "-at_install")
class TestHccQualification(BookingCase):
    """Whose qualification ends loses the coming visits that need it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.env["hcc.booking"]._submit(
            {
                "submit_token": "token-qualification",
                "ward_id": cls.ward_a1.id,
                "place": "home",
                "procedure_ids": cls.procedure.ids,
                "difficulty_travelling": True,
                "start": cls.shifts[2].start.replace(hour=7),
                "name": "Nguyễn Thị Lan",
                "phone": "0912 345 678",
                "address": "12 Test street",
                "consent_text_id": cls.consent_text.id,
                "channel": "web",
            }
        )
        cls.visit = cls.request.current_appointment_id
        cls.entry = cls.visit.assignment_ids
        cls.held = cls.entry.collaborator_id.qualification_ids

    def test_ends_before_the_visit(self):
        start = self.visit.start
        self.held.with_user(self.user_coordinator).date_to = date(2026, 11, 24)
        self.assertEqual(self.entry.state, "declined")
        self.assertEqual(self.entry.reason, "The qualification has ended.")
        live = self.visit.assignment_ids.filtered("is_live")
        self.assertEqual(len(live), 1)
        self.assertNotEqual(live.collaborator_id, self.entry.collaborator_id)
        self.assertEqual(self.visit.start, start)

    def test_accepted_visit_is_handed_back_too(self):
        self.entry.action_accept()
        self.held.unlink()
        self.assertEqual(self.entry.state, "released")

    def test_ends_with_the_day_of_the_visit(self):
        self.held.date_to = date(2026, 11, 25)
        self.assertEqual(self.entry.state, "offered")

    def test_another_qualification_covers_the_day(self):
        self.held.copy({"date_from": date(2026, 11, 20)})
        self.held.date_to = date(2026, 11, 21)
        self.assertEqual(self.entry.state, "offered")

    def test_what_nobody_can_take_stays_promised_and_red(self):
        people = self.env["hcc.collaborator"].search([])
        people.qualification_ids.date_to = date(2026, 11, 24)
        self.assertEqual(self.visit.state, "booked")
        self.assertFalse(self.visit.assignment_ids.filtered("is_live"))
        self.assertTrue(self.visit.needs_hand)

    def test_a_reference_changes_nothing(self):
        self.held.reference = "12/QĐ"
        self.assertEqual(self.entry.state, "offered")
