from odoo import fields, models


class HccIllnessLine(models.TransientModel):
    _inherit = "hcc.illness.line"

    is_kept = fields.Boolean("Goes all the same")
    # for the helper, who reads no colleague's record
    proposed_name = fields.Char("Would be asked", readonly=True)
