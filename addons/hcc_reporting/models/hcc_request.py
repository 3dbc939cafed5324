from odoo import fields, models


class HccRequest(models.Model):
    _inherit = "hcc.request"

    kpi_source_ids = fields.One2many(
        "hcc.kpi.source",
        "request_id",
        string="Counted As",
        groups="hcc_collaborator.group_hcc_reader,"
        "hcc_collaborator.group_hcc_coordinator",
        copy=False,
    )
