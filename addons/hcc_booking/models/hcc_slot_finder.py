from odoo import models


class HccSlotFinder(models.AbstractModel):
    """Answers who is free, and when."""

    _name = "hcc.slot.finder"
    _description = "Slot finder"
