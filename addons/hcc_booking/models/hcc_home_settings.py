from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMITS = {
    "hcc_quota_person_day": (0, 50),
    "hcc_quota_phone_warning": (1, 50),
}


class HccHomeSettings(models.AbstractModel):
    """The part of the settings about home visits and how much one person books."""

    _name = "hcc.home.settings"
    _description = "Settings of Home Visits"

    hcc_home_auto_approve = fields.Boolean(
        "Approve a home visit at once when a known fact meets a reason",
        config_parameter="hcc_booking.home_auto_approve",
        help="The year of birth, or a certificate that somebody saw before. A rule "
        "never refuses anybody.",
    )
    hcc_quota_person_day = fields.Integer(
        "Appointments of one person on a day",
        config_parameter="hcc_booking.quota_person_day",
        default=2,
        help="A clerk may book more, with a reason. 0: as many as the person likes.",
    )
    hcc_quota_phone_warning = fields.Integer(
        "Ask back from so many appointments of one telephone",
        config_parameter="hcc_booking.quota_phone_warning",
        default=3,
        help="Families share a telephone, so nobody is refused for it.",
    )

    @api.model
    def _valid_field_parameter(self, field, name):
        # As in the settings themselves, which inherit this.
        return name == "config_parameter" or super()._valid_field_parameter(field, name)

    def set_values(self):
        res = super().set_values()
        if not self.hcc_quota_person_day:
            # core would take the parameter away, and so give the default back
            self.env["ir.config_parameter"].set_param(
                "hcc_booking.quota_person_day", "0"
            )
        return res

    @api.constrains(*LIMITS)
    def _check_hcc_quota(self):
        for settings in self:
            for name, (low, high) in LIMITS.items():
                if not low <= settings[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: choose a number from %(low)s to %(high)s.",
                            field=self._fields[name]._description_string(self.env),
                            low=low,
                            high=high,
                        )
                    )
