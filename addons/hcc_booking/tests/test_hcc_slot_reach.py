from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..exceptions import HelperNotFit
from .roster_common import HOLIDAY, MONDAY, WEDNESDAY, RosterCase

#: 11 km north of the centre of ward A1: 65 minutes by motorbike, 10 included
FAR = (21.13, 105.83)


@tagged("post_install", "-at_install")
class TestHccSlotReach(RosterCase):
    """No time is offered that nobody could reach from the visit before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("hcc_booking.travel_buffer", "10")
        (cls.ward_a1 | cls.ward_a2).area_km2 = 4
        cls._shift(cls.c_a1_1, WEDNESDAY, 8, 14)

    def _find(self, place="home", **values):
        values.setdefault("days", 3)
        slots = self.finder._find(
            values.pop("ward", self.ward_a1), place, self.procedure, **values
        )
        return self._times(slots, WEDNESDAY)

    def _set(self, **values):
        for key, value in values.items():
            self.env["ir.config_parameter"].set_param(f"hcc_booking.{key}", str(value))

    def _free(self, hour, position=None, place="home", point=None):
        start = utc_datetime(WEDNESDAY, hour)
        return self.finder._free_workers(
            self.ward_a1,
            place,
            point or self.env["hcc.service.point"],
            start,
            start + timedelta(minutes=60),
            self.procedure,
            position=position,
        )

    def test_two_visits_in_one_ward_are_never_side_by_side(self):
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        # spread of 1 km, 1.4 km to go: 5 minutes, and 10 for the door
        self.assertEqual(self._find()[0], "10:30")
        self._set(slot_step=5)
        self.assertEqual(self._find()[0], "10:15")
        self._set(travel_buffer=30)
        self.assertEqual(self._find()[0], "10:35")

    def test_position_of_a_home_counts(self):
        self._set(slot_step=5)
        visit = self._visit(self.c_a1_1, WEDNESDAY, 9)
        self.assertEqual(self._find(position=FAR)[0], "11:05")
        visit.request_id.write({"latitude": FAR[0], "longitude": FAR[1]})
        self.assertEqual(self._find()[0], "11:05")
        self.assertEqual(self._find(position=FAR)[0], "10:10")
        self.assertFalse(self._free(10.5))
        self.assertEqual(self._free(10.5, position=FAR), self.c_a1_1)

    def test_way_of_travelling_counts(self):
        self._set(slot_step=5)
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        self.c_a1_1.travel_mode = "walk"
        # 1.4 km at 4 km/h
        self.assertEqual(self._find()[0], "10:35")
        self._set(speed_walk=7, travel_detour_percent=100)
        self.assertEqual(self._find()[0], "10:20")

    def test_from_a_point_to_a_home(self):
        """Whoever stands at a point until noon is not at a door at noon."""
        self._set(slot_step=5)
        self._shift(self.c_a1_2, WEDNESDAY, 8, 12, point=self.point_a1)
        self._shift(self.c_a1_2, WEDNESDAY, 12, 15)
        self.c_a1_1.action_suspend()
        self.assertEqual(self._find()[0], "12:15")
        self.assertFalse(self._free(12))
        self.assertEqual(self._free(12.25), self.c_a1_2)
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_2.id,
                "start": utc_datetime(WEDNESDAY, 8),
                "stop": utc_datetime(WEDNESDAY, 12),
                "kind": "study",
            }
        )
        self.assertEqual(self._find()[0], "12:00", "who is away comes from no point")

    def test_from_a_home_back_to_a_point(self):
        self._set(slot_step=5)
        self._shift(self.c_a1_1, WEDNESDAY, 14, 16, point=self.point_a1)
        self.assertEqual(self._find()[-1], "12:45")
        self.assertFalse(self._free(13))

    def test_at_the_same_point_there_is_no_way(self):
        self._shift(self.c_a1_2, WEDNESDAY, 8, 11, point=self.point_a1)
        self._visit(self.c_a1_2, WEDNESDAY, 9, point=self.point_a1)
        # at noon the point is closed, and the one on call comes
        self.assertEqual(self._find("point"), ["08:00", "10:00", "12:00"])

    def test_unknown_positions_take_a_way_all_the_same(self):
        self._set(slot_step=5)
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        self.ward_a1.write({"latitude": 0, "longitude": 0, "area_km2": 0})
        # 3 km and a spread of 1 km: 19 minutes and 10
        self.assertEqual(self._find()[0], "10:30")

    def test_held_times_are_taken_until_the_hold_is_over(self):
        holds = self.env["hcc.slot.hold"]
        hold = holds._take(
            self.ward_a1,
            "home",
            self.env["hcc.service.point"],
            self.procedure,
            utc_datetime(WEDNESDAY, 9),
            "visitor",
        )
        self.assertEqual(
            self._find(), ["10:30", "11:00", "11:30", "12:00", "12:30", "13:00"]
        )
        hold.expires_at = utc_datetime(MONDAY, 7)
        self.assertEqual(len(self._find()), 11)

    def test_assigning_by_hand_follows_the_same_rule(self):
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        with self.assertRaises(HelperNotFit) as refused:
            self._visit(self.c_a1_1, WEDNESDAY, 10)
        self.assertIn("cannot get there in time", str(refused.exception))
        later = self._visit(self.c_a1_1, WEDNESDAY, 10.5)
        self.assertNotIn(self.c_a1_1, later.appointment_id._candidates())
        self._shift(self.c_a1_2, WEDNESDAY, 8, 14)
        self._shift(self.c_a1_3, WEDNESDAY, 8, 10, point=self.point_a1)
        self._shift(self.c_a1_3, WEDNESDAY, 10, 14)
        self.assertEqual(later.appointment_id._candidates(), self.c_a1_2 | self.c_a1_3)
        self._visit(self.c_a1_2, WEDNESDAY, 12)
        first = self._visit(self.c_a1_2, WEDNESDAY, 8)
        self.assertEqual(later.appointment_id._candidates(), self.c_a1_2 | self.c_a1_3)
        self.assertEqual(
            self.finder._get_unreachable(
                [
                    (later.appointment_id, self.c_a1_2),
                    (first.appointment_id, self.c_a1_3),
                    (first.appointment_id, self.c_a1_2),
                ]
            ),
            {(first.appointment_id.id, self.c_a1_3.id)},
        )

    def test_a_visit_that_is_there_stays_when_ways_grow(self):
        """Only new assignments are refused."""
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        second = self._visit(self.c_a1_1, WEDNESDAY, 10.5)
        self._set(travel_buffer=60)
        second._check_fit()
        with self.assertRaises(HelperNotFit):
            second._check_reach()

    def test_proposals_of_an_ill_helper_leave_time_for_the_way(self):
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        self._visit(self.c_a1_1, WEDNESDAY, 10.5)
        self._shift(self.c_a1_2, WEDNESDAY, 8, 14)
        self._shift(self.c_a1_3, WEDNESDAY, 8, 14)

        def proposed():
            rows = self.env["hcc.booking"]._ill_preview(
                self.c_a1_1, utc_datetime(WEDNESDAY, 8), utc_datetime(WEDNESDAY, 14)
            )
            return [row["proposed_id"] for row in rows]

        self.assertEqual(proposed(), [self.c_a1_2.id, self.c_a1_2.id])
        self.c_a1_2.travel_mode = "walk"
        self.assertEqual(proposed(), [self.c_a1_2.id, self.c_a1_3.id])


@tagged("post_install", "-at_install")
class TestHccSlotAlternatives(RosterCase):
    def _find(self, place="home", **values):
        found = self.finder._find_alternatives(
            values.pop("ward", self.ward_a1), place, self.procedure, **values
        )
        return [
            (other.kind, self._times([other.slot])[0], other.point_id)
            for other in found
        ]

    def test_nothing_anywhere(self):
        self.assertEqual(self._find(), [])
        self.assertEqual(self._find("point", point=self.point_a1), [])

    def test_the_next_day_beyond_those_shown(self):
        self._shift(self.c_a1_1, MONDAY + timedelta(days=20), 9, 11)
        self._shift(self.c_a1_1, MONDAY + timedelta(days=21), 8, 11)
        self.assertEqual(self._find(), [("later", "09:00", 0)])
        # the days from there on are shown, so this is not later than they are
        found = self._find(date_from=MONDAY + timedelta(days=14))
        self.assertEqual(found, [("place", "09:00", self.point_a1.id)])

    def test_points_by_distance_and_the_other_place(self):
        for helper, point, hour in (
            (self.c_a1_1, self.point_a1, 8),
            (self.c_a2_1, self.point_a2, 9),
            (self.c_b1_1, self.point_b1, 10),
        ):
            self._shift(helper, WEDNESDAY, hour, hour + 2, point=point)
        self._shift(self.c_a1_2, WEDNESDAY, 13, 15)
        # B1 is another branch, and 24 km away
        self.assertEqual(
            self._find("point", point=self.point_a1),
            [("point", "09:00", self.point_a2.id), ("place", "13:00", 0)],
        )
        self.assertEqual(
            self._find(),
            [
                ("point", "09:00", self.point_a2.id),
                ("place", "08:00", self.point_a1.id),
            ],
        )
        self.point_b1.write({"latitude": 21.035, "longitude": 105.83})
        self.assertEqual(
            [kind_at[2] for kind_at in self._find("point", point=self.point_a1)],
            [self.point_b1.id, self.point_a2.id, 0],
        )
        self.point_b1.active = False
        self.procedure.home_assist = "accompany_in_person"
        self.assertEqual(
            self._find("point", point=self.point_a1),
            [("point", "09:00", self.point_a2.id)],
        )

    def test_a_holiday_has_what_is_on_call(self):
        self._shift(self.c_a1_1, HOLIDAY, 8, 10, point=self.point_a1)
        self._shift(self.c_a1_2, HOLIDAY, 9, 10)
        self.assertEqual(
            self._find("point", point=self.point_a1), [("place", "09:00", 0)]
        )

    def test_queries_do_not_grow_with_points_and_people(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._find("point", point=self.point_a1)
            return self.env.cr.sql_log_count - before

        self._shift(self.c_a1_1, WEDNESDAY, 8, 9)
        self._shift(self.c_a2_1, WEDNESDAY, 8, 9, point=self.point_a2)
        count()
        few = count()
        points = self.env["hcc.service.point"].create(
            [
                {"name": f"P{number}", "ward_id": self.ward_a2.id, "desks": 1}
                for number in range(4)
            ]
        )
        for helper, point in zip((self.c_a1_2, self.c_a1_3), points, strict=False):
            self._shift(helper, WEDNESDAY, 8, 9, point=point)
            self._shift(helper, WEDNESDAY, 18, 20)
        self.assertEqual(count(), few)
        self.assertLess(few, 40)
