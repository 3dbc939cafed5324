from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

# Monday 08:00 in Hanoi; the next day is a holiday
NOW = datetime(2026, 11, 23, 1, 0)
TODAY = date(2026, 11, 23)


class HccCase(TransactionCase):
    """A small city: branch A with wards A1 and A2, branch B with ward B1."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.env = cls.env(
            context=dict(
                cls.env.context,
                lang="en_US",
                tz="Asia/Ho_Chi_Minh",
                tracking_disable=True,
                no_reset_password=True,
            )
        )
        # people of the tests sign in with short passwords alone
        cls.env["res.users"]._relax_sign_in()
        # who has no language of the own is told in that of the tests
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls._set_up_places()
        cls._set_up_collaborators()
        cls._set_up_users()
        cls.env.flush_all()

    @classmethod
    def _set_up_places(cls):
        cls.branch_a, cls.branch_b = cls.env["hcc.branch"].create(
            [
                {"name": "Branch A", "code": "T-A", "hotline": "+842412340001"},
                {"name": "Branch B", "code": "T-B", "hotline": "+842412340002"},
            ]
        )
        cls.ward_a1, cls.ward_a2, cls.ward_b1 = cls.env["hcc.ward"].create(
            [
                cls._prepare_ward("A1", cls.branch_a, "dense", 21.03, 105.83),
                cls._prepare_ward("A2", cls.branch_a, "dense", 21.04, 105.84),
                cls._prepare_ward("B1", cls.branch_b, "suburban", 21.25, 105.85),
            ]
        )
        cls._set_up_calendars()
        wards = cls.ward_a1 | cls.ward_a2 | cls.ward_b1
        cls.point_a1, cls.point_a2, cls.point_b1 = cls.env["hcc.service.point"].create(
            [
                {
                    "name": f"Ward office {ward.name}",
                    "ward_id": ward.id,
                    "kind": "ward_office",
                    "address": f"1 Test street, {ward.name}",
                    "calendar_id": cls.calendar_office.id,
                    "desks": 2,
                }
                for ward in wards
            ]
        )
        cls.team_a1, cls.team_a2, cls.team_b1 = cls.env["hcc.team"].create(
            [{"name": f"Team {ward.name}", "ward_id": ward.id} for ward in wards]
        )

    @classmethod
    def _set_up_calendars(cls):
        cls.calendar_office = cls.env.ref("hcc_collaborator.calendar_office")
        cls.calendar_point = cls.env["resource.calendar"].create(
            {
                "name": "Every day 8-20",
                "tz": "Asia/Ho_Chi_Minh",
                "company_id": False,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": "Open",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 20,
                            "day_period": "morning",
                        }
                    )
                    for day in range(7)
                ],
            }
        )

    @classmethod
    def _prepare_ward(cls, name, branch, priority, latitude, longitude):
        return {
            "name": f"Test {name}",
            "full_name": f"Phường Test {name}",
            "code": f"T-{name}",
            "branch_id": branch.id,
            "priority_class": priority,
            "latitude": latitude,
            "longitude": longitude,
        }

    @classmethod
    def _set_up_collaborators(cls):
        cls.type_basic = cls.env.ref("hcc_collaborator.qualification_type_basic")
        cls.user_collaborator = new_test_user(
            cls.env, "test_collaborator", groups="base.group_user"
        )
        (
            cls.c_a1_1,
            cls.c_a1_2,
            cls.c_a1_3,
            cls.c_a2_1,
            cls.c_b1_1,
        ) = cls.env["hcc.collaborator"].create(
            [
                cls._prepare_collaborator("A1 One", "01", cls.team_a1, 1),
                cls._prepare_collaborator("A1 Two", "02", cls.team_a1, 2),
                cls._prepare_collaborator("A1 Three", "03", cls.team_a1, 3),
                cls._prepare_collaborator("A2 One", "01", cls.team_a2, 4),
                cls._prepare_collaborator("B1 One", "01", cls.team_b1, 5),
            ]
        )
        cls.c_a1_1.user_id = cls.user_collaborator

    @classmethod
    def _prepare_collaborator(cls, name, number, team, index):
        return {
            "name": f"Helper {name}",
            "badge_number": f"CTV-{team.ward_id.code}-{number}",
            "team_id": team.id,
            "category": "student",
            "state": "active",
            "phone": f"+8491200099{index}",
            "qualification_ids": [
                Command.create(
                    {"type_id": cls.type_basic.id, "date_from": date(2026, 1, 1)}
                )
            ],
        }

    @classmethod
    def _set_up_users(cls):
        # all at once: every class of tests pays for this
        wanted = [
            ("clerk", cls.branch_a, "test_clerk"),
            ("coordinator", cls.branch_a, "test_coordinator"),
            ("coordinator", cls.branch_b, "test_coordinator_b"),
            ("trainer", cls.branch_a, "test_trainer"),
            ("manager", cls.branch_a, "test_manager"),
            ("committee", None, "test_committee"),
            ("data_officer", None, "test_data_officer"),
            ("administrator", None, "test_administrator"),
        ]
        users = cls.env["res.users"].create(
            [
                *(cls._prepare_user(login) for _role, _branch, login in wanted),
                cls._prepare_user("test_portal", "base.group_portal"),
            ]
        )
        (
            cls.user_clerk,
            cls.user_coordinator,
            cls.user_coordinator_b,
            cls.user_trainer,
            cls.user_manager,
            cls.user_committee,
            cls.user_data_officer,
            cls.user_administrator,
            cls.user_portal,
        ) = users
        cls.env["hcc.area.role"].create(
            [
                cls._prepare_role(user, role, branch)
                for user, (role, branch, _login) in zip(users, wanted, strict=False)
            ]
        )

    @classmethod
    def _prepare_user(cls, login, group="base.group_user"):
        """The values that Odoo's new_test_user would give."""
        return {
            "login": login,
            "name": f"{login} ({group})",
            "password": login,
            "email": "t.t@example.com",
            "group_ids": [Command.set(cls.env.ref(group).ids)],
        }

    @classmethod
    def _prepare_role(cls, user, role, branch=None, ward=None):
        return {
            "user_id": user.id,
            "role": role,
            "scope": "branch" if branch else "ward" if ward else "city",
            "branch_id": branch.id if branch else False,
            "ward_id": ward.id if ward else False,
            "date_from": date(2026, 1, 1),
        }

    @classmethod
    def _new_role_user(cls, role, branch=None, ward=None, login=None):
        """Return a new user with a role in the branch, the ward or the city."""
        user = new_test_user(cls.env, login or f"test_{role}", groups="base.group_user")
        cls.env["hcc.area.role"].create(cls._prepare_role(user, role, branch, ward))
        return user
