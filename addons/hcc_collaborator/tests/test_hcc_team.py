from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from .common import HccCase


class TestHccTeam(HccCase):
    def test_gap_to_the_target(self):
        self.assertEqual(self.team_a1.active_count, 3)
        self.assertEqual(self.team_a1.gap, 7)
        self.env["hcc.collaborator"].create(
            {"name": "Applicant", "team_id": self.team_a1.id}
        )
        self.assertEqual(self.team_a1.candidate_count, 1)
        self.c_a1_2.action_leave()
        self.assertEqual(self.team_a1.gap, 8)

    def test_search_short_teams(self):
        Team = self.env["hcc.team"]
        teams = self.team_a1 | self.team_a2 | self.team_b1
        self.team_a2.target_size = 1
        short = Team.search([("is_short", "=", True), ("id", "in", teams.ids)])
        self.assertEqual(short, self.team_a1 | self.team_b1)
        enough = Team.search([("is_short", "=", False), ("id", "in", teams.ids)])
        self.assertEqual(enough, self.team_a2)

    def test_one_team_a_ward(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["hcc.team"].create({"name": "Second", "ward_id": self.ward_a1.id})

    def test_point_has_a_desk(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.point_a1.desks = 0

    def test_members_action(self):
        action = self.team_a1.action_view_members()
        found = self.env["hcc.collaborator"].search(action["domain"])
        self.assertEqual(found, self.team_a1.member_ids)
