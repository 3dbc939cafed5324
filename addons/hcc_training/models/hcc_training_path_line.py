from odoo import fields, models
from odoo.tools import SQL


class HccTrainingPathLine(models.Model):
    """A course of a path: required or recommended, by when, how often."""

    _name = "hcc.training.path.line"
    _description = "Course of a Training Path"
    _order = "path_id, sequence, id"

    path_id = fields.Many2one(
        "hcc.training.path", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    course_id = fields.Many2one(
        "hcc.course", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("required", "Required"), ("recommended", "Recommended")],
        required=True,
        default="required",
    )
    within_days = fields.Integer(
        "Within (days)", required=True, default=60, help="After joining."
    )
    refresher_months = fields.Integer(
        "Again every (months)",
        help="0: when the qualification or the certificate ends, and not before.",
    )

    _course_once = models.Constraint(
        "UNIQUE (path_id, course_id)", "This course is in the path already."
    )
    _within_range = models.Constraint(
        "CHECK (within_days BETWEEN 0 AND 3650)",
        "The number of days lies between 0 and 3650.",
    )
    _refresher_range = models.Constraint(
        "CHECK (refresher_months BETWEEN 0 AND 120)",
        "The number of months lies between 0 and 120.",
    )

    def init(self):
        """Let PostgreSQL know how many paths there are.

        It does not count tables so small, takes them for empty, and then joins
        everybody with every qualification: who needs what takes forty times as long
        in one city.
        """
        for name in ("hcc.course", "hcc.training.path", self._name):
            self.env.execute_query(
                SQL(
                    "ALTER TABLE IF EXISTS %s SET (autovacuum_analyze_threshold = 1)",
                    SQL.identifier(self.env[name]._table),
                )
            )
