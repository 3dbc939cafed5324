from urllib.parse import quote

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.phone import format_phone


class HccAssignmentOffice(models.AbstractModel):
    """What a helper's day shows of an assignment."""

    _name = "hcc.assignment.office"
    _description = "Assignment on the Helper's Screen"

    when_words = fields.Char("When", compute="_compute_office_words")
    where_words = fields.Char("Where", compute="_compute_office_words")
    documents = fields.Text("To bring", compute="_compute_documents")
    phone_words = fields.Char("Phone", compute="_compute_phone_words")
    map_url = fields.Char(compute="_compute_map_url")
    is_due = fields.Boolean(
        compute="_compute_is_due", help="It is time: the visit may be closed."
    )

    @api.depends("start", "stop", "service_point_id", "ward_id", "place")
    @api.depends_context("lang")
    def _compute_office_words(self):
        words = self.env["hcc.words"]
        for assignment in self:
            assignment.when_words = words._when(assignment.start, assignment.stop)
            assignment.where_words = words._where(
                assignment.place, assignment.service_point_id, assignment.ward_id
            )

    @api.depends("contact_phone")
    def _compute_phone_words(self):
        for assignment in self:
            phone = assignment.contact_phone
            assignment.phone_words = phone and format_phone(phone)

    @api.depends("request_id.documents")
    def _compute_documents(self):
        for assignment in self:
            assignment.documents = assignment.request_id.documents

    @api.depends("contact_address", "service_point_id")
    def _compute_map_url(self):
        """A geo: link opens the map that the helper's own phone has; the address
        goes to no map service through us."""
        for assignment in self:
            point = assignment.service_point_id
            target = point.address if assignment.place == "point" else False
            target = target or assignment.contact_address
            if target:
                target = f"{target}, {assignment.ward_id.full_name}"
            assignment.map_url = target and f"geo:0,0?q={quote(target)}"
            here = assignment._get_home_position()
            if here:
                assignment.map_url = f"geo:{here}?q={here}"

    def _get_home_position(self):
        """Where the home is, for whoever sees its address now."""
        self.ensure_one()
        if self.place != "home" or not self.contact_address:
            return ""
        # sudo: hcc.request - shown with the address, as checked there
        request_sudo = self.sudo().request_id
        if not request_sudo.latitude and not request_sudo.longitude:
            return ""
        return f"{request_sudo.latitude:.6f},{request_sudo.longitude:.6f}"

    @api.depends("start")
    def _compute_is_due(self):
        now = fields.Datetime.now()
        for assignment in self:
            assignment.is_due = assignment.start <= now
