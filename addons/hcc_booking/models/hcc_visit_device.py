from odoo import api, fields, models


class HccVisitDevice(models.AbstractModel):
    """Whether a visit needs a tablet, and who of its helpers has none.

    A helper without one is told, as whoever assigns is; nobody is refused for it.
    Only screens of the office and of the helper ask: citizens who book wait for no
    query of this.
    """

    _name = "hcc.visit.device"
    _description = "Visit That Needs a Device"

    needs_device = fields.Boolean("Needs a tablet", compute="_compute_needs_device")
    device_warning = fields.Char(compute="_compute_device_warning")

    # Short dependencies on purpose: what follows long ways costs queries whenever a
    # visit is booked, and each screen asks anew.
    @api.depends("place")
    def _compute_needs_device(self):
        # sudo: ir.config_parameter, hcc.request - a rule of the service, and what
        # for; no personal data
        visits_sudo = self.sudo()
        at_home = visits_sudo.env["ir.config_parameter"].get_param(
            "hcc_booking.home_needs_device"
        )
        for visit_sudo in visits_sudo:
            visit_sudo.needs_device = (visit_sudo.place == "home" and at_home) or any(
                visit_sudo.request_id.procedure_ids.mapped("needs_device")
            )

    @api.depends("state")
    def _compute_device_warning(self):
        lacking = self._get_helpers_without_device()
        for visit in self:
            visit.device_warning = bool(lacking[visit]) and self.env._(
                "%(names)s: no working tablet, and this visit needs one.",
                names=", ".join(lacking[visit].mapped("name")),
            )

    def _get_helpers_without_device(self):
        """Who goes to a visit that needs a device and has none, for all at once.

        :return: {visit: ``hcc.collaborator`` in sudo}
        """
        # sudo: hcc.assignment - borrowed helpers are of other wards
        entries_sudo = self.sudo().assignment_ids.filtered(
            lambda entry: entry.state in ("offered", "accepted", "started")
        )
        entries_sudo = entries_sudo.filtered("appointment_id.needs_device")
        without_sudo = entries_sudo.collaborator_id._get_without_device()
        by_visit = entries_sudo.grouped("appointment_id")
        return {
            visit: by_visit.get(visit.sudo(), entries_sudo.browse()).collaborator_id
            & without_sudo
            for visit in self
        }

    def _warn_about(self, people):
        """Return who of these would go without the tablet that the visit needs."""
        self.ensure_one()
        return people._get_without_device() if self.needs_device else people.browse()
