from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pilot_common import MONDAY, PilotCase


@tagged("post_install", "-at_install")
class TestPilotPlan(PilotCase):
    """Phases and tasks from the template, owners, days, activities."""

    def test_phases_and_tasks_come_from_the_template(self):
        phases = self.pilot.phase_ids
        self.assertEqual(phases.mapped("kind"), ["prepare", "train", "live", "run"])
        self.assertEqual(phases[0].date_from, MONDAY)
        self.assertEqual(phases[2].date_from, MONDAY + timedelta(weeks=2))
        self.assertEqual(self.pilot.date_to, phases[3].date_to)
        self.assertEqual((phases[3].date_to - phases[3].date_from).days + 1, 30)
        self.assertEqual(
            len(self.pilot.task_ids), self.env["hcc.pilot.step"].search_count([])
        )
        for task in self.pilot.task_ids:
            self.assertLessEqual(task.phase_id.date_from, task.date_due)
            self.assertLessEqual(task.date_due, task.phase_id.date_to)
        self.assertEqual(self.pilot._get_review_period()[0], phases[3].date_from)

    def test_plan_moves_with_the_first_day(self):
        done, waiting = self.pilot.task_ids[:2]
        done.action_done()
        before = done.date_due, waiting.date_due
        self.pilot.date_from = MONDAY + timedelta(days=7)
        self.assertEqual(self.pilot.phase_ids[0].date_from, MONDAY + timedelta(days=7))
        self.assertEqual(done.date_due, before[0])
        self.assertEqual(waiting.date_due, before[1] + timedelta(days=7))
        self.assertEqual(
            self.pilot.date_to, max(self.pilot.phase_ids.mapped("date_to"))
        )

    def test_open_task_is_one_activity_of_its_owner(self):
        task = self.pilot.task_ids[0]
        task.user_id = self.user_coordinator
        [activity] = task.activity_ids
        self.assertEqual(activity.user_id, self.user_coordinator)
        self.assertEqual(activity.date_deadline, task.date_due)
        task.write({"user_id": self.user_trainer.id, "date_due": date(2026, 12, 1)})
        [again] = task.activity_ids
        self.assertEqual(again, activity)
        self.assertEqual(again.user_id, self.user_trainer)
        self.assertEqual(again.date_deadline, date(2026, 12, 1))
        task.user_id = False
        self.assertFalse(task.activity_ids)

    def test_done_here_is_done_there_and_back(self):
        first, second = self.pilot.task_ids[:2]
        (first | second).user_id = self.user_coordinator
        first.with_user(self.user_coordinator).action_done()
        self.assertFalse(first.activity_ids)
        self.assertEqual(first.done_by_id, self.user_coordinator)
        second.activity_ids.with_user(self.user_coordinator).action_done()
        self.assertTrue(second.is_done)
        self.assertEqual(self.pilot.task_done_count, 2)
        second.with_user(self.user_coordinator).action_reopen()
        self.assertFalse(second.is_done)
        self.assertEqual(len(second.activity_ids), 1)

    def test_only_the_owner_or_an_administrator_marks_a_task(self):
        task = self.pilot.task_ids[0]
        task.user_id = self.user_trainer
        with self.assertRaises(AccessError):
            task.with_user(self.user_coordinator).action_done()
        task.with_user(self.user_administrator).action_done()
        self.assertTrue(task.is_done)
        with self.assertRaises(UserError):
            task.write({"is_done": False})

    def test_committee_owns_no_task(self):
        with self.assertRaises(ValidationError):
            self.pilot.task_ids[0].user_id = self.user_committee

    def test_late_is_said(self):
        task = self.pilot.task_ids.sorted("date_due")[0]
        with freeze_time("2026-11-25 02:00:00"):
            self.env.invalidate_all()
            self.assertTrue(task.is_late)
            self.assertGreater(self.pilot.task_late_count, 0)


