from odoo import api, fields, models


class HccRequestDossiers(models.AbstractModel):
    """To which visit of a request a dossier belongs that the office types."""

    _name = "hcc.request.dossiers"
    _description = "Dossiers of a Request"

    # what is typed late was filed at a visit that took place, not at the next one
    dossier_visit_id = fields.Many2one(
        "hcc.appointment", compute="_compute_dossier_visit"
    )
    has_visits = fields.Boolean(compute="_compute_dossier_visit")

    @api.depends("appointment_ids.state", "appointment_ids.start")
    def _compute_dossier_visit(self):
        for request in self:
            visits = request.appointment_ids
            begun = visits.filtered(
                lambda visit: visit.state in ("in_progress", "done")
            )
            request.dossier_visit_id = (begun or visits).sorted(
                lambda visit: (visit.start, visit.id)
            )[-1:]
            request.has_visits = len(visits) > 1
