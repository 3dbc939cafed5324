from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

GAP_DAYS = 7


class HccCoverageGap(models.TransientModel):
    """Open hours of a support point in which nobody stands there.

    Computed for the person who opens the list, for the wards that person has a
    role in; nobody else sees these rows.
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
    hours = fields.Float(readonly=True)

    @api.depends("ward_id")
    def _compute_display_name(self):
        for gap in self:
            gap.display_name = gap.ward_id.display_name or ""

    @api.model
    def action_open(self):
        """Compute the gaps of the coming week and show them."""
        gaps = self._refresh(self.env.user.hcc_ward_ids)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_coverage_gap_action"
        )
        action["domain"] = [("id", "in", gaps.ids)]
        return action

    @api.model
    def _refresh(self, wards):
        """Replace this user's rows by the gaps of the next seven days.

        :param wards: ``hcc.ward`` recordset
        :return: ``hcc.coverage.gap`` recordset
        """
        now = fields.Datetime.now()
        until = utc_datetime(local_date(now) + timedelta(days=GAP_DAYS))
        points = self.env["hcc.service.point"].search([("ward_id", "in", wards.ids)])
        gaps = self.env["hcc.shift"]._get_coverage_gaps(points, now, until)
        by_id = {point.id: point for point in points}
        # sudo: hcc.coverage.gap - rows are made by this method alone
        gaps_sudo = self.sudo()
        gaps_sudo.search([("create_uid", "=", self.env.uid)]).unlink()
        gaps_sudo = gaps_sudo.create(
            [
                {
                    "ward_id": by_id[point_id].ward_id.id,
                    "branch_id": by_id[point_id].ward_id.branch_id.id,
                    "service_point_id": point_id,
                    "day": local_date(gap.start),
                    "start": gap.start,
                    "stop": gap.stop,
                    "hours": (gap.stop - gap.start).total_seconds() / 3600,
                }
                for point_id, gap in gaps
            ]
        )
        return gaps_sudo.with_env(self.env)
