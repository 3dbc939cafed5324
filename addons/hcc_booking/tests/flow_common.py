from .common import BookingCase


class FlowCase(BookingCase):
    """Visits as their helpers see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper_users = {
            cls.c_a1_1: cls.user_collaborator,
            cls.c_a1_2: cls.user_helper_2,
            cls.c_a1_3: cls.user_helper_3,
        }

    def _own(self, assignment):
        """The assignment as its helper sees it."""
        return assignment.with_user(self.helper_users[assignment.collaborator_id])
