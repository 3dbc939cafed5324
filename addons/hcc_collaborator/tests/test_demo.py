from datetime import timedelta

from odoo.modules.module import get_manifest
from odoo.tests import tagged
from odoo.tools import convert_file

from ..tools.phone import parse_phone
from .common import TODAY, HccCase

PILOTS = ("00004", "00070", "00376")


@tagged("-at_install", "post_install")
class TestDemo(HccCase):
    """The demonstration data, loaded into the test's own transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("hcc_collaborator.demo_team_00004", False):
            for path in get_manifest("hcc_collaborator")["demo"]:
                convert_file(
                    cls.env, "hcc_collaborator", path, {}, noupdate=True, mode="init"
                )
        cls.teams = cls.env["hcc.team"].concat(
            *[cls.env.ref(f"hcc_collaborator.demo_team_{code}") for code in PILOTS]
        )

    def test_pilot_teams(self):
        self.assertEqual(self.teams.mapped("active_count"), [10, 10, 10])
        self.assertEqual(
            self.teams.ward_id.mapped("priority_class"), ["dense", "dense", "suburban"]
        )
        self.assertTrue(all(team.leader_id in team.member_ids for team in self.teams))
        for team in self.teams:
            self.assertEqual(len(team.ward_id.service_point_ids), 3)
            self.assertTrue(all(team.ward_id.service_point_ids.mapped("calendar_id")))

    def test_everyone_is_qualified_and_someone_not_for_long(self):
        people = self.teams.member_ids
        basic = self.env.ref("hcc_collaborator.qualification_type_basic")
        self.assertEqual(people._qualified_on(basic, TODAY), people)
        soon = TODAY + timedelta(days=300)
        self.assertFalse(people._qualified_on(basic, soon))
        for person in people:
            self.assertEqual(person.phone, parse_phone(person.phone))
            self.assertTrue(person.phone.startswith("+84912000"))
            self.assertTrue(person.user_id)

    def test_every_ward_has_a_sample_branch(self):
        wards = self.env["hcc.ward"].search([("code", "not like", "T-")])
        self.assertTrue(all(wards.mapped("branch_id")))
        branches = wards.branch_id
        self.assertEqual(len(branches), 12)
        self.assertTrue(all("mẫu" in branch.name for branch in branches))

    def test_coordinators(self):
        ba_dinh, hoan_kiem, soc_son = self.teams.ward_id
        first = self.env.ref("hcc_collaborator.demo_user_coordinator")
        second = self.env.ref("hcc_collaborator.demo_user_coordinator2")
        self.assertLessEqual(ba_dinh | hoan_kiem, first.hcc_coordinator_ward_ids)
        self.assertNotIn(soc_son, first.hcc_ward_ids)
        self.assertIn(soc_son, second.hcc_coordinator_ward_ids)
        self.assertNotIn(ba_dinh, second.hcc_ward_ids)
        helper = self.env.ref("hcc_collaborator.demo_user_collaborator")
        self.assertEqual(helper.hcc_collaborator_ids.ward_id, ba_dinh)

    def test_applicants_in_each_step(self):
        people = self.env["hcc.collaborator"].concat(
            *[
                self.env.ref(f"hcc_collaborator.demo_applicant_{number:02d}")
                for number in range(1, 8)
            ]
        )
        self.assertEqual(
            people.mapped("state"),
            ["applied", "screened", "screened", "interviewed", "rejected"]
            + ["applied", "approved"],
        )
        self.assertEqual(people.mapped("assessor_count"), [0, 1, 2, 2, 0, 0, 2])
        self.assertEqual(people.interview_ids.mapped("state"), ["planned"])
        self.assertEqual(people[-1].badge_number, "CTV-00082-01")
        self.assertFalse(people[3].missing_strict_ids, "can be decided on")

    def test_equipment(self):
        equipment = self.env["maintenance.equipment"].search(
            [("branch_id.code", "not like", "T-"), ("branch_id", "!=", False)]
        )
        states = set(equipment.mapped("hcc_state"))
        self.assertLessEqual({"in_stock", "handed_over", "in_repair"}, states)
        self.assertGreater(len(equipment.branch_id), 3)
        # somebody has none, and one is out of order
        self.assertEqual(self.teams.mapped("without_device_count"), [3, 2, 4])
        first = self.env.ref("hcc_collaborator.demo_collaborator_00004_01")
        self.assertTrue(first.has_device)
        self.assertEqual(len(first.held_equipment_ids), 3)
