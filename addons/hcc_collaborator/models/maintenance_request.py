from odoo import api, fields, models


class MaintenanceRequest(models.Model):
    """A fault of the service's equipment, beside core's other requests.

    In core every internal user creates, writes and deletes requests about any
    equipment, and reads its name through them. About equipment of a branch,
    global rules leave that to coordinators; whoever has it reports by
    ``maintenance.equipment._report_fault``.
    """

    _name = "maintenance.request"
    _inherit = ["maintenance.request", "hcc.journal.mixin"]

    branch_id = fields.Many2one(
        related="equipment_id.branch_id", store=True, index="btree_not_null"
    )
    # where it was when it was reported
    ward_id = fields.Many2one(
        "hcc.ward",
        compute="_compute_ward_id",
        store=True,
        index="btree_not_null",
        string="Ward",
    )
    hcc_unusable = fields.Boolean("Cannot be used", readonly=True)
    hcc_state = fields.Selection(related="equipment_id.hcc_state")

    @api.depends("equipment_id")
    def _compute_ward_id(self):
        for request in self:
            request.ward_id = request.equipment_id.ward_id

    def write(self, vals):
        result = super().write(vals)
        if "equipment_id" in vals:
            # rules are checked before a write: none is turned into one about
            # equipment that the user may not touch
            self.check_access("write")
        return result

    def action_take_back(self):
        """Take the equipment back, to be repaired, with a replacement at once."""
        self.ensure_one()
        self.check_access("read")
        # sudo: hcc.equipment.handover - found here, opened with the user's rights
        held_sudo = self.equipment_id.sudo().handover_ids.filtered("is_held")[:1]
        return held_sudo.with_env(self.env).action_sign()

    def action_settle(self):
        """The fault is settled."""
        self.check_access("write")
        # sudo: maintenance.stage - core's stages are its managers' alone
        self.sudo()._settle()

    def _settle(self):
        """Close what is still open."""
        opened = self.filtered(lambda request: not request.stage_id.done)
        if not opened:
            return
        done = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        opened.with_context(tracking_disable=True).write({"stage_id": done.id})
        opened._journal("fault_settled")
