from odoo.tests import tagged

from odoo.addons.hcc_collaborator.tests.common import HccCase


@tagged("post_install", "-at_install")
class TestHome(HccCase):
    """Everyone opens the service on the work of the own role."""

    def _get_home(self, user):
        """Open the app as the web client does: the action of its root menu."""
        menu = self.env.ref("hcc_collaborator.menu_hcc_root")
        return menu.action.with_user(user).run()

    def test_home_by_role(self):
        homes = {
            self.user_coordinator: "hcc_booking.hcc_attention_action",
            self.user_clerk: "hcc_booking.hcc_attention_action",
            self.user_administrator: "hcc_booking.hcc_attention_action",
            self.user_collaborator: "hcc_booking.hcc_assignment_action_my_day",
            self.user_trainer: "hcc_training.hcc_session_action",
            self.user_manager: "hcc_reporting.hcc_kpi_report_action",
            self.user_committee: "hcc_reporting.hcc_kpi_report_action",
            self.user_data_officer: "hcc_reporting.hcc_kpi_report_action",
        }
        for user, xmlid in homes.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._get_home(user)["id"], self.env.ref(xmlid).id)
