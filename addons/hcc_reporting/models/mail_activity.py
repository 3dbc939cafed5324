from odoo import models

from .hcc_pilot_task import ACTIVITY


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        kind = self.env.ref(ACTIVITY)
        task_ids = self.filtered(
            lambda activity: activity.res_model == "hcc.pilot.task"
            and activity.activity_type_id == kind
        ).mapped("res_id")
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        # core has just checked that the user may end these activities
        self.env["hcc.pilot.task"].browse(task_ids)._finish()
        return result
