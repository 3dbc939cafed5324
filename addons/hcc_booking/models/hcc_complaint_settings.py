from odoo import api, fields, models


class HccComplaintSettings(models.AbstractModel):
    """The part of the settings that says how soon complaints are answered."""

    _name = "hcc.complaint.settings"
    _description = "Settings of Complaints"
    _inherit = ["hcc.settings.mixin"]

    hcc_complaint_money_hours = fields.Integer(
        "Somebody was asked for money (hours)",
        config_parameter="hcc_booking.complaint_money_hours",
        default=24,
    )
    hcc_complaint_days = fields.Integer(
        "Other complaints (working days)",
        config_parameter="hcc_booking.complaint_days",
        default=5,
    )

    @api.constrains("hcc_complaint_money_hours", "hcc_complaint_days")
    def _check_hcc_complaint_numbers(self):
        limits = {"hcc_complaint_money_hours": (1, 168), "hcc_complaint_days": (1, 30)}
        self._check_hcc_limits(limits)
