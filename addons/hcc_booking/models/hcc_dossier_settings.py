from odoo import api, fields, models

from .hcc_dossier_follow_up import DEFAULTS

LIMITS = {
    "hcc_dossier_days": (1, 90),
    "hcc_dossier_patience": (0, 30),
    "hcc_supplement_notice": (1, 30),
}


class HccDossierSettings(models.AbstractModel):
    """The part of the settings about dossiers after the visit."""

    _name = "hcc.dossier.settings"
    _description = "Settings of Dossiers"
    _inherit = ["hcc.settings.mixin"]

    hcc_dossier_days = fields.Integer(
        "Days until a dossier is looked at again",
        config_parameter="hcc_booking.dossier_days",
        default=DEFAULTS["dossier_days"],
        help="Of procedures that do not say how long the authority takes.",
    )
    hcc_dossier_patience = fields.Integer(
        "Days until the coordinator sees what a helper left lying",
        config_parameter="hcc_booking.dossier_patience",
        default=DEFAULTS["dossier_patience"],
    )
    hcc_supplement_notice = fields.Integer(
        "Days before papers are due on which people are reminded",
        config_parameter="hcc_booking.supplement_notice",
        default=DEFAULTS["supplement_notice"],
    )

    def set_values(self):
        res = super().set_values()
        if not self.hcc_dossier_patience:
            # core would take the parameter away, and so give the default back
            self.env["ir.config_parameter"].set_param(
                "hcc_booking.dossier_patience", "0"
            )
        return res

    @api.constrains(*LIMITS)
    def _check_hcc_dossier(self):
        self._check_hcc_limits(LIMITS)
