from datetime import timedelta

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .roster_common import HOLIDAY, MONDAY, WEDNESDAY, RosterCase

NEXT_MONDAY = MONDAY + timedelta(days=7)


@tagged("post_install", "-at_install")
class TestHccShift(RosterCase):
    def test_postgresql_excludes_overlaps(self):
        self.env.cr.execute(
            """SELECT contype, condeferrable, condeferred,
                      pg_get_constraintdef(oid)
                 FROM pg_constraint WHERE conname = 'hcc_shift_no_overlap'"""
        )
        kind, deferrable, deferred, definition = self.env.cr.fetchone()
        self.assertEqual((kind, deferrable, deferred), ("x", True, False))
        self.assertIn("collaborator_id WITH =", definition)
        self.assertIn("&&", definition)

    @mute_logger("odoo.sql_db")
    def test_what_passes_the_check_is_refused_by_postgresql(self):
        first = self._shift(self.c_a1_1, WEDNESDAY, 8, 10)
        second = self._shift(self.c_a1_1, WEDNESDAY, 10, 12)
        self.env.flush_all()
        with self.assertRaises(errors.ExclusionViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE hcc_shift SET start = %s WHERE id = %s",
                [first.start, second.id],
            )

    def test_an_overlap_is_said_in_plain_words(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        with self.assertRaises(ValidationError) as refused:
            self._shift(self.c_a1_1, WEDNESDAY, 11, 13)
        self.assertIn("25/11/2026 from 08:00 to 12:00", str(refused.exception))
        touching = self._shift(self.c_a1_1, WEDNESDAY, 12, 14)
        with self.assertRaises(ValidationError):
            touching.start = utc_datetime(WEDNESDAY, 11)
        self._shift(self.c_a1_2, WEDNESDAY, 8, 12)
        with self.assertRaises(ValidationError):
            self.env["hcc.shift"].create(
                [
                    {
                        "collaborator_id": self.c_a1_3.id,
                        "start": utc_datetime(WEDNESDAY, hour),
                        "stop": utc_datetime(WEDNESDAY, hour + 2),
                    }
                    for hour in (8, 9)
                ]
            )

    def test_a_cancelled_shift_is_in_nobodys_way(self):
        shift = self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        shift.action_cancel()
        self._shift(self.c_a1_1, WEDNESDAY, 9, 10)
        with self.assertRaises(UserError):
            shift.start = utc_datetime(WEDNESDAY, 7)

    def test_drag_and_drop_moves_a_shift_with_nothing_under_it(self):
        shift = self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        shift.with_user(self.user_coordinator).write(
            {
                "start": utc_datetime(WEDNESDAY, 9),
                "stop": utc_datetime(WEDNESDAY, 13),
            }
        )
        self.assertEqual(shift.start, utc_datetime(WEDNESDAY, 9))

    def test_a_shift_stays_under_a_live_visit(self):
        shift = self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        visit = self._visit(self.c_a1_1, WEDNESDAY, 9)
        start, stop = utc_datetime(WEDNESDAY, 9.5), utc_datetime(WEDNESDAY, 12)
        for values in (
            {"start": start, "stop": stop},
            {"collaborator_id": self.c_a1_2.id},
            {"kind": "point", "service_point_id": self.point_a1.id},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(UserError) as refused,
            ):
                shift.write(values)
            self.assertIn("has a visit", str(refused.exception))
        with self.assertRaises(UserError):
            shift.action_cancel()
        self.assertEqual(shift.state, "published")
        # what still covers the visit is fine
        shift.stop = utc_datetime(WEDNESDAY, 10)
        visit._release("released")
        shift.write({"start": start, "stop": stop})
        shift.action_cancel()
        self.assertEqual(shift.state, "cancelled")

    def test_a_visit_may_be_covered_by_another_shift(self):
        shift = self._shift(self.c_a1_1, WEDNESDAY, 8, 10)
        self._visit(self.c_a1_1, WEDNESDAY, 8)
        with self.assertRaises(UserError):
            shift.write({"stop": utc_datetime(WEDNESDAY, 8.5)})
        self._shift(self.c_a1_1, WEDNESDAY, 10, 12)
        shift.write({"stop": utc_datetime(WEDNESDAY, 9)})

    def test_state_is_changed_by_its_methods_alone(self):
        shift = self._shift(self.c_a1_1, WEDNESDAY, 8, 12, state="draft")
        with self.assertRaises(UserError):
            shift.state = "published"
        with self.assertRaises(UserError):
            self._shift(self.c_a1_2, WEDNESDAY, 8, 12, state="cancelled")
        shift.action_publish()
        self.assertEqual(shift.state, "published")
        with self.assertRaises(UserError):
            shift.unlink()
        actions = (
            self.env["hcc.journal"]
            .search([("model", "=", "hcc.shift"), ("res_id", "=", shift.id)])
            .mapped("action")
        )
        self.assertEqual(sorted(actions), ["shift_created", "shift_published"])

    def test_places_that_make_no_sense(self):
        with self.assertRaises(ValidationError):
            self._shift(self.c_b1_1, WEDNESDAY, 8, 12, point=self.point_a1)

    @mute_logger("odoo.sql_db")
    def test_postgresql_refuses_shifts_that_make_no_sense(self):
        for hours, values in (
            ((12, 8), {}),
            ((0, 24.5), {}),
            ((8, 12), {"kind": "point"}),
            ((8, 12), {"service_point_id": self.point_a1.id}),
            ((8, 12), {"point": self.point_a1, "branch_wide": True}),
        ):
            with self.assertRaises(errors.CheckViolation), self.env.cr.savepoint():
                self._shift(self.c_a1_1, WEDNESDAY, *hours, **values)

    def test_ward_follows_the_point_and_else_the_person(self):
        borrowed = self._shift(self.c_a1_1, WEDNESDAY, 8, 12, point=self.point_a2)
        self.assertEqual(borrowed.ward_id, self.ward_a2)
        self.assertEqual(borrowed.branch_id, self.branch_a)
        on_call = self._shift(self.c_a1_1, WEDNESDAY, 13, 14)
        self.assertEqual(on_call.ward_id, self.ward_a1)
        on_call.ward_id = self.ward_a2
        self.assertEqual(on_call.ward_id, self.ward_a2)


@tagged("post_install", "-at_install")
class TestHccShiftPublish(RosterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hcc.availability"].create(
            [
                cls._prepare_hours(cls.c_a1_1, 0, 8, 12, point=cls.point_a1),
                cls._prepare_hours(cls.c_a1_1, 1, 8, 12, point=cls.point_a1),
                cls._prepare_hours(cls.c_a1_1, 1, 18, 21),
                cls._prepare_hours(cls.c_a1_2, 2, 13, 17),
                cls._prepare_hours(cls.c_a2_1, 5, 8, 12, branch_wide=True),
                cls._prepare_hours(cls.c_b1_1, 0, 8, 12),
            ]
        )

    @classmethod
    def _prepare_hours(cls, collaborator, weekday, start, stop, point=None, **values):
        return {
            "collaborator_id": collaborator.id,
            "weekday": str(weekday),
            "hour_from": start,
            "hour_to": stop,
            "kind": "point" if point else "on_call",
            "service_point_id": point.id if point else False,
            **values,
        }

    def _publish(self, teams=None, day=NEXT_MONDAY):
        teams = teams or self.team_a1
        shifts = self.env["hcc.shift"].with_user(self.user_coordinator)
        outcomes = shifts._publish_week(teams.with_user(self.user_coordinator), day)
        return [outcome for outcome in outcomes if outcome["outcome"] == "made"], [
            outcome["reason"] for outcome in outcomes if outcome["outcome"] == "skipped"
        ]

    def _published(self):
        return self.env["hcc.shift"].search(
            [("collaborator_id", "in", self.env["hcc.collaborator"].search([]).ids)]
        )

    def test_a_week_becomes_shifts_once(self):
        made, skipped = self._publish()
        self.assertEqual((len(made), skipped), (4, []))
        shifts = self._published()
        self.assertEqual(set(shifts.mapped("state")), {"published"})
        self.assertEqual(min(shifts.mapped("start")), utc_datetime(NEXT_MONDAY, 8))
        made, skipped = self._publish(day=NEXT_MONDAY + timedelta(days=6))
        self.assertFalse(made)
        self.assertEqual(skipped, ["There already"] * 4)
        self.assertEqual(self._published(), shifts)

    def test_what_is_new_is_added(self):
        self._publish()
        self.env["hcc.availability"].create(self._prepare_hours(self.c_a1_3, 4, 8, 12))
        made, skipped = self._publish()
        self.assertEqual((len(made), len(skipped)), (1, 4))

    def test_absences_are_cut_out(self):
        self.env["hcc.absence"].create(
            [
                {
                    "collaborator_id": self.c_a1_1.id,
                    "start": utc_datetime(NEXT_MONDAY, 9),
                    "stop": utc_datetime(NEXT_MONDAY, 10),
                },
                {
                    "collaborator_id": self.c_a1_1.id,
                    "start": utc_datetime(NEXT_MONDAY + timedelta(days=1), 18),
                    "stop": utc_datetime(NEXT_MONDAY + timedelta(days=1), 20.75),
                },
                {
                    "collaborator_id": self.c_a1_2.id,
                    "start": utc_datetime(NEXT_MONDAY, 0),
                    "stop": utc_datetime(NEXT_MONDAY, 24 * 7),
                },
            ]
        )
        made, skipped = self._publish()
        self.assertEqual(
            [(item["start"], item["stop"]) for item in made],
            [
                (utc_datetime(NEXT_MONDAY, 8), utc_datetime(NEXT_MONDAY, 9)),
                (utc_datetime(NEXT_MONDAY, 10), utc_datetime(NEXT_MONDAY, 12)),
                (
                    utc_datetime(NEXT_MONDAY + timedelta(days=1), 8),
                    utc_datetime(NEXT_MONDAY + timedelta(days=1), 12),
                ),
            ],
        )
        self.assertEqual(
            sorted(skipped),
            ["Absent at that time", "Less than half an hour is left"],
        )

    def test_a_holiday_closes_the_point_and_not_those_on_call(self):
        made, skipped = self._publish(day=MONDAY)
        days = {item["start"] for item in made}
        self.assertNotIn(utc_datetime(HOLIDAY, 8), days)
        self.assertIn(utc_datetime(HOLIDAY, 18), days)
        self.assertEqual(skipped, ["The support point is closed"])

    def test_what_was_cancelled_by_hand_or_overlaps_stays_so(self):
        self._publish()
        self._published()[0].action_cancel()
        second = self._published().filtered(lambda s: s.state == "published")[0]
        second.stop -= timedelta(hours=1)
        made, skipped = self._publish()
        self.assertFalse(made)
        self.assertEqual(
            sorted(skipped),
            [
                "Overlaps another shift",
                "There already",
                "There already",
                "Was cancelled before",
            ],
        )

    def test_validity_and_people_who_are_not_active(self):
        lines = self.env["hcc.availability"].search(
            [("collaborator_id", "=", self.c_a1_1.id)]
        )
        lines.valid_to = NEXT_MONDAY
        self.c_a1_2.action_suspend()
        made, skipped = self._publish()
        self.assertEqual((len(made), skipped), (1, []))

    def test_one_action_for_a_branch_or_wards(self):
        wizard = (
            self.env["hcc.shift.publish"]
            .with_user(self.user_coordinator)
            .create({"scope": "branch", "week": NEXT_MONDAY})
        )
        self.assertEqual(wizard.branch_id, self.branch_a)
        wizard.action_publish()
        self.assertEqual((wizard.made_count, wizard.skipped_count), (5, 0))
        wizard = wizard.create(
            {"scope": "ward", "ward_ids": self.ward_a2.ids, "week": NEXT_MONDAY}
        )
        wizard.action_publish()
        self.assertEqual((wizard.made_count, wizard.skipped_count), (0, 1))
        wizard = wizard.create(
            {"scope": "branch", "branch_id": self.branch_b.id, "week": NEXT_MONDAY}
        )
        with self.assertRaises(UserError):
            wizard.action_publish()

    def test_a_clerk_publishes_nothing(self):
        with self.assertRaises(AccessError):
            self.env["hcc.shift.publish"].with_user(self.user_clerk).create(
                {"scope": "branch", "week": NEXT_MONDAY}
            )


@tagged("post_install", "-at_install")
class TestHccCoverageGap(RosterCase):
    def _gaps(self, wards=None):
        gaps = self.env["hcc.coverage.gap"].with_user(self.user_coordinator)
        return gaps._refresh(wards or self.ward_a1)

    def test_open_hours_that_nobody_covers(self):
        gaps = self._gaps()
        # Monday, Wednesday, Thursday, Friday: two stretches each; a holiday between
        self.assertEqual(len(gaps), 8)
        self.assertNotIn(HOLIDAY, gaps.mapped("day"))
        self.assertEqual(sum(gaps.mapped("hours")), 32)
        self._shift(self.c_a1_1, WEDNESDAY, 7, 11, point=self.point_a1)
        self._shift(self.c_a1_2, WEDNESDAY, 13, 17)
        wednesday = self._gaps().filtered(lambda gap: gap.day == WEDNESDAY)
        self.assertRecordValues(
            wednesday,
            [
                {
                    "start": utc_datetime(WEDNESDAY, 11),
                    "stop": utc_datetime(WEDNESDAY, 12),
                    "ward_id": self.ward_a1.id,
                    "branch_id": self.branch_a.id,
                },
                {
                    "start": utc_datetime(WEDNESDAY, 13),
                    "stop": utc_datetime(WEDNESDAY, 17),
                    "ward_id": self.ward_a1.id,
                    "branch_id": self.branch_a.id,
                },
            ],
        )

    def test_an_absence_opens_a_gap(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 17, point=self.point_a1)
        self.assertNotIn(WEDNESDAY, self._gaps().mapped("day"))
        self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": utc_datetime(WEDNESDAY, 8),
                "stop": utc_datetime(WEDNESDAY, 9),
            }
        )
        self.assertEqual(
            self._gaps().filtered(lambda gap: gap.day == WEDNESDAY).mapped("hours"),
            [1.0],
        )

    def test_opening_the_list_shows_own_wards(self):
        gaps = self.env["hcc.coverage.gap"].with_user(self.user_coordinator)
        action = gaps.action_open()
        found = gaps.search(action["domain"])
        self.assertEqual(found.ward_id, self.ward_a1 | self.ward_a2)
        again = gaps.search(gaps.action_open()["domain"])
        self.assertFalse(found.exists())
        other = self.env["hcc.coverage.gap"].with_user(self.user_coordinator_b)
        self.assertFalse(other.search([("id", "in", again.ids)]))

    def test_queries_do_not_grow_with_points(self):
        def count(wards):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["hcc.shift"]._get_coverage_gaps(
                self.env["hcc.service.point"].search([("ward_id", "in", wards.ids)]),
                utc_datetime(MONDAY),
                utc_datetime(NEXT_MONDAY),
            )
            return self.env.cr.sql_log_count - before

        self._shift(self.c_a1_1, WEDNESDAY, 8, 9, point=self.point_a1)
        self._shift(self.c_a2_1, WEDNESDAY, 8, 9, point=self.point_a2)
        count(self.ward_a1)
        self.assertEqual(count(self.ward_a1), count(self.ward_a1 | self.ward_a2))
