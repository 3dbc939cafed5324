from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tests.equipment_common import SIGNATURE

from .common import AT_HOME, BookingCase


@tagged("post_install", "-at_install")
class TestVisitDevice(BookingCase):
    """Who goes without a tablet to a visit that needs one is a warning, no more."""

    def _give_tablet(self, person):
        tablet = self.env["maintenance.equipment"].create(
            {
                "name": "Tablet",
                "branch_id": person.branch_id.id,
                "hcc_kind": "tablet",
            }
        )
        handover = self.env["hcc.equipment.handover"].create(
            {"equipment_id": tablet.id, "collaborator_id": person.id}
        )
        handover._sign(SIGNATURE, SIGNATURE)
        self.env.invalidate_all()
        return tablet

    def test_which_visits_need_one(self):
        home = self._submit_home().current_appointment_id
        point = self._submit().current_appointment_id
        self.assertTrue(home.needs_device)
        self.assertFalse(point.needs_device)
        self.procedure.needs_device = True
        self.env.invalidate_all()
        self.assertTrue(point.needs_device)
        self.procedure.needs_device = False
        self.env["ir.config_parameter"].set_param(
            "hcc_booking.home_needs_device", False
        )
        self.env.invalidate_all()
        self.assertFalse(home.needs_device)

    def test_citizen_is_not_refused(self):
        visit = self._submit_home().current_appointment_id
        self.assertTrue(visit.lead_id)
        self.assertIn(visit.lead_id.name, visit.device_warning)
        warned = visit.request_id.with_user(self.user_clerk).device_warning
        self.assertIn("no working tablet", warned)

    def test_helper_is_warned_until_there_is_one(self):
        entry = self._submit_home().current_appointment_id.assignment_ids
        helper = entry.collaborator_id
        mine = entry.with_user(helper.user_id)
        self.assertTrue(mine.lacks_device)
        tablet = self._give_tablet(helper)
        self.assertFalse(mine.lacks_device)
        self.assertFalse(entry.appointment_id.device_warning)
        tablet.with_user(helper.user_id)._report_fault("Dark", unusable=True)
        self.env.invalidate_all()
        self.assertTrue(mine.lacks_device)
        mine.action_accept()
        with freeze_time(AT_HOME):
            mine.action_start()
            mine.action_done()
        self.env.invalidate_all()
        self.assertFalse(mine.lacks_device)

    def test_coordinator_is_warned_at_assignment(self):
        visit = self._submit_home().current_appointment_id
        entry = visit.assignment_ids
        other = (self.c_a1_2 | self.c_a1_3) - entry.collaborator_id
        form = (
            self.env["hcc.reassign"]
            .with_user(self.user_coordinator)
            .create({"appointment_id": visit.id, "assignment_id": entry.id})
        )
        hints = {choice["value"]: choice["hint"] for choice in form.choices}
        self.assertIn("no tablet", hints[str(other.id)])
        form.choice = str(other.id)
        self.assertIn("no working tablet", form.device_warning)
        self._give_tablet(other)
        hints = {choice["value"]: choice["hint"] for choice in form.choices}
        self.assertNotIn("no tablet", hints[str(other.id)])
        self.assertFalse(form.device_warning)
        answer = form.action_confirm()
        self.assertEqual(answer["params"]["type"], "success")

    def test_assigned_all_the_same(self):
        visit = self._submit_home().current_appointment_id
        entry = visit.assignment_ids
        form = (
            self.env["hcc.reassign"]
            .with_user(self.user_coordinator)
            .create({"appointment_id": visit.id, "assignment_id": entry.id})
        )
        answer = form.action_confirm()
        self.assertEqual(answer["params"]["type"], "warning")
        self.assertIn("No tablet", answer["params"]["message"])
        self.assertNotEqual(visit.lead_id, entry.collaborator_id)

    def test_illness_lists_who_has_none(self):
        entry = self._submit_home().current_appointment_id.assignment_ids
        helper = entry.collaborator_id
        other = (self.c_a1_2 | self.c_a1_3) - helper
        lines = (
            self.env["hcc.illness"]
            .with_user(self.user_coordinator)
            .create(
                {
                    "collaborator_id": helper.id,
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "assignment_id": entry.id,
                                "collaborator_id": other.id,
                            },
                        )
                    ],
                }
            )
            .line_ids
        )
        self.assertTrue(lines.lacks_device)
        self._give_tablet(other)
        self.assertFalse(lines.lacks_device)

    def test_many_visits_in_the_queries_of_one(self):
        requests = self._submit_home() | self._submit_home(
            submit_token="second", phone="0912345679"
        )
        entries = self.env["hcc.assignment"].browse(requests.assignment_ids.ids)
        self.assertEqual(len(entries.collaborator_id), 2)

        def count(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("lacks_device")
            return self.env.cr.sql_log_count - before

        count(entries)
        self.assertEqual(count(entries), count(entries[:1]))
