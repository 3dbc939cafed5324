from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .hcc_collaborator_retention import RETENTION
from .hcc_collaborator_selection import ASSESSORS

LIMITS = {"hcc_assessors": (1, 5), "hcc_applicant_retention_days": (30, 3650)}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcc_hotline = fields.Char(
        "Hotline",
        config_parameter="hcc_collaborator.hotline",
        help="The number that citizens are told to call.",
    )
    hcc_assessors = fields.Integer(
        "Assessors of an Applicant",
        config_parameter=ASSESSORS[0],
        default=ASSESSORS[1],
        help="So many score each applicant before anybody sees the scores of others.",
    )
    hcc_applicant_retention_days = fields.Integer(
        "Applications Are Kept (Days)",
        config_parameter=RETENTION[0],
        default=RETENTION[1],
        help="Of those who were not taken in or withdrew; then only the number of "
        "applications is left.",
    )

    @api.constrains(*LIMITS)
    def _check_hcc_selection_numbers(self):
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
