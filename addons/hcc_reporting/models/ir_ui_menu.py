from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Dashboards are under Figures: nobody of the service needs Odoo's app."""
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        if user.has_group("hcc_collaborator.group_hcc_user") and not user.has_group(
            "spreadsheet_dashboard.group_dashboard_manager"
        ):
            xmlid = "spreadsheet_dashboard.spreadsheet_dashboard_menu_root"
            hidden.append(self.env.ref(xmlid).id)
        return hidden
