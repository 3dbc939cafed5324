from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Keep maintenance's own app from people of the service.

        Their equipment has screens here; core would show the app to every
        internal user.
        """
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        if user.has_group("hcc_collaborator.group_hcc_user") and not user.has_group(
            "maintenance.group_equipment_manager"
        ):
            menu = self.env.ref(
                "maintenance.menu_maintenance_title", raise_if_not_found=False
            )
            if menu:
                hidden.append(menu.id)
        return hidden
