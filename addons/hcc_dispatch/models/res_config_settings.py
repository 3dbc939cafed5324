from odoo import models


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    # The mixins come first: what core begins with calls nothing after them.
    _inherit = ["hcc.board.settings", "res.config.settings"]
