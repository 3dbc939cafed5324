from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.phone import format_phone
from odoo.addons.hcc_collaborator.tools.qr import qr_svg

from .hcc_citizen import PERSONAL_GROUPS


class HccRequestOffice(models.AbstractModel):
    """What the back office shows of a request besides its own fields."""

    _name = "hcc.request.office"
    _description = "Request in the Back Office"

    citizen_phone = fields.Char(
        "Phone", compute="_compute_citizen_contact", groups=PERSONAL_GROUPS
    )
    citizen_address = fields.Char(
        "Address", compute="_compute_citizen_contact", groups=PERSONAL_GROUPS
    )
    needs_hand = fields.Boolean(compute="_compute_current")
    device_warning = fields.Char(compute="_compute_device_warning")
    lead_id = fields.Many2one("hcc.collaborator", "Helper", compute="_compute_current")
    documents = fields.Text("To bring", compute="_compute_documents", compute_sudo=True)
    history_ids = fields.One2many(
        "hcc.request.history", "request_id", "History", groups=PERSONAL_GROUPS
    )

    @api.depends("citizen_id.phone", "citizen_id.address")
    def _compute_citizen_contact(self):
        for request in self:
            request.citizen_phone = request.citizen_id.phone
            request.citizen_address = request.citizen_id.address

    @api.depends("current_appointment_id")
    def _compute_device_warning(self):
        for request in self:
            request.device_warning = request.current_appointment_id.device_warning

    @api.depends("current_appointment_id.needs_hand", "current_appointment_id.lead_id")
    def _compute_current(self):
        for request in self:
            request.needs_hand = request.current_appointment_id.needs_hand
            request.lead_id = request.current_appointment_id.lead_id

    @api.depends("procedure_ids.document_ids.name")
    def _compute_documents(self):
        for request in self:
            names = request.procedure_ids.document_ids.mapped("name")
            request.documents = "\n".join(dict.fromkeys(names))

    def action_print_slip(self):
        """Return the slip (phiếu hẹn hỗ trợ) to print."""
        return self.env.ref("hcc_booking.action_report_slip").report_action(self)

    def _get_slip_qr(self):
        """Return the QR code of the slip: the page where it is found again."""
        url = f"{self.get_base_url()}/hcc/find?ref={self.reference}"
        picture = qr_svg(url, self.env._("QR code of this appointment"))
        return self._fit_on_slip(picture, 110)

    def _fit_on_slip(self, picture, size=76):
        """Give a picture its size: printers of old engines need it in itself."""
        return picture.replace(
            Markup("<svg "),
            Markup('<svg width="%(s)s" height="%(s)s" ') % {"s": size},
            1,
        )

    def _get_slip_hotline(self):
        """Return the number to call: of the branch, else of the service."""
        # sudo: ir.config_parameter - the public number of the service
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        return format_phone(
            self.branch_id.hotline
            or parameters_sudo.get_param("hcc_collaborator.hotline", "")
        )
