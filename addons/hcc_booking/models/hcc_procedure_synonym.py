from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.text import fold


class HccProcedureSynonym(models.Model):
    """Words that people really use for a procedure."""

    _name = "hcc.procedure.synonym"
    _description = "Everyday words for a procedure"
    _order = "procedure_id, id"

    procedure_id = fields.Many2one(
        "hcc.procedure", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="Everyday words", required=True)
    search_key = fields.Char(
        compute="_compute_search_key", store=True, precompute=True, index="trigram"
    )

    _words_uniq = models.UniqueIndex(
        "(procedure_id, search_key)", "These words already lead to this procedure."
    )

    @api.depends("name")
    def _compute_search_key(self):
        for synonym in self:
            synonym.search_key = fold(synonym.name or "")
