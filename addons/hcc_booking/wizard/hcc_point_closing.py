from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.hcc_collaborator.models.fields import NoteText
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime


class HccPointClosing(models.TransientModel):
    """A support point closes: what is promised there, and what else could be offered.

    Nothing is done before the one confirmation.
    """

    _name = "hcc.point.closing"
    _description = "Support Point That Closes"

    service_point_id = fields.Many2one(
        "hcc.service.point",
        "Support Point",
        required=True,
        domain=lambda self: self._get_point_domain(),
    )
    start = fields.Datetime(
        "From", required=True, default=lambda self: self._default_start()
    )
    stop = fields.Datetime(
        "Until", required=True, default=lambda self: self._default_stop()
    )
    reason = NoteText("Why", required=True)
    line_ids = fields.One2many("hcc.point.closing.line", "closing_id", "Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")

    def _get_point_domain(self):
        return [("ward_id", "in", self.env.user.hcc_coordinator_ward_ids.ids)]

    def _default_start(self):
        return utc_datetime(self.env["hcc.words"]._today())

    def _default_stop(self):
        return utc_datetime(self.env["hcc.words"]._today(), 24.0)

    @api.depends("line_ids")
    def _compute_visit_count(self):
        for form in self:
            form.visit_count = len(form.line_ids)

    @api.onchange("service_point_id", "start", "stop")
    def _onchange_preview(self):
        """List what is promised there, with the nearest other times."""
        commands = [Command.clear()]
        # the client says which point: visits of other wards are never shown
        point = self.service_point_id._origin.filtered_domain(self._get_point_domain())
        if point and self.start and self.stop and self.start < self.stop:
            rows = self.env["hcc.point.closure"]._preview(point, self.start, self.stop)
            commands += [
                Command.create(
                    {
                        "appointment_id": visit.id,
                        "reference": visit.reference,
                        "when": visit.when_words,
                        "others": others,
                    }
                )
                for visit, others in rows
            ]
        self.line_ids = commands

    def action_close(self):
        """Close the point, tell everybody, and show what is left to do."""
        self.ensure_one()
        closure = self.env["hcc.point.closure"]._close_point(
            self.service_point_id, self.start, self.stop, self.reason
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_point_closure_action"
        )
        return {
            **action,
            "res_id": closure.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
