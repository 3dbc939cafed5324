from odoo.tests import new_test_user

from odoo.addons.hcc_collaborator.tests.common import HccCase

from . import access_forms  # noqa: F401 - registers its makers
from .access_factory import MAKERS, SCOPES, Scope

# The columns of the matrix. Roles with an area cover branch A, the administrator
# the whole city.
ROLES = (
    "public",
    "portal",
    "employee",
    "collaborator",
    "clerk",
    "coordinator",
    "trainer",
    "manager",
    "committee",
    "data_officer",
    "administrator",
)


class AccessCase(HccCase):
    """The people of the matrix, and the corners of the city they look at."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        area = {"branch": cls.branch_a}
        cls.user_trainer_2, cls.user_trainer_b = (
            cls._new_role_user("trainer", branch=branch, login=login)
            for branch, login in (
                (cls.branch_a, "test_trainer_2"),
                (cls.branch_b, "test_trainer_b"),
            )
        )
        cls.users = {
            "public": cls.env.ref("base.public_user"),
            "portal": cls.user_portal,
            "employee": new_test_user(
                cls.env, "test_employee", groups="base.group_user"
            ),
            "collaborator": cls.user_collaborator,
            "clerk": cls.user_clerk,
            "coordinator": cls.user_coordinator,
            "trainer": cls.user_trainer,
            "manager": cls.user_manager,
            "committee": cls._new_role_user(
                "committee", login="test_committee_a", **area
            ),
            "data_officer": cls._new_role_user(
                "data_officer", login="test_data_officer_a", **area
            ),
            "administrator": cls.user_administrator,
        }
        partners = cls.env["res.partner"].create(
            [{"name": "Neighbour"}, {"name": "Stranger"}]
        )
        corners = (
            (cls.team_a1, cls.point_a1, cls.c_a1_1, cls.user_trainer),
            (cls.team_a1, cls.point_a1, cls.c_a1_2, cls.user_trainer_2),
            (cls.team_b1, cls.point_b1, cls.c_b1_1, cls.user_trainer_b),
        )
        cls.scopes = {
            name: Scope(
                cls.env,
                name,
                team.ward_id,
                team,
                point,
                collaborator,
                partner,
                trainer,
            )
            for name, (team, point, collaborator, trainer), partner in zip(
                SCOPES,
                corners,
                (cls.user_portal.partner_id, *partners),
                strict=True,
            )
        }

        for scope in cls.scopes.values():
            for model in MAKERS:
                scope.get(model)

    @classmethod
    def _get_models(cls):
        """Return the names of all models of the service, of forms and views too."""
        return sorted(
            name
            for name, model in cls.env.registry.items()
            if name.startswith("hcc.") and not model._abstract
        )
