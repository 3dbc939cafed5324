from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .pilot_common import PilotCase


@tagged("post_install", "-at_install")
class TestWardClone(PilotCase):
    """One ward is set up; a hundred others follow it, until they go their own way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(user=cls.user_administrator)
        cls.ward_a1.team_id.target_size = 12
        cls.hours = cls.calendar_point.copy()
        cls.hours.name = "Evening of Test A1"
        cls.point_a1.write({"desks": 3, "phone": "+842412340009"})
        cls.house = cls.env["hcc.service.point"].create(
            {
                "name": "Nhà văn hóa Phường Test A1",
                "ward_id": cls.ward_a1.id,
                "kind": "cultural_house",
                "calendar_id": cls.hours.id,
                "desks": 2,
                "address": "2 Test street",
            }
        )
        cls.wards = cls.env["hcc.ward"].search([("code", "not like", "T-")], limit=100)
        cls.wards.write({"branch_id": cls.branch_b.id})
        cls.cloning = cls.env["hcc.ward.cloning"]

    def _clone(self, wards=None):
        steps = self.cloning._clone(self.ward_a1, wards or self.wards)
        self.env.flush_all()
        return steps

    def _outcomes(self, steps):
        return {step.outcome for step in steps}

    def _count(self):
        return tuple(
            self.env[model].search_count([])
            for model in (
                "hcc.service.point",
                "hcc.team",
                "resource.calendar",
                "hcc.ward.clone",
                "hcc.journal",
            )
        )

    def test_a_ward_gets_the_pattern_and_keeps_what_is_its_own(self):
        ward = self.wards[0]
        self._clone(ward)
        self.assertEqual(ward.team_ids.target_size, 12)
        house = ward.service_point_ids.filtered(lambda p: p.kind == "cultural_house")
        self.assertEqual(house.name, f"Nhà văn hóa {ward.full_name}")
        self.assertEqual((house.desks, house.address), (2, False))
        self.assertNotEqual(house.calendar_id, self.hours)
        self.assertEqual(house.calendar_id.name, f"Evening of {ward.name}")
        self.assertEqual(
            house.calendar_id.attendance_ids.mapped("dayofweek"),
            self.hours.attendance_ids.mapped("dayofweek"),
        )
        office = ward.service_point_ids - house
        # office hours are shared by all, not copied
        self.assertEqual(office.calendar_id, self.calendar_office)
        self.assertEqual((office.desks, office.phone), (3, False))

    def test_preview_writes_nothing(self):
        before = self._count()
        form = self.env["hcc.ward.clone.form"].create(
            {"source_id": self.ward_a1.id, "target_ids": [Command.set(self.wards.ids)]}
        )
        form.action_preview()
        self.env.flush_all()
        self.assertEqual(self._count(), before)
        self.assertEqual(len(form.line_ids), 100)
        # team, hours, two points
        self.assertEqual((form.create_count, form.update_count), (400, 0))
        self.assertIn("12 people", form.line_ids[0].create_text)
        form.action_apply()
        self.assertEqual(form.state, "done")
        self.assertEqual(self._count()[3], before[3] + 400)

    def test_second_run_changes_nothing(self):
        self._clone()
        before = self._count()
        dates = self.wards.service_point_ids.mapped("write_date")
        steps = self._clone()
        self.assertEqual(self._outcomes(steps), {"same"})
        self.assertEqual(self._count(), before)
        self.assertEqual(self.wards.service_point_ids.mapped("write_date"), dates)

    def test_later_push_changes_what_nobody_has_edited(self):
        self._clone()
        edited, other = self.wards[0], self.wards[1]
        house = edited.service_point_ids.filtered(lambda p: p.kind == "cultural_house")
        house.desks = 7
        edited.team_id.target_size = 9
        self.house.desks = 5
        self.hours.attendance_ids[0].hour_to = 21
        self.ward_a1.team_id.target_size = 15
        steps = self._clone()
        mine = {s.model: s.outcome for s in steps if s.ward_id == edited.id}
        self.assertEqual(mine["hcc.team"], "edited")
        self.assertEqual(house.desks, 7)
        self.assertEqual(edited.team_id.target_size, 9)
        # what was not edited in the ward follows
        self.assertEqual(max(house.calendar_id.attendance_ids.mapped("hour_to")), 21)
        there = other.service_point_ids.filtered(lambda p: p.kind == "cultural_house")
        self.assertEqual(there.desks, 5)
        self.assertEqual(other.team_id.target_size, 15)
        self.assertEqual(len(there.calendar_id.attendance_ids), 7)
        self.assertEqual(self._outcomes(self._clone(self.wards[2:])), {"same"})

    def test_what_was_taken_away_does_not_come_back(self):
        self._clone(self.wards[:2])
        first, second = self.wards[:2]
        first.service_point_ids.filtered(
            lambda p: p.kind == "cultural_house"
        ).active = False
        second.service_point_ids.filtered(lambda p: p.kind == "cultural_house").unlink()
        steps = self._clone(self.wards[:2])
        removed = [s for s in steps if s.outcome == "removed"]
        self.assertEqual([s.source_id for s in removed], self.house.ids * 2)
        self.assertEqual(len(first.service_point_ids), 1)
        self.assertEqual(len(second.service_point_ids), 1)

    def test_what_a_ward_has_already_is_left_alone(self):
        team, point = self.ward_a2.team_id, self.point_a2
        before = team.target_size, point.desks, point.name
        steps = self._clone(self.ward_a2)
        self.assertEqual((team.target_size, point.desks, point.name), before)
        outcomes = {(s.model, s.source_id): s.outcome for s in steps}
        self.assertEqual(outcomes["hcc.team", self.ward_a1.team_id.id], "there")
        self.assertEqual(outcomes["hcc.service.point", self.point_a1.id], "there")
        self.assertEqual(outcomes["hcc.service.point", self.house.id], "create")
        self.assertEqual(self._outcomes(self._clone(self.ward_a2)), {"there", "same"})

    def test_journaled(self):
        self._clone(self.wards[:3])
        rows = self.env["hcc.journal"].search([("action", "=", "ward_cloned")])
        self.assertEqual(rows.ward_id, self.wards[:3])
        self.assertEqual(rows[0].details, {"source": self.ward_a1.id})

    def test_only_administrators(self):
        for user in (self.user_coordinator, self.user_committee, self.user_manager):
            with self.assertRaises(AccessError):
                self.cloning.with_user(user)._clone(self.ward_a1, self.wards[:1])
            with self.assertRaises(AccessError):
                self.env["hcc.ward.clone.form"].with_user(user).create(
                    {"source_id": self.ward_a1.id}
                )

    def test_nothing_to_clone_or_nowhere_says_so(self):
        Form = self.env["hcc.ward.clone.form"]
        with self.assertRaises(UserError):
            Form.create({"source_id": self.ward_a1.id}).action_preview()
        empty = self.wards[99]
        form = Form.create(
            {"source_id": empty.id, "target_ids": [Command.set(self.wards[:2].ids)]}
        )
        with self.assertRaises(UserError):
            form.action_preview()

    def test_wards_of_the_pilot_are_the_targets(self):
        form = self.env["hcc.ward.clone.form"].create(
            {"source_id": self.ward_a1.id, "pilot_id": self.pilot.id}
        )
        self.assertFalse(form.target_ids)
        self.pilot.action_confirm_wards()
        form = self.env["hcc.ward.clone.form"].create(
            {"source_id": self.ward_a1.id, "pilot_id": self.pilot.id}
        )
        self.assertEqual(form.target_ids, self.ward_a2)

    def test_queries_do_not_grow_with_the_wards(self):
        def count(wards):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._clone(wards)
            return self.env.cr.sql_log_count - before

        self._clone(self.wards[:1])
        few, many = count(self.wards[1:3]), count(self.wards[3:])
        self.assertLessEqual(many, few + 20)
        self.house.desks = 9
        self.hours.attendance_ids[0].hour_to = 21
        few, many = count(self.wards[:2]), count(self.wards[2:])
        self.assertLessEqual(many, few + 20)
