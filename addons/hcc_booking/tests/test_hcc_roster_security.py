from psycopg2 import errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from .roster_common import WEDNESDAY, RosterCase


@tagged("post_install", "-at_install", "security")
class TestHccRosterSecurity(RosterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.c_a1_1 | cls.c_a1_2 | cls.c_a2_1 | cls.c_b1_1
        cls.hours = cls.env["hcc.availability"].create(
            [cls._prepare_hours(person) for person in people]
        )
        cls.absences = cls.env["hcc.absence"].create(
            [cls._prepare_absence(person) for person in people]
        )
        cls.shifts = cls.env["hcc.shift"].create(
            [cls._prepare_shift(person) for person in people]
        )

    @classmethod
    def _prepare_hours(cls, person, weekday="0"):
        return {
            "collaborator_id": person.id,
            "weekday": weekday,
            "hour_from": 8,
            "hour_to": 12,
            "kind": "on_call",
        }

    @classmethod
    def _prepare_absence(cls, person, hour=12):
        return {
            "collaborator_id": person.id,
            "start": utc_datetime(WEDNESDAY, hour),
            "stop": utc_datetime(WEDNESDAY, hour + 1),
        }

    @classmethod
    def _prepare_shift(cls, person, hour=8):
        return {
            "collaborator_id": person.id,
            "start": utc_datetime(WEDNESDAY, hour),
            "stop": utc_datetime(WEDNESDAY, hour + 2),
        }

    def _seen(self, records, user):
        found = records.with_user(user).search([("id", "in", records.ids)])
        return found.sudo().collaborator_id

    def test_who_reads_what(self):
        branch_a = self.c_a1_1 | self.c_a1_2 | self.c_a2_1
        everybody = branch_a | self.c_b1_1
        nobody = self.env["hcc.collaborator"]
        for user, hours, absences, shifts in (
            (self.user_collaborator, self.c_a1_1, self.c_a1_1, self.c_a1_1),
            (self.user_clerk, branch_a, None, branch_a),
            (self.user_coordinator, branch_a, branch_a, branch_a),
            (self.user_coordinator_b, self.c_b1_1, self.c_b1_1, self.c_b1_1),
            (self.user_trainer, None, None, None),
            (self.user_manager, branch_a, None, branch_a),
            (self.user_committee, everybody, None, everybody),
            (self.user_data_officer, everybody, everybody, everybody),
            (self.user_administrator, everybody, everybody, everybody),
            (self.user_portal, None, None, None),
        ):
            for records, expected in (
                (self.hours, hours),
                (self.absences, absences),
                (self.shifts, shifts),
            ):
                with self.subTest(user=user.login, model=records._name):
                    if expected is None:
                        with self.assertRaises(AccessError):
                            self._seen(records, user)
                    else:
                        self.assertEqual(self._seen(records, user) - nobody, expected)

    def test_a_collaborator_enters_own_hours_and_absences_alone(self):
        user = self.user_collaborator
        hours = self.env["hcc.availability"].with_user(user)
        own = hours.create(self._prepare_hours(self.c_a1_1, "3"))
        own.hour_to = 13
        own.unlink()
        self.assertEqual(hours.new().collaborator_id, self.c_a1_1)
        with self.assertRaises(AccessError):
            hours.create(self._prepare_hours(self.c_a1_2, "3"))
        with self.assertRaises(AccessError):
            self.hours[1].with_user(user).hour_to = 13
        absences = self.env["hcc.absence"].with_user(user)
        own = absences.create(self._prepare_absence(self.c_a1_1, 20))
        own.action_cancel()
        self.assertEqual(own.state, "cancelled")
        with self.assertRaises(AccessError):
            absences.create(self._prepare_absence(self.c_a1_2, 20))
        with self.assertRaises(AccessError):
            self.absences[1].with_user(user).action_cancel()

    def test_nothing_is_handed_to_somebody_out_of_reach(self):
        own = self.user_collaborator
        for records in (self.hours, self.absences):
            with self.assertRaises(AccessError):
                records[0].with_user(own).collaborator_id = self.c_a1_3
        self.hours[3].unlink()
        self.shifts[3].action_cancel()
        for records in (self.hours, self.absences, self.shifts):
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                records[0].with_user(
                    self.user_coordinator
                ).collaborator_id = self.c_b1_1
        self.shifts[0].with_user(self.user_coordinator).collaborator_id = self.c_a1_3
        self.assertEqual(self.shifts[0].collaborator_id, self.c_a1_3)

    def test_a_coordinator_enters_them_for_own_wards(self):
        user = self.user_coordinator
        hours = self.env["hcc.availability"].with_user(user)
        hours.create(self._prepare_hours(self.c_a2_1, "3"))
        absences = self.env["hcc.absence"].with_user(user)
        absences.create(self._prepare_absence(self.c_a2_1, 20))
        shifts = self.env["hcc.shift"].with_user(user)
        shifts.create(self._prepare_shift(self.c_a2_1, 14)).action_cancel()
        for model, values in (
            (hours, self._prepare_hours(self.c_b1_1, "3")),
            (absences, self._prepare_absence(self.c_b1_1, 20)),
            (shifts, self._prepare_shift(self.c_b1_1, 14)),
        ):
            with self.assertRaises(AccessError):
                model.create(values)
        with self.assertRaises(AccessError):
            self.shifts[-1].with_user(user).action_cancel()

    def test_nobody_else_changes_a_shift(self):
        for user in (
            self.user_collaborator,
            self.user_clerk,
            self.user_manager,
            self.user_committee,
            self.user_data_officer,
        ):
            shift = self.shifts[0].with_user(user)
            for attempt in (
                shift.action_cancel,
                lambda s=shift: s.write({"stop": utc_datetime(WEDNESDAY, 9)}),
                lambda s=shift: s.create(self._prepare_shift(self.c_a1_1, 14)),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()

    def test_procedures_are_read_by_all_and_written_by_administrators(self):
        for user in (
            self.user_collaborator,
            self.user_coordinator,
            self.user_committee,
        ):
            procedure = self.procedure.with_user(user)
            self.assertTrue(procedure.name)
            with self.assertRaises(AccessError):
                procedure.minutes = 5
        self.procedure.with_user(self.user_administrator).minutes = 20
        with self.assertRaises(AccessError):
            self.procedure.with_user(self.user_administrator).unlink()
        with self.assertRaises(AccessError):
            self.procedure.with_user(self.user_portal).read(["name"])


@tagged("post_install", "-at_install")
class TestHccAvailability(RosterCase):
    def _prepare(self, **values):
        return {
            "collaborator_id": self.c_a1_1.id,
            "weekday": "0",
            "hour_from": 8,
            "hour_to": 12,
            "kind": "on_call",
            **values,
        }

    def test_hours_may_not_overlap(self):
        hours = self.env["hcc.availability"]
        first = hours.create(self._prepare(valid_to=WEDNESDAY))
        with self.assertRaises(ValidationError):
            hours.create(self._prepare(hour_from=11, hour_to=13))
        hours.create(self._prepare(hour_from=12, hour_to=13))
        hours.create(self._prepare(weekday="1"))
        later = hours.create(
            self._prepare(valid_from="2026-11-26", hour_from=11, hour_to=12)
        )
        with self.assertRaises(ValidationError):
            first.valid_to = later.valid_from

    def test_a_point_of_another_branch_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["hcc.availability"].create(
                self._prepare(kind="point", service_point_id=self.point_b1.id)
            )

    @mute_logger("odoo.sql_db")
    def test_postgresql_refuses_hours_that_make_no_sense(self):
        for values in (
            {"hour_from": 12, "hour_to": 8},
            {"hour_from": -1},
            {"hour_to": 25},
            {"kind": "point"},
            {"service_point_id": self.point_a1.id},
            {"valid_from": "2026-12-01", "valid_to": "2026-11-01"},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env["hcc.availability"].create(self._prepare(**values))

    def test_absence_is_cancelled_and_never_deleted(self):
        absence = self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": utc_datetime(WEDNESDAY, 8),
                "stop": utc_datetime(WEDNESDAY, 9),
            }
        )
        with self.assertRaises(UserError):
            absence.unlink()
        with self.assertRaises(UserError):
            absence.state = "cancelled"
        absence.action_cancel()
        absence.action_cancel()
        with self.assertRaises(UserError):
            absence.stop = utc_datetime(WEDNESDAY, 10)
        actions = self.env["hcc.journal"].search(
            [("model", "=", "hcc.absence"), ("res_id", "=", absence.id)]
        )
        self.assertEqual(
            sorted(actions.mapped("action")), ["absence_cancelled", "absence_entered"]
        )

    def test_absence_says_how_many_visits_it_hits(self):
        self._shift(self.c_a1_1, WEDNESDAY, 8, 12)
        self._visit(self.c_a1_1, WEDNESDAY, 9)
        absence = self.env["hcc.absence"].create(
            {
                "collaborator_id": self.c_a1_1.id,
                "start": utc_datetime(WEDNESDAY, 8),
                "stop": utc_datetime(WEDNESDAY, 9.5),
            }
        )
        self.assertEqual(absence.with_user(self.user_collaborator).visit_count, 1)
        absence.stop = utc_datetime(WEDNESDAY, 9)
        self.assertEqual(absence.visit_count, 0)
