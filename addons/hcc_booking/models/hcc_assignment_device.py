from odoo import api, fields, models


class HccAssignmentDevice(models.AbstractModel):
    """What a helper without a tablet is told of a visit."""

    _name = "hcc.assignment.device"
    _description = "Assignment That Needs a Device"

    lacks_device = fields.Boolean("No tablet", compute="_compute_lacks_device")

    @api.depends("state")
    def _compute_lacks_device(self):
        # sudo: hcc.appointment, hcc.collaborator - whether one is needed and there
        entries_sudo = self.sudo().filtered(
            lambda entry: entry.state in ("offered", "accepted", "started")
            and entry.appointment_id.needs_device
        )
        without_sudo = entries_sudo.collaborator_id._get_without_device()
        for entry in self:
            entry.lacks_device = (
                entry.sudo() in entries_sudo
                and entry.sudo().collaborator_id in without_sudo
            )
