from odoo import models

# Apps that come with the modules in use; a helper needs none of them, and
# Discuss would show every colleague to every new user.
NOT_FOR_COLLABORATORS = (
    "mail.menu_root_discuss",
    "contacts.menu_contacts",
    "spreadsheet_dashboard.spreadsheet_dashboard_menu_root",
    "survey.menu_surveys",
    "maintenance.menu_maintenance_title",
    "utm.menu_link_tracker_root",
    "base.menu_management",
)
OFFICE_GROUPS = (
    "hcc_collaborator.group_hcc_clerk",
    "hcc_collaborator.group_hcc_trainer",
    "hcc_collaborator.group_hcc_reader",
    "base.group_system",
)


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        user = self.env.user
        if user.has_group("hcc_collaborator.group_hcc_collaborator") and not any(
            user.has_group(group) for group in OFFICE_GROUPS
        ):
            for xmlid in NOT_FOR_COLLABORATORS:
                menu = self.env.ref(xmlid, raise_if_not_found=False)
                if menu:
                    hidden.append(menu.id)
        if user.has_group("hcc_collaborator.group_hcc_user") and not user.has_group(
            "maintenance.group_equipment_manager"
        ):
            # the service's equipment has screens of its own; core would show its
            # app, with everybody's requests, to every internal user
            hidden.append(self.env.ref("maintenance.menu_maintenance_title").id)
        return hidden
