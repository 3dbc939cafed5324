from odoo import models


class HccJournal(models.Model):
    _name = "hcc.journal"
    _inherit = ["hcc.journal", "hcc.about.reader.mixin"]
