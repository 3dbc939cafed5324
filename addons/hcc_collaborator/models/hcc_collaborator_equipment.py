from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ..tools.localtime import LOCAL_TZ


class HccCollaboratorEquipment(models.AbstractModel):
    """What collaborators have of the service's equipment."""

    _name = "hcc.collaborator.equipment"
    _description = "Collaborator with Equipment"

    equipment_handover_ids = fields.One2many(
        "hcc.equipment.handover",
        "collaborator_id",
        string="Equipment",
        groups="hcc_collaborator.group_hcc_collaborator,"
        "hcc_collaborator.group_hcc_clerk,"
        "hcc_collaborator.group_hcc_reader",
    )
    held_equipment_ids = fields.One2many(
        "maintenance.equipment", "holder_id", string="Equipment now"
    )
    has_device = fields.Boolean(
        "Has a working tablet",
        compute="_compute_has_device",
        search="_search_has_device",
    )

    @api.depends("held_equipment_ids.hcc_condition")
    def _compute_has_device(self):
        without = self._get_without_device()
        for person in self:
            person.has_device = person not in without

    def _search_has_device(self, operator, value):
        if operator != "in":
            return NotImplemented
        # whether, not which: no right to read the equipment is needed
        domain = Domain("held_equipment_ids", "any!", self._get_device_domain())
        if set(value) == {True}:
            return domain
        return ~domain if set(value) == {False} else Domain.TRUE

    def _get_without_device(self):
        """Return those who have no tablet that works, in one query for all.

        Work that needs a device warns about them; nobody is refused for it.
        """
        if not self:
            return self
        # sudo: maintenance.equipment - whether, not which
        groups = (
            self.env["maintenance.equipment"]
            .sudo()
            ._read_group(
                self._get_device_domain() & Domain("holder_id", "in", self.ids),
                ["holder_id"],
            )
        )
        equipped = {person.id for (person,) in groups}
        return self.filtered(lambda person: person.id not in equipped)

    def _get_equipment_to_return(self):
        """Return what these people still have of the service.

        :return: list of short texts, one for each piece
        """
        # sudo: hcc.equipment.handover - whoever lets them go must know
        handovers_sudo = (
            self.env["hcc.equipment.handover"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", self.ids),
                    ("state", "in", ("open", "returning")),
                ],
                order="given_at, id",
            )
        )
        return [
            self.env._(
                "%(equipment)s, since %(day)s",
                equipment=handover.equipment_id.display_name,
                day=format_datetime(
                    self.env, handover.given_at, tz=LOCAL_TZ, dt_format="dd/MM/yyyy"
                ),
            )
            for handover in handovers_sudo
        ]

    @api.model
    def _get_device_domain(self):
        """What counts as a device to work with, in somebody's hands."""
        return (
            Domain("hcc_kind", "=", "tablet")
            & Domain("hcc_state", "=", "handed_over")
            & Domain("hcc_condition", "!=", "broken")
        )
