from odoo import api, fields, models


class HccAppointmentOffice(models.AbstractModel):
    """What calendars and boards of the back office show of a visit."""

    _name = "hcc.appointment.office"
    _description = "Visit in the Back Office"

    when_words = fields.Char("When", compute="_compute_office_words")
    where_words = fields.Char("Where", compute="_compute_office_words")
    procedure_summary = fields.Char("What for", compute="_compute_procedure_summary")
    lead_phone = fields.Char("Helper's phone", compute="_compute_lead_phone")

    @api.depends("start", "stop", "service_point_id", "ward_id", "place")
    @api.depends_context("lang")
    def _compute_office_words(self):
        words = self.env["hcc.words"]
        for visit in self:
            visit.when_words = words._when(visit.start, visit.stop)
            visit.where_words = words._where(
                visit.place, visit.service_point_id, visit.ward_id
            )

    @api.depends("request_id.procedure_summary")
    def _compute_procedure_summary(self):
        for visit in self:
            visit.procedure_summary = visit.request_id.procedure_summary

    @api.depends("lead_id.phone")
    def _compute_lead_phone(self):
        for visit in self:
            # sudo: hcc.collaborator - to call whoever goes to a visit that one reads
            visit.lead_phone = visit.lead_id.sudo().phone

    @api.depends("reference", "lead_id.name", "needs_hand", "place")
    @api.depends_context("hcc_show_helper", "lang")
    def _compute_display_name(self):
        """On the calendar a visit is known by who goes, and where."""
        if not self.env.context.get("hcc_show_helper"):
            return super()._compute_display_name()
        for visit in self:
            # sudo: hcc.collaborator - the name of a helper of another ward, too
            helper = visit.lead_id.sudo().name
            if visit.needs_hand:
                helper = self.env._("NO HELPER")
            visit.display_name = " · ".join(
                filter(None, [helper, visit.where_words, visit.reference])
            )
        return None
