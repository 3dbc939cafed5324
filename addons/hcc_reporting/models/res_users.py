from odoo import models

#: those who have work of their own to begin with
AT_WORK = (
    "hcc_collaborator.group_hcc_clerk",
    "hcc_collaborator.group_hcc_trainer",
    "hcc_collaborator.group_hcc_collaborator",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_hcc_home(self):
        """Managers, the committee and data officers begin with the three figures."""
        if self.has_group("hcc_collaborator.group_hcc_reader") and not any(
            self.has_group(group) for group in AT_WORK
        ):
            return "hcc_reporting.hcc_kpi_report_action"
        return super()._get_hcc_home()
