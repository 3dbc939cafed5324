from odoo import fields, models

from ..models.fields import NoteText


class HccEquipmentForm(models.AbstractModel):
    """A form about equipment, for those alone who may read that."""

    _name = "hcc.equipment.form"
    _description = "Form about Equipment"
    _inherit = ["hcc.about.mixin"]

    _about = ("equipment_id", "handover_id", "replacement_id")

    is_office = fields.Boolean(compute="_compute_is_office")
    replacement_id = fields.Many2one(
        "maintenance.equipment",
        "Replacement",
        domain="[('id', 'in', available_ids)]",
    )
    replacement_accessories = NoteText("With the replacement")
    available_ids = fields.Many2many(
        "maintenance.equipment", compute="_compute_available_ids"
    )

    def _compute_is_office(self):
        for form in self:
            handover = form._get_handover()
            form.is_office = (
                bool(handover)
                and handover.user_id != self.env.user
                and handover.has_access("write")
            )

    def _compute_available_ids(self):
        """What of the same kind is in stock at the branch, for the office."""
        Equipment = self.env["maintenance.equipment"]
        for form in self:
            # sudo: hcc.equipment.handover, maintenance.equipment - kind and branch
            equipment_sudo = form._get_handover().sudo().equipment_id
            available = Equipment
            if form.is_office:
                available = Equipment.search(
                    Equipment._get_available_domain(equipment_sudo.hcc_kind)
                    & fields.Domain("branch_id", "=", equipment_sudo.branch_id.id)
                )
            form.available_ids = available

    def _get_handover(self):
        """Return the handover that the form is about."""
        return self.handover_id

    def _done(self, message, kind="success", then=None):
        """Close the form and say what happened."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": then or {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
