from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.addons.hcc_booking.exceptions import SlotTaken
from odoo.addons.hcc_booking.tests.common import AT_HOME, BookingCase


class TestTrainingToBooking(BookingCase):
    """Training gives the qualification, dispatch uses it; they meet nowhere else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = cls.env.ref("hcc_training.hcc_course_social")
        cls.course.validity_months = 12
        cls.procedure.qualification_type_id = cls.course.qualification_type_id
        # they held their roles a year ago, too
        users = cls.user_trainer | cls.user_coordinator
        users.hcc_area_role_ids.date_from = date(2025, 1, 1)

    def _train(self, day, *, passed=(), failed=(), absent=()):
        """Hold a session on the local day; return the attendances."""
        start = datetime(day.year, day.month, day.day, 1, 30)
        people = self.env["hcc.collaborator"].union(*passed, *failed, *absent)
        with freeze_time(start - timedelta(minutes=5)):
            session = (
                self.env["hcc.session"]
                .with_user(self.user_trainer)
                .create(
                    {
                        "course_id": self.course.id,
                        "branch_id": self.branch_a.id,
                        "place": "Room",
                        "start": start,
                    }
                )
            )
            session.action_open()
            attendances = session.with_user(self.user_coordinator)._enrol(people)
        attendances = attendances.with_user(self.user_trainer)
        with freeze_time(start + timedelta(hours=3)):
            for attendance in attendances:
                collaborator = attendance.sudo().collaborator_id
                if collaborator in absent:
                    attendance.action_absent()
                    continue
                attendance.action_present()
                if collaborator in passed:
                    attendance.action_pass()
                else:
                    attendance.action_fail()
            session.action_done()
        return attendances

    def _get_offered(self):
        """Return whom the finder offers for the home visit of Wednesday."""
        slots = self.env["hcc.slot.finder"]._find(self.ward_a1, "home", self.procedure)
        workers = {
            worker
            for slot in slots
            if slot.start == AT_HOME
            for worker in slot.worker_ids
        }
        free = self.env["hcc.slot.finder"]._free_workers(
            self.ward_a1,
            "home",
            None,
            AT_HOME,
            AT_HOME + timedelta(minutes=30),
            self.procedure,
        )
        self.assertEqual(workers, set(free.ids))
        return free.sudo(False)

    def test_nobody_before_the_training(self):
        self.assertFalse(self._get_offered())
        with self.assertRaises(SlotTaken):
            self._submit_home()

    def test_passing_counts_failing_and_absence_do_not(self):
        self._train(
            date(2026, 11, 24),
            passed=[self.c_a1_3],
            failed=[self.c_a1_2],
            absent=[self.c_a1_1],
        )
        self.assertEqual(self._get_offered(), self.c_a1_3)
        request = self._submit_home()
        self.assertEqual(
            request.current_appointment_id.assignment_ids.collaborator_id, self.c_a1_3
        )

    def test_last_valid_day_is_inclusive(self):
        self._train(date(2025, 11, 26), passed=[self.c_a1_3])
        self._train(date(2025, 11, 25), passed=[self.c_a1_2])
        self.assertEqual(
            self.c_a1_3.qualification_ids.filtered("date_to").date_to,
            date(2026, 11, 25),
        )
        self.assertEqual(self._get_offered(), self.c_a1_3)

    def test_result_taken_back(self):
        attendance = self._train(date(2026, 11, 23), passed=[self.c_a1_3])
        self.assertEqual(self._get_offered(), self.c_a1_3)
        visit = self._submit_home().current_appointment_id
        self.assertEqual(visit.lead_id, self.c_a1_3)
        attendance.session_id.action_reopen()
        attendance.action_undo_result()
        self.assertFalse(self._get_offered())
        # the visit that was promised with the helper waits for a hand
        self.assertEqual(visit.state, "booked")
        self.assertTrue(visit.needs_hand)

    def test_skills_alone_do_not_qualify(self):
        self.course = self.env.ref("hcc_training.hcc_course_communication")
        self._train(date(2026, 11, 24), passed=[self.c_a1_3])
        self.assertFalse(self._get_offered())
