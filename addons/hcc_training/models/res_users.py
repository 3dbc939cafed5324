from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_hcc_home(self):
        """Trainers begin with their sessions, unless they work at a branch too."""
        if self.has_group("hcc_collaborator.group_hcc_trainer") and not self.has_group(
            "hcc_collaborator.group_hcc_clerk"
        ):
            return "hcc_training.hcc_session_action"
        return super()._get_hcc_home()
