from odoo import api, fields, models

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

    @api.constrains("hcc_assessors")
    def _check_hcc_selection_numbers(self):
        self._check_hcc_limits({"hcc_assessors": (1, 5)})
