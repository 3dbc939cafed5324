from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.tools.localtime import local_date


class HccShiftPublish(models.TransientModel):
    """Turns a week of availability into published shifts, and tells the result."""

    _name = "hcc.shift.publish"
    _description = "Publish a week of shifts"

    @api.model
    def _default_week(self):
        today = local_date(fields.Datetime.now())
        return today + timedelta(days=7 - today.weekday())

    @api.model
    def _default_branch_id(self):
        return self.env.user.hcc_coordinator_ward_ids.branch_id[:1]

    scope = fields.Selection(
        selection=[("branch", "All teams of a branch"), ("ward", "Teams of wards")],
        string="Publish for",
        required=True,
        default="branch",
    )
    branch_id = fields.Many2one(
        "hcc.branch", default=lambda self: self._default_branch_id()
    )
    ward_ids = fields.Many2many("hcc.ward", string="Wards")
    week = fields.Date(
        string="Week of",
        required=True,
        default=lambda self: self._default_week(),
        help="Any day of the week.",
    )
    state = fields.Selection(
        selection=[("ask", "Choose"), ("done", "Done")], default="ask", readonly=True
    )
    line_ids = fields.One2many("hcc.shift.publish.line", "publish_id", readonly=True)
    made_count = fields.Integer(compute="_compute_counts", string="Shifts published")
    skipped_count = fields.Integer(compute="_compute_counts", string="Left out")

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        for publish in self:
            outcomes = publish.line_ids.mapped("outcome")
            publish.made_count = outcomes.count("made")
            publish.skipped_count = outcomes.count("skipped")

    @api.depends("week")
    def _compute_display_name(self):
        for publish in self:
            publish.display_name = self.env._("Publish a week of shifts")

    def action_publish(self):
        """Publish, then show what was made and what was left out, and why."""
        self.ensure_one()
        reach = self.env.user.hcc_coordinator_ward_ids
        wards = self.ward_ids if self.scope == "ward" else self.branch_id.ward_ids
        teams = self.env["hcc.team"].search([("ward_id", "in", (wards & reach).ids)])
        if not teams:
            raise UserError(self.env._("You coordinate no team there."))
        outcomes = self.env["hcc.shift"]._publish_week(teams, self.week)
        # sudo: hcc.shift.publish.line - lines are made by this method alone
        lines_sudo = self.env["hcc.shift.publish.line"].sudo()
        lines_sudo.create([{**line, "publish_id": self.id} for line in outcomes])
        self.state = "done"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Publish a week of shifts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_open_shifts(self):
        """Show the week on the calendar."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_shift_action"
        )
        return {**action, "context": {"initial_date": str(self.week)}}
