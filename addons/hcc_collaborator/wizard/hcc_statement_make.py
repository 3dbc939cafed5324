from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.hcc_statement_making import WORKING_STATES
from ..tools.work_time import month_bounds


class HccStatementMake(models.TransientModel):
    """A coordinator has statements made, for the own wards."""

    _name = "hcc.statement.make"
    _description = "Making of Statements by Hand"

    month = fields.Date(
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of the month.",
    )
    team_ids = fields.Many2many("hcc.team", string="Teams", help="Empty: all of yours.")

    def _default_month(self):
        today = self.env["hcc.area.role"]._today()
        return month_bounds(fields.Date.subtract(today.replace(day=1), days=1))[0]

    def action_confirm(self):
        """Make what is missing, renew the drafts, and show them."""
        self.ensure_one()
        wards = self.env.user.hcc_coordinator_ward_ids
        domain = Domain("state", "in", WORKING_STATES)
        domain &= Domain("ward_id", "in", wards.ids)
        if self.team_ids:
            domain &= Domain("team_id", "in", self.team_ids.ids)
        people = self.env["hcc.collaborator"].with_context(active_test=False)
        people = people.search(domain)
        if not people:
            raise UserError(self.env._("Nobody of these teams is in your wards."))
        self.env["hcc.statement"]._make(self.month, people)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_statement_action"
        )
        first, _following = month_bounds(self.month)
        return {**action, "domain": [("month", "=", first)], "target": "main"}
