from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import HccCase

OPERATIONS = ("read", "write", "create", "unlink")
SCOPED = ("hcc.collaborator", "hcc.qualification", "hcc.collaborator.relative")
# seen by those alone who choose people: test_hcc_selection*.py
SELECTION = (
    "hcc.selection.score",
    "hcc.collaborator.document",
    "hcc.collaborator.conflict",
    "hcc.interview",
)
OPEN = (
    "hcc.branch",
    "hcc.ward",
    "hcc.ward.alias",
    "hcc.service.point",
    "hcc.team",
    "hcc.holiday",
    "hcc.qualification.type",
    "hcc.selection.criterion",
    "hcc.document.type",
)
# operations on records of an own ward (branch A); on those of ward B1 the same
# list for roles of the whole city, nothing for the others
EXPECTED = {
    "hcc.collaborator": {
        "clerk": "r",
        "coordinator": "rwc",
        "trainer": "r",
        "manager": "r",
        "committee": "r",
        "data_officer": "r",
        "administrator": "rwcu",
    },
    "hcc.qualification": {
        "clerk": "r",
        "coordinator": "rwc",
        "trainer": "r",
        "manager": "r",
        "committee": "r",
        "data_officer": "r",
        "administrator": "rwcu",
    },
    "hcc.collaborator.relative": {
        "clerk": "",
        "coordinator": "rwcu",
        "trainer": "",
        "manager": "",
        "committee": "",
        "data_officer": "r",
        "administrator": "rwcu",
    },
}
CITY = {"committee", "data_officer", "administrator"}


