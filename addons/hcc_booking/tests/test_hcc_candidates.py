from datetime import date, timedelta

from odoo.tests import tagged

from ..models.hcc_slot_input import Visit
from .common import AT_HOME, AT_POINT, BookingCase


@tagged("post_install", "-at_install")
class TestHccCandidates(BookingCase):
    """Who could go is asked for many visits at once, and answered as for one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.env["hcc.collaborator"].create(
            [
                cls._prepare_collaborator(f"Q{number}", f"{number}", team, number)
                | {"phone": f"+849120004{number}"}
                for number, team in ((61, cls.team_a1), (62, cls.team_a1))
            ]
        )
        cls.first, cls.second = people
        cls.type_social = cls.env.ref("hcc_collaborator.qualification_type_social")
        cls.start = AT_HOME - timedelta(hours=1)
        cls.stop = AT_HOME + timedelta(days=12)
        cls.env["hcc.shift"].create(
            [
                {
                    "collaborator_id": person.id,
                    "start": cls.start + timedelta(days=day),
                    "stop": cls.start + timedelta(days=day, hours=7),
                    "kind": "on_call",
                    "branch_wide": person == cls.c_a2_1,
                }
                for person in (cls.c_a1_1, cls.first, cls.second, cls.c_a2_1)
                for day in range(1, 12)
            ]
        )

    def _book_days(self, days):
        """Visits of one helper, at home, one on each of these days."""
        now = AT_HOME - timedelta(days=1)
        requests = self.env["hcc.request"]
        for day in days:
            requests |= self.env["hcc.booking"]._submit(
                self._home_values(
                    submit_token=f"day-{day}",
                    start=AT_HOME + timedelta(days=day),
                    phone=f"09120005{day:02d}",
                    collaborator_id=self.c_a1_1.id,
                ),
                now=now,
            )
        return requests

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_preview_asks_as_much_for_ten_visits_as_for_two(self):
        self._book_days(range(1, 11))
        illness = self.env["hcc.booking"]

        def preview(days):
            rows = illness._ill_preview(
                self.c_a1_1, self.start, AT_HOME + timedelta(days=days, hours=1)
            )
            self.assertEqual(len(rows), days)
            self.assertTrue(all(row["candidate_ids"] for row in rows))

        for days in (2, 10):  # what is read once for ever is read now
            self._count(lambda days=days: preview(days))
        few, many = self._count(lambda: preview(2)), self._count(lambda: preview(10))
        # a small cache may need one more, to see a visit outside of the span
        self.assertLessEqual(many, few)
        self.assertLess(many, 40)

    def test_many_are_answered_as_one(self):
        requests = self._book_days((1, 2, 3))
        requests |= self._submit(submit_token="point")
        requests[0].citizen_id.phone = "+84912000461"
        self.first.phone = "+84912000461"
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.second.id,
                "start": requests[1].start,
                "stop": requests[1].start + timedelta(hours=1),
            }
        )
        visits = requests.current_appointment_id
        alone = {visit.id: visit._candidates() for visit in visits}
        self.assertEqual(visits._get_candidates(), alone)
        self.assertEqual(
            list(alone.values()),
            [
                self.second | self.c_a2_1,
                self.first | self.c_a2_1,
                self.first | self.second | self.c_a2_1,
                (self.c_a1_1 | self.c_a1_2) - visits[3].lead_id,
            ],
        )
        self.assertEqual(visits.browse()._get_candidates(), {})

    def test_finder_answers_many_as_one(self):
        requests = self._book_days((1, 2))
        finder = self.env["hcc.slot.finder"]
        anywhere = self.env["hcc.service.point"]
        asked = [
            (self.ward_a1, "home", anywhere, AT_HOME, requests[0].assignment_ids),
            (self.ward_a1, "home", anywhere, requests[0].start, None),
            (
                self.ward_a1,
                "home",
                anywhere,
                requests[0].start,
                requests.assignment_ids,
            ),
            (self.ward_a1, "point", anywhere, AT_POINT, None),
            (self.ward_a1, "point", self.point_a1, AT_POINT, None),
            (self.ward_a2, "home", anywhere, requests[1].start, None),
            (self.ward_b1, "home", anywhere, AT_HOME, None),
            (self.ward_b1, "point", anywhere, AT_HOME - timedelta(days=3), None),
        ]
        half = timedelta(minutes=30)
        single = [
            finder._free_workers(
                ward, place, point, start, start + half, self.procedure, exclude
            )
            for ward, place, point, start, exclude in asked
        ]
        batch = finder._free_workers_batch(
            [
                Visit(
                    ward=ward,
                    place=place,
                    point=point,
                    procedures=self.procedure,
                    minutes=30,
                    start=start,
                    stop=start + half,
                    exclude=exclude,
                )
                for ward, place, point, start, exclude in asked
            ]
        )
        self.assertEqual([people.ids for people in batch], [p.ids for p in single])
        self.assertGreaterEqual(len({tuple(people.ids) for people in batch}), 5)
        self.assertFalse(finder._free_workers_batch([]))

    def test_proposals_leave_time_for_the_way(self):
        (self.second | self.c_a2_1).action_suspend()
        first = self._book_days((1,))
        second = self.env["hcc.booking"]._submit(
            self._home_values(
                submit_token="next",
                start=first.start + timedelta(minutes=60),
                collaborator_id=self.c_a1_1.id,
            )
        )
        self.env["ir.config_parameter"].set_param("hcc_booking.travel_buffer", "40")
        rows = self.env["hcc.booking"]._ill_preview(self.c_a1_1, self.start, self.stop)
        self.assertEqual(
            [(row["reference"], row["proposed_id"]) for row in rows],
            [(first.reference, self.first.id), (second.reference, False)],
        )

    def test_illness_is_entered_in_one_piece(self):
        requests = self._book_days((1, 2))
        visits = type(requests.current_appointment_id)
        original = visits._fill

        def fill(visit, first=None):
            if visit == requests[1].current_appointment_id:
                raise ZeroDivisionError("stop")
            return original(visit, first)

        self.patch(visits, "_fill", fill)
        with self.assertRaises(ZeroDivisionError):
            self.env["hcc.booking"]._ill(self.c_a1_1, self.start, self.stop)
        self.assertEqual(requests.assignment_ids.mapped("state"), ["offered"] * 2)
        self.assertFalse(
            self.env["hcc.absence"].search([("collaborator_id", "=", self.c_a1_1.id)])
        )

    def test_finder_and_check_ask_for_the_same(self):
        """Not knowing the procedure asks both for the basics, and alike after."""
        request = self._submit_home(
            procedure_ids=[], description="Giấy tờ", collaborator_id=self.c_a1_2.id
        )
        visit = request.current_appointment_id
        finder, entries = self.env["hcc.slot.finder"], self.env["hcc.assignment"]

        def answers():
            free = finder._free_workers(
                visit.ward_id,
                "home",
                visit.service_point_id,
                visit.start,
                visit.stop,
                request.procedure_ids,
            )
            misfits = entries._get_misfit_reasons([(visit, self.c_a1_3)])
            return self.c_a1_3 in free, not misfits

        self.assertEqual(answers(), (True, True))
        basic = self.c_a1_3.qualification_ids
        basic.date_to = date(2026, 11, 24)
        self.assertEqual(answers(), (False, False))
        basic.date_to = date(2026, 11, 25)
        self.assertEqual(answers(), (True, True), "the last day is a valid day")
        self.patch(
            type(finder), "_get_qualification_types", lambda *args: self.type_social
        )
        self.assertEqual(answers(), (False, False))
        self.env["hcc.qualification"].create(
            {
                "collaborator_id": self.c_a1_3.id,
                "type_id": self.type_social.id,
                "date_from": date(2026, 1, 1),
            }
        )
        self.assertEqual(answers(), (True, True))
