from datetime import timedelta

from odoo import api, fields, models


class HccProcedureChange(models.TransientModel):
    """Asks by which day those who are qualified learn a changed procedure."""

    _name = "hcc.procedure.change"
    _description = "Require a Refresher"

    procedure_id = fields.Many2one(
        "hcc.procedure", required=True, readonly=True, ondelete="cascade"
    )
    qualification_type_id = fields.Many2one(
        related="procedure_id.qualification_type_id", string="Qualification"
    )
    day = fields.Date(
        "Refresher Until",
        required=True,
        default=lambda self: self.env["hcc.area.role"]._today() + timedelta(days=30),
        help="Until this day the qualification counts. Afterwards it counts only for "
        "those who have passed again.",
    )
    words = fields.Text("What Has Changed", required=True)
    holder_count = fields.Integer("People Concerned", compute="_compute_holder_count")

    @api.depends("qualification_type_id")
    def _compute_holder_count(self):
        today = self.env["hcc.area.role"]._today()
        for form in self:
            form.holder_count = self.env["hcc.collaborator"].search_count(
                [
                    (
                        "qualification_ids",
                        "any",
                        [
                            ("type_id", "=", form.qualification_type_id.id),
                            "|",
                            ("last_day", "=", False),
                            ("last_day", ">=", today),
                        ],
                    )
                ]
            )

    def action_confirm(self):
        self.ensure_one()
        count = self.procedure_id._require_refresher(self.day, self.words)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s qualifications need a refresher. The people are told.",
                    count=count,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
