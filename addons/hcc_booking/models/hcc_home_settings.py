from odoo import api, fields, models

LIMITS = {
    "hcc_quota_person_day": (0, 50),
    "hcc_quota_phone_warning": (1, 50),
}


class HccHomeSettings(models.AbstractModel):
    """The part of the settings about home visits and how much one person books."""

    _name = "hcc.home.settings"
    _description = "Settings of Home Visits"
    _inherit = ["hcc.settings.mixin"]

    hcc_home_auto_approve = fields.Boolean(
        "Approve a home visit at once when a known fact meets a reason",
        config_parameter="hcc_booking.home_auto_approve",
        help="The year of birth, or a certificate that somebody saw before. A rule "
        "never refuses anybody.",
    )
    hcc_home_needs_device = fields.Boolean(
        "Helpers need a tablet for visits at home",
        config_parameter="hcc_booking.home_needs_device",
        help="Whoever assigns a helper without one, and the helper, are warned. "
        "Nobody is refused.",
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
        self._check_hcc_limits(LIMITS)
