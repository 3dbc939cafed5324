from odoo import fields, models


class HccProcedureDocument(models.Model):
    """A paper that the citizen should have at hand for a procedure."""

    _name = "hcc.procedure.document"
    _description = "Document to bring for a procedure"
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one(
        "hcc.procedure", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Document", required=True)
    original_needed = fields.Boolean(
        help="The original is needed, a copy is not enough."
    )
