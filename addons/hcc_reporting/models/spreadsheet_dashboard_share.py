from odoo import api, models
from odoo.exceptions import AccessError


class SpreadsheetDashboardShare(models.Model):
    """Odoo lets any internal user publish a dashboard behind a link. Not here.

    Nobody has the right to a share any more (see ir.model.access.csv), none can be
    made past it, and the pages of old ones are gone.
    """

    _inherit = "spreadsheet.dashboard.share"

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise AccessError(self.env._("Dashboards are not shared by a public link."))

    def _check_dashboard_access(self, access_token):
        raise AccessError(self.env._("Dashboards are not shared by a public link."))