@tagged("security")
class TestAccess(HccCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for person in cls.c_a1_1 | cls.c_b1_1 | cls.c_a1_2:
            person.relative_ids = [Command.create({"name": "Relative"})]
        cls.records = {
            "hcc.collaborator": (cls.c_a1_1, cls.c_b1_1),
            "hcc.qualification": (
                cls.c_a1_1.qualification_ids,
                cls.c_b1_1.qualification_ids,
            ),
            "hcc.collaborator.relative": (
                cls.c_a1_1.relative_ids,
                cls.c_b1_1.relative_ids,
            ),
        }

    def _allowed(self, record, user):
        record = record.with_user(user)
        return "".join(
            operation[0] if operation != "unlink" else "u"
            for operation in OPERATIONS
            if record.has_access(operation)
        )

    def test_roles_own_and_other_ward(self):
        for model, roles in EXPECTED.items():
            own, other = self.records[model]
            for role, expected in roles.items():
                user = getattr(self, f"user_{role}")
                with self.subTest(model=model, role=role):
                    self.assertEqual(self._allowed(own, user), expected)
                    elsewhere = expected if role in CITY else ""
                    self.assertEqual(self._allowed(other, user), elsewhere)

    def test_collaborator_own_alone(self):
        user = self.user_collaborator
        for model in SCOPED:
            own, other = self.records[model]
            with self.subTest(model=model):
                self.assertEqual(self._allowed(own, user), "r")
                self.assertEqual(self._allowed(other, user), "")
        colleague = self.c_a1_2
        self.assertEqual(self._allowed(colleague, user), "", "of the same team")
        self.assertEqual(self._allowed(colleague.relative_ids, user), "")

    def test_trainer_of_the_city_coordinates_nothing(self):
        user = self._new_role_user("trainer", login="test_city_trainer")
        self.assertEqual(self._allowed(self.c_b1_1, user), "r")

    def test_points_and_teams(self):
        for own, other in (
            (self.point_a1, self.point_b1),
            (self.team_a1, self.team_b1),
        ):
            with self.subTest(model=own._name):
                user = self.user_coordinator
                self.assertEqual(self._allowed(own, user), "rwc")
                self.assertEqual(self._allowed(other, user), "r")
                self.assertEqual(self._allowed(other, self.user_collaborator), "r")
                self.assertEqual(self._allowed(other, self.user_administrator), "rwcu")

    def test_point_cannot_be_moved_to_another_branch(self):
        point = self.point_a1.with_user(self.user_coordinator)
        with self.assertRaises(AccessError):
            point.ward_id = self.ward_b1
            self.env.flush_all()

    def test_people_cannot_be_sent_to_another_branch(self):
        person = self.c_a1_1.with_user(self.user_coordinator)
        person.team_id = self.team_a2
        self.assertEqual(self.c_a1_1.ward_id, self.ward_a2)
        with self.assertRaises(AccessError):
            person.team_id = self.team_b1

    def test_public_portal_and_plain_users_see_nothing(self):
        plain = self.env["res.users"].create(
            {"name": "Plain", "login": "test_plain", "group_ids": False}
        )
        plain.group_ids = self.env.ref("base.group_user")
        public = self.env.ref("base.public_user")
        models = [
            *SCOPED,
            *SELECTION,
            *OPEN,
            "hcc.journal",
            "hcc.journal.seal",
            "hcc.area.role",
        ]
        for user in (self.user_portal, public, plain):
            for model in models:
                with self.subTest(user=user.login, model=model):
                    for operation in OPERATIONS:
                        self.assertFalse(
                            self.env[model].with_user(user).has_access(operation)
                        )

    def test_people_of_the_service_read_the_places(self):
        for model in OPEN:
            for user in (self.user_collaborator, self.user_clerk, self.user_trainer):
                with self.subTest(user=user.login, model=model):
                    Model = self.env[model].with_user(user)
                    self.assertTrue(Model.has_access("read"))
                    self.assertFalse(Model.has_access("unlink"))

    def test_my_area(self):
        Team = self.env["hcc.team"].with_user(self.user_coordinator)
        teams = Team.search([("ward_id.is_mine", "=", True)])
        self.assertEqual(teams, self.team_a1 | self.team_a2)
        others = Team.search([("ward_id.is_mine", "=", False)])
        self.assertIn(self.team_b1, others)
        self.assertTrue(self.ward_a1.with_user(self.user_coordinator).is_mine)
        self.assertFalse(self.ward_b1.with_user(self.user_coordinator).is_mine)

    def test_administrator_keeps_opening_hours(self):
        calendar = self.calendar_point
        self.assertTrue(calendar.with_user(self.user_administrator).has_access("write"))
        self.assertFalse(calendar.with_user(self.user_coordinator).has_access("write"))

    def test_area_roles(self):
        role = self.user_clerk.hcc_area_role_ids
        self.assertEqual(self._allowed(role, self.user_clerk), "r")
        self.assertEqual(self._allowed(role, self.user_coordinator), "")
        self.assertEqual(self._allowed(role, self.user_administrator), "rwcu")
        with self.assertRaises(AccessError):
            self.env["hcc.area.role"].with_user(self.user_coordinator).create(
                {
                    "user_id": self.user_coordinator.id,
                    "role": "administrator",
                    "scope": "city",
                }
            )

    def test_administrator_gives_roles_without_managing_users(self):
        role = (
            self.env["hcc.area.role"]
            .with_user(self.user_administrator)
            .create(
                {
                    "user_id": self.user_clerk.id,
                    "role": "trainer",
                    "scope": "branch",
                    "branch_id": self.branch_b.id,
                }
            )
        )
        self.assertTrue(self.user_clerk.has_group("hcc_collaborator.group_hcc_trainer"))
        role.unlink()
        self.assertFalse(
            self.user_clerk.has_group("hcc_collaborator.group_hcc_trainer")
        )

    def test_position_is_for_coordinators(self):
        self.c_a1_1.write({"latitude": 21.0, "longitude": 105.8})
        for user in (self.user_collaborator, self.user_clerk, self.user_committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.c_a1_1.with_user(user).read(["latitude"])
        person = self.c_a1_1.with_user(self.user_coordinator)
        self.assertEqual(person.read(["latitude"])[0]["latitude"], 21.0)

    def test_every_model_has_a_rule_or_is_open(self):
        """A new model must be thought about here."""
        models = self.env["ir.model"].search(
            [("model", "=like", "hcc.%"), ("transient", "=", False)]
        )
        own = self.env["ir.model.data"].search(
            [("module", "=", "hcc_collaborator"), ("model", "=", "ir.model")]
        )
        known = {
            *SCOPED,
            *SELECTION,
            *OPEN,
            "hcc.notice",
            "hcc.statement",
            "hcc.statement.line",
            "hcc.equipment.handover",
            "hcc.practice.visit",
            "hcc.journal",
            "hcc.journal.check",
            "hcc.journal.seal",
            "hcc.area.role",
            "hcc.erasure",
            "hcc.read.log",
            "hcc.retention.rule",
            "hcc.sign.in",
        }
        stored = {
            model.model
            for model in models.filtered(lambda model: model.id in own.mapped("res_id"))
            if not self.env[model.model]._abstract
        }
        self.assertEqual(stored, known)

    def test_new_users_do_not_meet_all_colleagues_in_a_channel(self):
        channels = self.env["discuss.channel"].search(
            [("channel_type", "=", "channel")]
        )
        own = channels.filtered(
            lambda channel: self.user_collaborator.partner_id
            in channel.channel_partner_ids
        )
        self.assertFalse(own)
