from odoo import api, fields, models
from odoo.fields import Domain


class HccDocumentType(models.Model):
    """A paper that an applicant shows; a strict one is needed to be taken in."""

    _name = "hcc.document.type"
    _description = "Document to Be Shown"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    description = fields.Text(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_strict = fields.Boolean(
        "Needed for Approval",
        help="Without it nobody is approved; with one that ran out nobody is "
        "activated. Of the others people are only reminded.",
    )
    category = fields.Selection(
        selection="_selection_category",
        string="Only for",
        help="Empty: everybody shows it.",
    )
    validity_months = fields.Integer(
        "Valid (Months)", help="From the day on which it was seen; 0 = for good."
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another document has this code already."
    )
    _validity_months_check = models.Constraint(
        "CHECK (validity_months >= 0)", "The validity cannot be negative."
    )

    def _selection_category(self):
        field = self.env["hcc.collaborator"]._fields["category"]
        return field._description_selection(self.env)

    @api.model
    def _get_all(self):
        """The kinds of documents in use, in their order."""
        return self.search([("active", "=", True)])

    def _get_types_of(self, category):
        """Return those of ``self`` that somebody of the category shows."""
        return self.filtered(lambda kind: kind.category in (False, category))

    def _get_valid_domain(self, day):
        """Domain of ``hcc.collaborator.document`` that are valid on the day."""
        return Domain("date_to", "=", False) | Domain("date_to", ">=", day)
