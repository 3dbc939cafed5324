import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.phone import parse_phone
from odoo.addons.hcc_collaborator.tools.web_input import as_reference

_REFERENCE = re.compile(r"HT-?[0-9A-Z]{4}-?[0-9A-Z]{4}")


class HccArrival(models.TransientModel):
    """Somebody stands at the counter: scan the slip, or type reference or phone."""

    _name = "hcc.arrival"
    _description = "Arrival at the Counter"
    _inherit = ["hcc.office.form"]

    typed = fields.Char("Code of the slip, reference or telephone")
    found_ids = fields.Many2many(
        "hcc.appointment", compute="_compute_found_ids", string="Today"
    )
    appointment_id = fields.Many2one(
        "hcc.appointment",
        "Which Visit",
        compute="_compute_appointment_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', found_ids)]",
    )
    when_words = fields.Char(related="appointment_id.when_words")
    where_words = fields.Char(related="appointment_id.where_words")
    citizen_name = fields.Char(related="appointment_id.request_id.citizen_id.name")
    lead_id = fields.Many2one(related="appointment_id.lead_id")

    @api.depends("typed")
    def _compute_found_ids(self):
        for form in self:
            form.found_ids = form._find_visits()

    @api.depends("found_ids")
    def _compute_appointment_id(self):
        for form in self:
            form.appointment_id = form.found_ids if len(form.found_ids) == 1 else False

    @api.constrains("appointment_id")
    def _check_appointment(self):
        self.appointment_id.check_access("write")

    def _find_visits(self):
        """Visits of today, of the wards of the user, that fit what was typed."""
        Visit = self.env["hcc.appointment"]
        typed = (self.typed or "").strip()
        scanned = _REFERENCE.search(typed.upper())
        if scanned:
            who = Domain("reference", "=", as_reference(scanned[0]))
        else:
            try:
                phone = parse_phone(typed)
            except ValueError:
                return Visit
            who = Domain("request_id.citizen_id.phone", "=", phone) | Domain(
                "request_id.requester_id.phone", "=", phone
            )
        wards = Domain("ward_id", "in", self.env.user.hcc_clerk_ward_ids.ids)
        found = Visit.search(Visit._get_today_domain() & who & wards, limit=10)
        self.env["hcc.read.log"]._note(found.request_id, "phone")
        return found

    def action_confirm(self):
        """The person is here; the form is ready for the next one."""
        self.ensure_one()
        visit = self.appointment_id
        if not visit:
            raise UserError(
                self.env._(
                    "There is no appointment at a support point today with this "
                    "reference or telephone number."
                )
            )
        visit.action_arrived()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_arrival_action"
        )
        # sudo: hcc.collaborator - the name of a helper of another ward, too
        helper = visit.lead_id.sudo().name
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": visit.reference,
                "message": self.env._("%(helper)s has been told.", helper=helper)
                if helper
                else self.env._("No helper has this visit: choose one now."),
                "next": action,
            },
        }
