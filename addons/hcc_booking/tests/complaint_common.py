from odoo.tests import tagged

from .common import BookingCase


@tagged("post_install", "-at_install")
class ComplaintCase(BookingCase):
    """A request whose helper is complained of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Complaint = cls.env["hcc.complaint"]
        cls.coordinator_2 = cls._new_role_user(
            "coordinator", ward=cls.ward_a1, login="test_coordinator_a1"
        )

        roles = cls.env["hcc.area.role"].search([("role", "=", "administrator")])
        cls.administrators = roles.user_id

    def _complain(self, **changes):
        """Complain; as the owner sees it when there is one."""
        values = {
            "kind": "behaviour",
            "ward_id": self.ward_a1.id,
            "text": "He shouted at me",
        }
        return self.Complaint._receive(values | changes)

    def _complain_of_visit(self, **changes):
        """Complain of the helper of a booked visit: A1 One or A1 Two.

        :return: the complaint and the helper
        """
        booked = self._submit()
        complaint = self._complain(request_id=booked.id, **changes)
        return complaint, booked.assignment_ids.collaborator_id

    def _make_coordinator(self, user, **scope):
        """Make a user a coordinator of branch A as well."""
        scope = scope or {"scope": "branch", "branch_id": self.branch_a.id}
        self.env["hcc.area.role"].create(
            {
                "user_id": user.id,
                "role": scope.pop("role", "coordinator"),
                "date_from": "2026-01-01",
                **scope,
            }
        )
