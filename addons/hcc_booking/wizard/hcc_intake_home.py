from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.phone import readable_phones
from odoo.addons.hcc_collaborator.tools.text import fold

from ..models.hcc_request import LIVE_STATES

#: as many as a clerk reads while somebody waits on the telephone
MOST_SHOWN = 6


class HccIntakeHome(models.AbstractModel):
    """What the clerk asks for a home visit, and sees of the person's appointments."""

    _name = "hcc.intake.home"
    _description = "Request Taken by a Clerk, at Home"

    # where and why at home
    address_note = fields.Char("How to find the door")
    home_reason_ids = fields.Many2many("hcc.home.reason", string="Why at home?")
    # what the person has already
    live_requests = fields.Text(compute="_compute_live_requests")
    is_double = fields.Boolean(compute="_compute_live_requests")
    is_quota_full = fields.Boolean(compute="_compute_is_quota_full")
    quota_reason = fields.Char("Why one more")
    # of whoever asks for somebody else
    behalf_body = fields.Text(compute="_compute_behalf_body")

    @api.depends("phone", "name", "requester_phone", "on_behalf")
    def _compute_live_requests(self):
        words = self.env["hcc.words"]
        for form in self:
            phones = form._get_intake_phones()
            found = self.env["hcc.request"]
            if phones:
                found = found.search(
                    [
                        ("state", "in", LIVE_STATES),
                        "|",
                        ("citizen_id.phone", "in", phones),
                        ("requester_id.phone", "in", phones),
                    ],
                    limit=MOST_SHOWN,
                    order="start, id",
                )
                self.env["hcc.read.log"]._note(found, "phone")
            key = fold(form.name or "")
            form.is_double = any(
                request.citizen_id.search_key == key for request in found if key
            )
            form.live_requests = "\n".join(
                " · ".join(
                    filter(
                        None,
                        [
                            request.citizen_id.name,
                            words._when(
                                request.start, request.current_appointment_id.stop
                            )
                            if request.start
                            else self.env._("waits for a time"),
                            request.procedure_summary,
                            request.reference,
                        ],
                    )
                )
                for request in found
            )

    @api.depends("phone", "name", "requester_phone", "slot", "wants_other_time")
    def _compute_is_quota_full(self):
        quota = self.env["hcc.booking"]
        limit = quota._get_quota_limit()
        for form in self:
            phones = form._get_intake_phones()
            form.is_quota_full = False
            if not (limit and form.name and phones):
                continue
            if not (form.slot or form.wants_other_time):
                continue
            start = None
            if form.slot and not form.wants_other_time:
                start = form._get_chosen_slot()[0]
            key = quota._get_quota_key(form.name, phones, start)
            nearby = quota._get_nearby((), key, ())
            form.is_quota_full = len(nearby) >= limit

    @api.depends("on_behalf")
    def _compute_behalf_body(self):
        text = self.env["hcc.consent.text"]._current("behalf")
        for form in self:
            form.behalf_body = form.on_behalf and text.body

    def _get_intake_phones(self):
        """E.164 numbers of the form, that of the person first."""
        self.ensure_one()
        asker = self.requester_phone if self.on_behalf else ""
        return readable_phones(self.phone, asker)

    def _prepare_home_values(self):
        """Values for the booking service."""
        self.ensure_one()
        return {
            "address_note": self.address_note,
            "home_reason_ids": self.home_reason_ids.ids,
            "quota_reason": self.is_quota_full and self.quota_reason,
        }
