from odoo import fields, models


class HccAssignmentFit(models.AbstractModel):
    _name = "hcc.assignment.fit"
    _description = "Who May Be Assigned"

    def _check_fit(self):
        return
