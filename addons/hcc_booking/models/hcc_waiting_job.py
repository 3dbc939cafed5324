from odoo import models


class HccWaitingJob(models.AbstractModel):
    """Offers the times that became free, to one after another."""

    _name = "hcc.waiting.job"
    _description = "Offers from the Waiting List"
