from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hcc_hotline = fields.Char(
        "Hotline",
        config_parameter="hcc_collaborator.hotline",
        help="The number that citizens are told to call.",
    )
