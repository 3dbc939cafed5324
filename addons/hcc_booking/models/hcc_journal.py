from odoo import fields, models
from odoo.fields import Domain


class HccJournal(models.Model):
    _inherit = "hcc.journal"

    # Whoever is complained of does not learn of it from the journal either. Asked
    # for at each read: rules are kept in a cache, complaints come at any time.
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
        return Domain("model", "=", "hcc.complaint") & Domain(
            "res_id", "in", barred.ids
        )
