from odoo import models


class HccAbsence(models.Model):
    _inherit = "hcc.absence"

    def action_plan(self):
        """Enter an absence, whatever is selected: first see what it hits."""
        name = "hcc_dispatch.hcc_absence_plan_action"
        if self.env.user.hcc_coordinator_ward_ids:
            name = "hcc_booking.hcc_illness_action"
        return self.env["ir.actions.act_window"]._for_xml_id(name)