@tagged("post_install", "-at_install")
class TestPilotArea(PilotCase):
    """Which wards, and in which order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        wards = cls.env["hcc.ward"].search([("code", "not like", "T-")])
        wards.branch_id = cls.branch_b

    def test_dense_first_then_suburban(self):
        pilot = self._new_pilot(self.env["hcc.ward"], wanted_wards=60)
        pilot.action_propose_wards()
        lines = pilot.area_ids.sorted("sequence")
        self.assertEqual(len(lines), 60)
        classes = lines.mapped("priority_class")
        self.assertEqual(classes, sorted(classes, key=("dense", "suburban").index))
        self.assertEqual(
            classes.count("dense"), 31
        )  # 29 of the city and two of the tests
        dense = [line.density for line in lines if line.priority_class == "dense"]
        self.assertEqual(dense, sorted(dense, reverse=True))
        self.assertEqual(set(lines.mapped("state")), {"proposed"})

    def test_density_is_a_setting(self):
        pilot = self._new_pilot(
            self.env["hcc.ward"], wanted_wards=20, dense_from=30_000
        )
        pilot.action_propose_wards()
        lines = pilot.area_ids.filtered(lambda line: line.density)
        dense = lines.filtered(lambda line: line.priority_class == "dense")
        self.assertTrue(all(line.density >= 30_000 for line in dense))
        self.assertIn("suburban", lines.mapped("priority_class"))

    def test_people_confirm(self):
        pilot = self._new_pilot(self.env["hcc.ward"], wanted_wards=3)
        with self.assertRaises(UserError):
            pilot.action_confirm_wards()
        pilot.action_propose_wards()
        pilot.area_ids[0].unlink()
        pilot.area_ids = [Command.create({"ward_id": self.ward_b1.id})]
        pilot.action_confirm_wards()
        self.assertEqual(set(pilot.area_ids.mapped("state")), {"planned"})
        self.assertIn(self.ward_b1, pilot._get_wards())
        with self.assertRaises(UserError):
            pilot.action_propose_wards()

    def test_a_ward_is_in_one_open_pilot(self):
        self.pilot.action_confirm_wards()
        other = self._new_pilot(self.ward_a1)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            other.action_confirm_wards()
            self.env.flush_all()
        self.pilot.action_start()
        self.pilot.action_close()
        other.action_confirm_wards()
        self.assertEqual(other.area_ids.state, "planned")


@tagged("post_install", "-at_install")
class TestPilotStates(PilotCase):
    """Each state by one method, guarded and journaled."""

    def _journaled(self, records):
        return (
            self.env["hcc.journal"]
            .search([("model", "=", records._name), ("res_id", "in", records.ids)])
            .mapped("action")
        )

    def test_from_beginning_to_end(self):
        self.pilot.action_start()
        self.assertEqual(self.pilot.state, "running")
        self.assertEqual(set(self.pilot.area_ids.mapped("state")), {"planned"})
        self.pilot.action_start()
        self.pilot.action_close()
        self.assertEqual(set(self.pilot.area_ids.mapped("state")), {"closed"})
        self.assertEqual(
            self._journaled(self.pilot),
            ["pilot_closed", "pilot_started", "pilot_created"],
        )

    def test_not_without_wards(self):
        with self.assertRaises(UserError):
            self._new_pilot(self.env["hcc.ward"]).action_start()

    def test_states_are_not_written_by_hand(self):
        for record in (self.pilot, self.line_a1):
            with self.assertRaises(UserError):
                record.write({"state": "closed"})
        with self.assertRaises(UserError):
            self.env["hcc.pilot"].create({"name": "Late", "state": "running"})
        line = self.env["hcc.pilot.ward"].create(
            {"pilot_id": self.pilot.id, "ward_id": self.ward_b1.id, "state": "live"}
        )
        self.assertEqual(line.state, "proposed")

    def test_what_has_begun_is_not_deleted(self):
        self.pilot.action_start()
        with self.assertRaises(UserError):
            self.pilot.unlink()
        self._make_ready(self.ward_a1)
        self.line_a1.action_go_live()
        with self.assertRaises(UserError):
            self.line_a1.unlink()

    def test_refused_with_the_list_of_what_is_red(self):
        self.pilot.action_start()
        line = self.line_a1.with_user(self.user_coordinator)
        with self.assertRaisesRegex(UserError, r"Team: 3 of 10; Tablets: 0 of 3"):
            line.action_go_live()
        self.assertEqual(self.line_a1.state, "planned")

    def test_live_when_nothing_is_red(self):
        self.pilot.action_start()
        self._make_ready(self.ward_a1)
        self.line_a1.with_user(self.user_coordinator).action_go_live()
        self.assertEqual(self.line_a1.state, "live")
        self.assertEqual(self.line_a1.live_by_id, self.user_coordinator)
        # once
        self.line_a1.with_user(self.user_coordinator).action_go_live()
        self.assertEqual(self._journaled(self.line_a1).count("pilot_ward_live"), 1)
        self.assertEqual(self.pilot.live_count, 1)

    def test_not_before_the_pilot_begins_nor_in_wards_of_others(self):
        self._make_ready(self.ward_a1)
        with self.assertRaises(UserError):
            self.line_a1.with_user(self.user_coordinator).action_go_live()
        self.pilot.action_start()
        for user in (self.user_coordinator_b, self.user_manager, self.user_committee):
            with self.assertRaises(AccessError):
                self.line_a1.with_user(user).action_go_live()

    def test_administrators_say_why_in_spite_of_red(self):
        self.pilot.action_start()
        line = self.line_a1.with_user(self.user_administrator)
        action = line.action_go_live()
        self.assertEqual(action["res_model"], "hcc.pilot.override")
        self.assertEqual(line.state, "planned")
        form = (
            self.env["hcc.pilot.override"]
            .with_user(self.user_administrator)
            .create({"line_id": line.id})
        )
        self.assertIn("Team: 3 of 10", form.red)
        with self.assertRaises(UserError):
            form.action_confirm()
        form.reason = "Tablets come tomorrow"
        form.action_confirm()
        self.assertEqual(line.state, "live")
        self.assertEqual(line.override_reason, "Tablets come tomorrow")
        self.assertIn("Tablets: 0 of 3", line.override_red)
        [row] = self.env["hcc.journal"].search(
            [("action", "=", "pilot_ward_live_although")]
        )
        self.assertEqual(row.res_id, line.id)
        self.assertIn("equipped", row.details["red"])

    def test_committee_reads_and_changes_nothing(self):
        self.pilot.action_start()
        user = self.user_committee
        self.assertEqual(self.pilot.with_user(user).name, "First pilot")
        self.assertTrue(self.line_a1.with_user(user).team_text)
        for method in ("action_start", "action_close", "action_propose_wards"):
            with self.assertRaises(AccessError):
                getattr(self.pilot.with_user(user), method)()
        with self.assertRaises(AccessError):
            self.pilot.task_ids[0].with_user(user).action_done()
        with self.assertRaises(AccessError):
            self.env["hcc.pilot.override"].with_user(user).create(
                {"line_id": self.line_a1.id}
            )
