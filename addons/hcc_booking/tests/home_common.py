from .common import BookingCase


class HomeCase(BookingCase):
    """Who is visited at home: reasons, evidence, decision, another look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = {
            reason.kind: reason for reason in cls.env["hcc.home.reason"].search([])
        }
        cls.env["hcc.area.role"].create(
            {
                "user_id": cls.env["res.users"]
                .create({"login": "test_second", "name": "Second"})
                .id,
                "role": "coordinator",
                "scope": "branch",
                "branch_id": cls.branch_a.id,
                "date_from": "2026-01-01",
            }
        )
        cls.user_second = cls.env["res.users"].search([("login", "=", "test_second")])

    def _refused(self, **changes):
        request = self._submit_home(**changes)
        request.with_user(self.user_coordinator)._decide_home("refused", "Near a point")
        return request
