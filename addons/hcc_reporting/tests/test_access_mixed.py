from itertools import permutations

from odoo.tests import tagged

from .access_common import AccessCase
from .access_factory import SCOPES, get_records

OPERATIONS = ("read", "write", "create", "unlink")
AREA_ROLES = (
    "clerk",
    "coordinator",
    "trainer",
    "manager",
    "committee",
    "data_officer",
)

#: these follow the account, whoever the helper of it is
OF_ACCOUNTS = {"hcc.area.role", "hcc.field.device", "hcc.sign.in"}

# Fields with names and needs are shown by group: who has one of these roles
# anywhere must not reach requests by another role
PERSONAL_ROLES = {"clerk", "coordinator", "data_officer"}
PERSONAL_MODELS = {"hcc.complaint", "hcc.request", "hcc.kpi.source"}


@tagged("post_install", "-at_install", "security")
class TestAccessMixed(AccessCase):
    """Two roles of one person do not add up to more than each in its own area.

    Rules of groups are joined by OR: a rule that forgets its operations, or its
    kind of reach, would let a manager of the city who coordinates one ward change
    the whole city.
    """

    def _get_rights(self, user, model):
        """Return {(scope, operation)} that the user has on other people's records."""
        records = get_records(model, self.scopes, user)
        return {
            (scope, operation)
            for scope in SCOPES[1:]
            for operation in OPERATIONS
            if records[scope].with_user(user).has_access(operation)
        }

    @staticmethod
    def _swap(rights):
        """Return the rights as seen from the other branch."""
        other = {"ward": "elsewhere", "elsewhere": "ward"}
        return {(other[scope], operation) for scope, operation in rights}

    def test_two_area_roles(self):
        models = [name for name in self._get_models() if name != "hcc.area.role"]
        alone = {
            (role, model): self._get_rights(self.users[role], model)
            for role in AREA_ROLES
            for model in models
        }
        for here, there in permutations(AREA_ROLES, 2):
            user = self._new_role_user(
                here, branch=self.branch_a, login=f"test_{here}_{there}"
            )
            self._add_role(user, there, self.branch_b)
            for model in models:
                from_there = self._swap(alone[there, model])
                if self._is_withheld(model, there, here):
                    from_there = set()
                from_here = alone[here, model]
                if self._is_withheld(model, here, there):
                    from_here = set()
                with self.subTest(model=model, branch_a=here, branch_b=there):
                    self.assertEqual(
                        self._get_rights(user, model), from_here | from_there
                    )

    @staticmethod
    def _is_withheld(model, role, other_role):
        """Return whether the other role would show names in the role's area."""
        return (
            model in PERSONAL_MODELS
            and role not in PERSONAL_ROLES
            and other_role in PERSONAL_ROLES
        )

    def test_helper_with_a_role_in_another_area(self):
        """A helper who coordinates elsewhere gains nothing over the own records."""
        models = [
            name
            for name in self._get_models()
            if name not in OF_ACCOUNTS and not self.env[name].is_transient()
        ]
        mine, elsewhere = self.scopes["mine"], self.scopes["elsewhere"]
        expected = {
            (role, model): self._get_operations(self.user_collaborator, mine.get(model))
            | self._get_operations(self.users[role], elsewhere.get(model))
            for role in AREA_ROLES
            for model in models
        }
        for role in AREA_ROLES:
            user = self._new_role_user(
                role, branch=self.branch_b, login=f"test_helper_{role}"
            )
            self.c_a1_1.user_id = user
            self.env.flush_all()
            for model in models:
                with self.subTest(model=model, role=role):
                    self.assertEqual(
                        self._get_operations(user, mine.get(model)),
                        expected[role, model],
                    )

    def _get_operations(self, user, record):
        return {
            operation
            for operation in OPERATIONS
            if record.with_user(user).has_access(operation)
        }

    def _add_role(self, user, role, branch):
        self.env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": role,
                "scope": "branch",
                "branch_id": branch.id,
                "date_from": "2026-01-01",
            }
        )
