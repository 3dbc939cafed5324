from odoo import fields, models
from odoo.fields import Domain


class HccAboutReaderMixin(models.AbstractModel):
    """Rows on what was done or read, without those on a complaint against the reader.

    Whoever is complained of does not learn of it from here either. Asked for at each
    read: rules are kept in a cache, complaints come at any time.
    """

    _name = "hcc.about.reader.mixin"
    _description = "Rows that May Be about the Reader"

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
        """Domain of the rows that the reader must not see."""
        # sudo: hcc.complaint - those that the reader may not see
        complaints_sudo = self.env["hcc.complaint"].sudo()
        barred = complaints_sudo.search([("barred_user_ids", "in", [self.env.uid])])
        if not barred:
            return Domain.FALSE
        return Domain("model", "=", "hcc.complaint") & self._get_rows_domain(barred)

    def _get_rows_domain(self, complaints):
        """Domain of rows that may tell of one of these complaints."""
        return Domain("res_id", "in", complaints.ids)
