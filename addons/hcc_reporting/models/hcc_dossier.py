from odoo import fields, models


class HccDossier(models.Model):
    _inherit = "hcc.dossier"

    kpi_source_ids = fields.One2many(
        "hcc.kpi.source",
        "dossier_id",
        string="Counted As",
        groups="hcc_collaborator.group_hcc_reader,"
        "hcc_collaborator.group_hcc_coordinator",
        copy=False,
    )
