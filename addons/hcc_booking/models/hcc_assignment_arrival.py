from odoo import api, fields, models


class HccAssignmentArrival(models.AbstractModel):
    """What the helper's day shows of somebody who is there already."""

    _name = "hcc.assignment.arrival"
    _description = "Arrival on the Helper's Screen"

    arrived_words = fields.Char(compute="_compute_arrived_words")

    @api.depends("appointment_id.arrived_at", "state")
    @api.depends_context("lang")
    def _compute_arrived_words(self):
        words = self.env["hcc.words"]
        for assignment in self:
            # sudo: hcc.appointment - whether the person of the own visit is there
            visit_sudo = assignment.sudo().appointment_id
            waits = (
                visit_sudo.arrived_at
                and visit_sudo.state == "booked"
                and visit_sudo._is_today()
            )
            assignment.arrived_words = waits and self.env._(
                "Here since %(time)s", time=words._time(visit_sudo.arrived_at)
            )
