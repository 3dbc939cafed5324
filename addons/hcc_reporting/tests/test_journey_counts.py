from datetime import date, datetime

from freezegun import freeze_time

from odoo.addons.hcc_booking.tests.common import BookingCase

DOSSIER = {"code": "H26.19-261125-0001", "filed_online": True}


class TestJourneyCounts(BookingCase):
    """A request goes its way through the methods of booking, and is counted."""

    def _get_day(self, day):
        self.env["hcc.kpi.rollup"]._fold()
        return self.env["hcc.kpi.report"]._figures(
            [("ward_id", "=", self.ward_a1.id), ("day", "=", day)]
        )[0]

    def _do_visit(self, request, dossiers):
        """The helper accepts, starts, records dossiers and ends the visit."""
        visit = request.current_appointment_id
        entry = visit.assignment_ids.filtered("is_live")[:1]
        with freeze_time(visit.start):
            entry.action_accept()
            entry.action_start()
            visit._record_dossiers(dossiers)
        with freeze_time(visit.stop):
            entry.action_done()
        return visit

    def test_from_booking_to_rating(self):
        request = self._submit()
        today = date(2026, 11, 25)
        self.assertEqual(self._get_day(today)["assists"], 0)
        dossier = {**DOSSIER, "procedure_id": self.procedure.id, "outcome": "filed"}
        visit = self._do_visit(request, [dossier])
        figures = self._get_day(today)
        self.assertEqual(figures["assists"], 1)
        self.assertEqual(figures["citizens"], 1)
        self.assertEqual(figures["success_rate"], 0.0)
        self.assertEqual(figures["response_rate"], 0.0)
        self.assertIsNone(figures["satisfaction_rate"])
        # Days later the outcome and the rating are known: the day stays.
        with freeze_time(datetime(2026, 11, 30, 3, 0)):
            visit.dossier_ids._set_outcome("accepted")
            request._submit_rating(4)
        figures = self._get_day(today)
        self.assertEqual(figures["success_rate"], 1.0)
        self.assertEqual(figures["satisfaction_rate"], 1.0)
        self.assertEqual(figures["response_rate"], 1.0)
        self.assertEqual(figures["rating_mean"], 4.0)
        self.assertEqual(self._get_day(date(2026, 11, 30))["ratings"], 0)

    def test_walk_in_before_midnight(self):
        """23:30 in Hanoi: the day is still the 25th, in UTC and here."""
        for at, code in (
            (datetime(2026, 11, 25, 16, 30), "0001"),
            (datetime(2026, 11, 25, 17, 30), "0002"),
        ):
            self.env["hcc.booking"]._register_walk_in(
                {
                    "submit_token": f"walk-in-{code}",
                    "service_point_id": self.point_a1.id,
                    "collaborator_id": self.c_a1_1.id,
                    "procedure_ids": self.procedure.ids,
                    "dossiers": [
                        {
                            "code": f"H26.19-261125-{code}",
                            "procedure_id": self.procedure.id,
                            "filed_online": True,
                            "outcome": "accepted",
                        }
                    ],
                },
                at=at,
            )
        for day in (25, 26):
            figures = self._get_day(date(2026, 11, day))
            self.assertEqual(figures["assists"], 1)
            self.assertEqual(figures["requests"], 1)
            self.assertEqual(figures["dossiers_successful"], 1)
            self.assertEqual((figures["citizens"], figures["rateable"]), (0, 0))

    def test_visit_that_is_closed_on_a_later_day(self):
        """It counts on the day it ended, not on the day somebody said so."""
        visit = self._submit().current_appointment_id
        entry = visit.assignment_ids.filtered("is_live")[:1]
        with freeze_time(visit.start):
            entry.action_accept()
            entry.action_start()
        with freeze_time(datetime(2026, 11, 27, 1, 0)):
            entry.action_done()
        self.assertEqual(self._get_day(date(2026, 11, 25))["assists"], 1)
        self.assertEqual(self._get_day(date(2026, 11, 27))["assists"], 0)

    def test_cancelled_and_missed_visits_do_not_count(self):
        cancelled = self._submit()
        missed = self._submit_home()
        cancelled._cancel("Ill")
        with freeze_time(missed.current_appointment_id.stop):
            missed.current_appointment_id._mark_no_show()
        self.assertEqual(self._get_day(date(2026, 11, 25))["assists"], 0)

    def test_return_visit_counts_again(self):
        request = self._submit()
        self._do_visit(request, [])
        with freeze_time(datetime(2026, 11, 25, 2, 45)):
            request._return_visit(datetime(2026, 11, 25, 3, 30))
        self.assertEqual(self._get_day(date(2026, 11, 25))["rateable"], 0)
        self._do_visit(request, [])
        figures = self._get_day(date(2026, 11, 25))
        self.assertEqual(figures["assists"], 2)
        self.assertEqual(figures["requests"], 1)
        self.assertEqual(figures["rateable"], 1)
