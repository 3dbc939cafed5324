from odoo import api, fields, models

from .hcc_collaborator_retention import RETENTION
from .hcc_collaborator_selection import ASSESSORS


class HccSelectionSettings(models.AbstractModel):
    """The part of the settings about how applicants are selected."""

    _name = "hcc.selection.settings"
    _description = "Settings of the Selection"
    _inherit = ["hcc.settings.mixin"]

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
        help="Of those who were not taken in or withdrew; then their personal data "
        "is cleared.",
    )

    @api.constrains("hcc_assessors", "hcc_applicant_retention_days")
    def _check_hcc_selection_numbers(self):
        limits = {"hcc_assessors": (1, 5), "hcc_applicant_retention_days": (30, 3650)}
        self._check_hcc_limits(limits)
