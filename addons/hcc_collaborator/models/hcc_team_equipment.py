from odoo import api, fields, models
from odoo.fields import Domain


class HccTeamEquipment(models.AbstractModel):
    """How many of a team work without a tablet."""

    _name = "hcc.team.equipment"
    _description = "Team and Its Devices"

    without_device_count = fields.Integer(
        "Without Tablet", compute="_compute_without_device_count"
    )
    is_short_of_devices = fields.Boolean(
        "Tablets Missing",
        compute="_compute_without_device_count",
        search="_search_is_short_of_devices",
    )

    @api.depends("member_ids.state")
    def _compute_without_device_count(self):
        # sudo: hcc.collaborator - how many is no secret, who is
        groups = (
            self.env["hcc.collaborator"]
            .sudo()
            ._read_group(
                Domain("team_id", "in", self.ids) & self._get_unequipped_domain(),
                ["team_id"],
                ["__count"],
            )
        )
        counts = {team.id: count for team, count in groups}
        for team in self:
            team.without_device_count = counts.get(team.id, 0)
            team.is_short_of_devices = bool(team.without_device_count)

    def _search_is_short_of_devices(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("member_ids", "any!", self._get_unequipped_domain())
        if set(value) == {True}:
            return domain
        return ~domain if set(value) == {False} else Domain.TRUE

    def action_view_without_device(self):
        """Open who of the team works without a tablet."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_collaborator_action"
        )
        domain = Domain("team_id", "=", self.id) & self._get_unequipped_domain()
        return action | {"domain": list(domain), "display_name": self.name}

    @api.model
    def _get_unequipped_domain(self):
        """Members who work and have no tablet that works."""
        return Domain("state", "=", "active") & Domain("has_device", "=", False)
