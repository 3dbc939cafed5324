from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    # The mixin comes first: what core begins with calls nothing after it.
    _inherit = [
        "hcc.branding.settings",
        "hcc.selection.settings",
        "hcc.people.settings",
        "hcc.read.settings",
        "res.config.settings",
    ]

    hcc_hotline = fields.Char(
        "Hotline",
        config_parameter="hcc_collaborator.hotline",
        help="The number that citizens are told to call.",
    )
