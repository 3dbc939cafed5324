from datetime import timedelta

from odoo import models


class HccQualification(models.Model):
    _inherit = "hcc.qualification"

    def _end_training(self):
        """End qualifications whose training result was undone.

        Days that have passed stay as they were: someone may have worked on them.
        What has not begun before today goes away altogether.
        """
        today = self.env["hcc.session"]._get_today()
        yesterday = today - timedelta(days=1)
        begun = self.filtered(lambda qualification: qualification.date_from < today)
        running = begun.filtered(
            lambda qualification: (
                not qualification.date_to or qualification.date_to > yesterday
            )
        )
        running.write({"date_to": yesterday})
        running._journal("ended", reason="training_undone")
        fresh = self - begun
        fresh._journal("removed", reason="training_undone")
        fresh.unlink()
