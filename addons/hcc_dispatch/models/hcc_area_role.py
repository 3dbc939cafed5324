from odoo import api, models
from odoo.fields import Domain


class HccAreaRole(models.Model):
    _inherit = "hcc.area.role"

    @api.model
    def _get_coordinators(self, ward):
        """Who coordinates a ward, the nearest alone: of it, of its branch, of the city.

        :return: ``res.users``
        """
        # sudo: hcc.area.role - who is told, whoever tells
        roles_sudo = self.sudo().search(
            Domain("role", "=", "coordinator")
            & Domain("is_valid", "=", True)
            & (
                Domain("ward_id", "=", ward.id)
                | Domain("branch_id", "=", ward.branch_id.id)
                | Domain("scope", "=", "city")
            )
        )
        for scope in ("ward", "branch", "city"):
            users = roles_sudo.filtered(lambda role, scope=scope: role.scope == scope)
            if users:
                return users.user_id.filtered("active")
        return self.env["res.users"]
