from odoo import fields, models


class HccNotice(models.Model):
    _inherit = "hcc.notice"

    kind = fields.Selection(
        selection_add=[("dossier_due", "Dossiers to follow")],
        ondelete={"dossier_due": "cascade"},
    )
