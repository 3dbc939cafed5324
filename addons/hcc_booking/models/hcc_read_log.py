from odoo import fields, models
from odoo.fields import Domain


class HccReadLog(models.Model):
    _inherit = "hcc.read.log"

    # Whoever is complained of does not learn of it from who read it either. Asked for
    # at each read, as in the journal.
    is_about_reader = fields.Boolean(
        "About a Complaint against the Reader",
        compute="_compute_is_about_reader",
        search="_search_is_about_reader",
        export_string_translation=False,
    )

    def _compute_is_about_reader(self):
        hidden = self.filtered_domain(self._get_about_reader_domain())
        for row in self:
            row.is_about_reader = row in hidden

    def _search_is_about_reader(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_about_reader_domain()
        return domain if True in value else ~domain

    def _get_about_reader_domain(self):
        # sudo: hcc.complaint - those that the reader may not see
        complaints_sudo = self.env["hcc.complaint"].sudo()
        barred = complaints_sudo.search([("barred_user_ids", "in", [self.env.uid])])
        if not barred:
            return Domain.FALSE
        # a list that was read may hold one of them
        return Domain("model", "=", "hcc.complaint") & (
            Domain("res_id", "=", False) | Domain("res_id", "in", barred.ids)
        )

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
