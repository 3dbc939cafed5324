from odoo import api, fields, models


class HccTrainingPath(models.Model):
    """What somebody of a category is taught, and by when.

    Everybody of the service reads it; administrators alone change it.
    """

    _name = "hcc.training.path"
    _description = "Training Path"
    _order = "category, id"

    def _selection_category(self):
        return (
            self.env["hcc.collaborator"]
            ._fields["category"]
            ._description_selection(self.env)
        )

    name = fields.Char(required=True, translate=True)
    category = fields.Selection(selection="_selection_category", required=True)
    active = fields.Boolean(default=True)
    line_ids = fields.One2many("hcc.training.path.line", "path_id", "Courses")
    line_count = fields.Integer("Number of courses", compute="_compute_line_count")

    _one_each = models.UniqueIndex(
        "(category) WHERE active", "There is a path for this category already."
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        for path in self:
            path.line_count = len(path.line_ids)
