from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, warmup

from odoo.addons.hcc_collaborator.tests.common import NOW

from .pilot_common import PilotCase


@tagged("post_install", "-at_install")
class TestPilotReadiness(PilotCase):
    """Each check is red until the records say otherwise, with the number beside."""

    def _expect(self, name, have, need, is_ready):
        measure = self._measure(self.ward_a1)[name]
        self.assertEqual(
            (measure.have, measure.need, measure.is_ready), (have, need, is_ready)
        )

    def test_team(self):
        self._expect("team", 3, 10, False)
        self.ward_a1.team_id.target_size = 3
        self._expect("team", 3, 3, True)
        self.c_a1_3.state = "suspended"
        self._expect("team", 2, 3, False)
        # no team, nobody: measured against the usual size
        ward = self.env["hcc.ward"].create(
            self._prepare_ward("A9", self.branch_a, "dense", 21, 105)
        )
        self.assertEqual(self._measure(ward)["team"].need, 10)
        self.assertFalse(any(m.is_ready for m in self._measure(ward).values()))

    def test_trained(self):
        self._expect("trained", 3, 3, True)
        self.c_a1_1.qualification_ids.date_to = NOW.date() - timedelta(days=1)
        self._expect("trained", 2, 3, False)
        # the last valid day counts
        self.c_a1_1.qualification_ids.date_to = NOW.date()
        self._expect("trained", 3, 3, True)

    def test_equipped(self):
        self._expect("equipped", 0, 3, False)
        self._equip(self.ward_a1)
        self._expect("equipped", 3, 3, True)
        tablet = self.c_a1_1.held_equipment_ids
        tablet.hcc_condition = "broken"
        self._expect("equipped", 2, 3, False)

    def test_points(self):
        self._expect("points", 1, 1, True)
        self.env["hcc.service.point"].create(
            {"name": "House", "ward_id": self.ward_a1.id, "kind": "cultural_house"}
        )
        self._expect("points", 1, 2, False)
        self.ward_a1.service_point_ids.active = False
        self._expect("points", 0, 1, False)

    def test_shifts(self):
        measure = self._measure(self.ward_a1)["shifts"]
        self.assertEqual(measure.have, 0)
        self.assertGreater(measure.need, 20)
        self._cover(self.ward_a1)
        self._expect("shifts", measure.need, measure.need, True)
        # one afternoon without anybody is red, and the number says so
        shift = self.env["hcc.shift"].search(
            [("ward_id", "=", self.ward_a1.id), ("start", ">", NOW)], limit=1
        )
        shift.action_cancel()
        measure = self._measure(self.ward_a1)["shifts"]
        self.assertFalse(measure.is_ready)
        self.assertLess(measure.have, measure.need)

    def test_begun_hours_never_look_complete(self):
        self._cover(self.ward_a1)
        shift = self.env["hcc.shift"].search(
            [("ward_id", "=", self.ward_a1.id), ("start", ">", NOW)], limit=1
        )
        shift.stop -= timedelta(minutes=1)
        measure = self._measure(self.ward_a1)["shifts"]
        self.assertFalse(measure.is_ready)
        self.assertLess(measure.have, measure.need)

    def test_messages(self):
        self.env["ir.mail_server"].search([]).active = False
        self._expect("messages", 0, 0, False)
        self.assertIn("not set up", self.line_a1.messages_text)
        self._set_up_messages()
        self.line_a1.invalidate_recordset()
        self._expect("messages", 0, 0, True)
        request = self.env["hcc.request"].create(
            {"ward_id": self.ward_a1.id, "place": "home", "state": "booked"}
        )
        values = {
            "kind": "confirmed",
            "recipient": "citizen",
            "request_id": request.id,
            "ward_id": self.ward_a1.id,
            "channel": "sms",
            "body": "Words",
        }
        messages = self.env["hcc.message"].create(
            [{**values, "state": "sent"}, {**values, "state": "failed"}]
        )
        # calls and what still waits say nothing about the way
        self.env["hcc.message"].create(
            [
                {**values, "state": "pending"},
                {**values, "channel": "call", "state": "to_call"},
            ]
        )
        self._expect("messages", 1, 2, False)
        messages[1].unlink()
        self._expect("messages", 1, 1, True)

    def test_board_says_it_without_colour(self):
        self.assertEqual(self.line_a1.team_text, "✗ 3 of 10")
        self.assertEqual(self.line_a1.trained_text, "✓ 3 of 3")
        self.assertEqual(self.line_a1.red_count, 4 - self.line_a1.messages_ok)
        self._make_ready(self.ward_a1)
        self.env.invalidate_all()
        self.assertTrue(self.line_a1.is_ready)
        lines = self.env["hcc.pilot.ward"]
        self.assertEqual(lines.search([("is_ready", "=", True)]), self.line_a1)
        self.assertIn(self.line_a2, lines.search([("is_ready", "=", False)]))

    def test_each_number_opens_its_records(self):
        line = self.line_a1.with_user(self.user_coordinator)

        def opened(name):
            action = line.with_context(hcc_check=name).action_open_check()
            model = self.env[action["res_model"]].with_user(self.user_coordinator)
            return model.search(action["domain"])

        team = self.ward_a1.team_id.member_ids
        self.assertEqual(opened("team"), team)
        self.assertEqual(opened("trained"), team)
        self.c_a1_2.qualification_ids.date_to = NOW.date() - timedelta(days=1)
        self.assertEqual(opened("trained"), self.c_a1_2)
        self.assertEqual(opened("equipped"), team)
        self.assertEqual(opened("points"), self.point_a1)
        self.assertEqual(opened("shifts").ward_id, self.ward_a1)
        self.assertEqual(opened("shifts")._name, "hcc.coverage.gap")
        self._cover(self.ward_a1)
        self.assertEqual(opened("shifts")._name, "hcc.shift")
        self.assertEqual(opened("messages")._name, "hcc.message")
        with self.assertRaises(UserError):
            opened("anything")
        # who may not read the records keeps to the number
        committee = self.line_a1.with_user(self.user_committee)
        with self.assertRaises(UserError):
            committee.with_context(hcc_check="messages").action_open_check()
        with self.assertRaises(AccessError):
            self.line_a1.with_user(self.user_coordinator_b).with_context(
                hcc_check="team"
            ).action_open_check()

    @warmup
    def test_as_many_queries_for_one_ward_as_for_the_city(self):
        wards = self.env["hcc.ward"].search([], limit=126)
        self.env["hcc.service.point"].create(
            [
                {
                    "name": "Office",
                    "ward_id": ward.id,
                    "calendar_id": self.calendar_point.copy().id,
                }
                for ward in wards[:40]
            ]
        )
        self.env["hcc.team"].create(
            [
                {"name": ward.name, "ward_id": ward.id}
                for ward in wards
                if not ward.team_ids
            ]
        )
        readiness = self.env["hcc.pilot.readiness"]
        counts = []
        for some in (wards[:1], wards):
            readiness._measure(some)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            readiness._measure(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(wards), 126)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 20)
