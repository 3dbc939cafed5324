from odoo import fields, models


class HccCollaboratorImportProblem(models.TransientModel):
    """A row of a list that is not taken, and why."""

    _name = "hcc.collaborator.import.problem"
    _description = "Row That Is Not Imported"
    _order = "row, id"

    import_id = fields.Many2one(
        "hcc.collaborator.import", required=True, ondelete="cascade", index=True
    )
    row = fields.Integer(required=True, aggregator=None)
    column = fields.Char()
    name = fields.Char()
    reason = fields.Char(required=True)
    is_known = fields.Boolean("Is There Already")
