from odoo import fields, models

from .hcc_course import SESSION_GROUPS


class HccCollaborator(models.Model):
    _inherit = "hcc.collaborator"

    attendance_ids = fields.One2many(
        "hcc.attendance",
        "collaborator_id",
        string="Training",
        readonly=True,
        groups=SESSION_GROUPS,
    )

    def action_view_training(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_training.hcc_attendance_action"
        )
        action["domain"] = [("collaborator_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
