from odoo import api, fields, models

from .hcc_read_log import LEAST_MONTHS, MONTHS


class HccReadSettings(models.AbstractModel):
    """The part of the settings about the log of who read what."""

    _name = "hcc.read.settings"
    _description = "Settings of the Log of Who Read What"
    _inherit = ["hcc.settings.mixin"]

    hcc_read_log_months = fields.Integer(
        "Kept for so many months",
        config_parameter=MONTHS[0],
        default=MONTHS[1],
    )

    @api.constrains("hcc_read_log_months")
    def _check_hcc_read_log_months(self):
        self._check_hcc_limits({"hcc_read_log_months": (LEAST_MONTHS, 120)})
