from odoo import api, fields, models


class HccSelectionCriterion(models.Model):
    """What an applicant is looked at for."""

    _name = "hcc.selection.criterion"
    _description = "Selection Criterion"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("character", "Character"), ("ability", "Ability")], required=True
    )
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.model
    def _get_all(self):
        """The criteria in use, in their order."""
        return self.search([("active", "=", True)])
