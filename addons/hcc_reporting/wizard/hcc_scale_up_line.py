from odoo import api, fields, models


class HccScaleUpLine(models.TransientModel):
    """What the estimate says of one ward; written by the estimate alone."""

    _name = "hcc.scale.up.line"
    _description = "Collaborators Needed in a Ward"
    _order = "needed desc, id"

    estimate_id = fields.Many2one(
        "hcc.scale.up", required=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one("hcc.ward", required=True, ondelete="cascade")
    requests = fields.Integer("Requests Measured", readonly=True)
    people = fields.Integer("Collaborators Now", readonly=True)
    minutes = fields.Float("Minutes a Request", readonly=True, aggregator="avg")
    needed = fields.Integer("Collaborators Needed", readonly=True)
    is_believed = fields.Boolean(compute="_compute_is_believed")
    is_beyond = fields.Boolean("More than Can Be Computed", readonly=True)
    predicted_hours = fields.Float(
        "Predicted Wait (hours)", readonly=True, aggregator="avg"
    )
    measured_hours = fields.Float(
        "Measured Wait (hours)", readonly=True, aggregator="avg"
    )
    fit = fields.Selection(
        [
            ("fits", "Fits"),
            ("no_fit", "Does not fit"),
            ("unknown", "Not measured"),
        ],
        "Model",
        readonly=True,
    )

    @api.depends("fit", "is_beyond")
    def _compute_is_believed(self):
        """A number that does not fit what was measured is not shown."""
        for line in self:
            line.is_believed = line.fit != "no_fit" and not line.is_beyond
