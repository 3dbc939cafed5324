from odoo import models


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    # The mixins come first: what core begins with calls nothing after it.
    _inherit = ["hcc.safety.settings", "res.config.settings"]
