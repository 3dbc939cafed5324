from odoo import api, fields, models


class HccCoverageGap(models.TransientModel):
    """Open hours of a support point in which no published shift stands.

    Computed for the person who opens the list, for the wards that person reads.
    """

    _name = "hcc.coverage.gap"
    _description = "Open hours that nobody covers"
    _order = "start, ward_id, service_point_id, id"

    ward_id = fields.Many2one("hcc.ward", readonly=True)
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    service_point_id = fields.Many2one("hcc.service.point", readonly=True)
    day = fields.Date(readonly=True)
    start = fields.Datetime(string="From", readonly=True)
    stop = fields.Datetime(string="To", readonly=True)
    hours = fields.Float(readonly=True, aggregator="sum")

    @api.depends("ward_id", "day")
    def _compute_display_name(self):
        for gap in self:
            gap.display_name = gap.ward_id.display_name or ""
