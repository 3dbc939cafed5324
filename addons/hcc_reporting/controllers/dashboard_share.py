from odoo.http import request, route

from odoo.addons.spreadsheet_dashboard.controllers.share import DashboardShareRoute


class HccDashboardShare(DashboardShareRoute):
    """There are no public dashboards: their addresses answer as if unknown."""

    @route()
    def share_portal(self, share_id=None, token=None):
        raise request.not_found()

    @route()
    def download(self, token=None, share_id=None):
        raise request.not_found()

    @route()
    def get_shared_dashboard_data(self, share_id, token):
        raise request.not_found()
