from odoo import api, models, tools


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._forget_common()
        return leaves

    def write(self, vals):
        self._forget_common()
        result = super().write(vals)
        self._forget_common()
        return result

    def unlink(self):
        self._forget_common()
        return super().unlink()

    def _forget_common(self):
        # a helper's own time off is none of everybody's
        if any(not leave.resource_id for leave in self):
            self.env.registry.clear_cache()

    @api.model
    @tools.ormcache()
    def _list_common(self):
        """When everybody is off; few, and asked for by each page of free times.

        :return: tuple of (calendar id or False for all, from, to) in naive UTC
        """
        # sudo: resource.calendar.leaves - those of everybody, no person's
        leaves_sudo = self.sudo().search_fetch(
            [("time_type", "=", "leave"), ("resource_id", "=", False)],
            ["calendar_id", "date_from", "date_to"],
        )
        return tuple(
            (leave.calendar_id.id, leave.date_from, leave.date_to)
            for leave in leaves_sudo
        )
