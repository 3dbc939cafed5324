from odoo import fields, models


class HccNotice(models.Model):
    _inherit = "hcc.notice"

    kind = fields.Selection(
        selection_add=[("roster", "Roster"), ("swap", "Swap of shifts")],
        ondelete={"roster": "cascade", "swap": "cascade"},
    )
