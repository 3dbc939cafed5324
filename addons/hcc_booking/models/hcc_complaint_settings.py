from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HccComplaintSettings(models.AbstractModel):
    """The part of the settings that says how soon complaints are answered."""

    _name = "hcc.complaint.settings"
    _description = "Settings of Complaints"

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

    @api.model
    def _valid_field_parameter(self, field, name):
        # As in the settings themselves, which inherit this.
        return name == "config_parameter" or super()._valid_field_parameter(field, name)

    @api.constrains("hcc_complaint_money_hours", "hcc_complaint_days")
    def _check_hcc_complaint_numbers(self):
        limits = {"hcc_complaint_money_hours": (1, 168), "hcc_complaint_days": (1, 30)}
        for settings in self:
            for name, (low, high) in limits.items():
                if not low <= settings[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: choose a number from %(low)s to %(high)s.",
                            field=self._fields[name]._description_string(self.env),
                            low=low,
                            high=high,
                        )
                    )
