from odoo import api, fields, models, tools

from ..tools import pilot_plan


class HccWard(models.Model):
    _inherit = "hcc.ward"

    density = fields.Integer(
        "People per km²", compute="_compute_density", aggregator=None
    )

    @api.depends("population", "area_km2")
    def _compute_density(self):
        for ward in self:
            ward.density = pilot_plan.density(ward.population, ward.area_km2)

    def _get_pilot_class(self, dense_from):
        """Which of the city's priorities the ward belongs to.

        :param int dense_from: people on a square kilometre
        """
        self.ensure_one()
        return pilot_plan.class_of(
            self.kind, self.density, self.priority_class, dense_from
        )

    @api.model
    def _list_not_open(self):
        return super()._list_not_open() | self._list_getting_ready()

    @api.model
    @tools.ormcache()
    def _list_getting_ready(self):
        """Wards of running pilots that have not gone live; each booking asks."""
        # sudo: hcc.pilot.ward - which wards serve citizens is public
        lines_sudo = (
            self.env["hcc.pilot.ward"]
            .sudo()
            .search([("state", "=", "planned"), ("pilot_id.state", "=", "running")])
        )
        return frozenset(lines_sudo.ward_id.ids)

    @api.model
    def _pilots_changed(self):
        """Forget which wards do not serve citizens yet."""
        self.env.flush_all()
        self.env.registry.clear_cache()

    def action_clone(self):
        """Open the form that sets other wards up as this one is."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_reporting.hcc_ward_clone_form_action"
        )
        return {**action, "context": {"default_source_id": self.id}}
