from odoo import models
from odoo.fields import Domain


class HccReadLog(models.Model):
    _name = "hcc.read.log"
    _inherit = ["hcc.read.log", "hcc.about.reader.mixin"]

    def _get_rows_domain(self, complaints):
        # a list that was read may hold one of them
        return Domain("res_id", "=", False) | super()._get_rows_domain(complaints)

    def action_open_persons(self):
        """Open the persons of this row, those that the user may read."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_citizen_action"
        )
        return {
            **action,
            "domain": [("id", "in", self.person_ids or [])],
            "context": {"active_test": False},
        }
