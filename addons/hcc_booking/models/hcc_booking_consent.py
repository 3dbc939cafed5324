from odoo import api, fields, models

from .hcc_booking_input import CONSENT_HOW


class HccBookingConsent(models.AbstractModel):
    """Writes down who agreed to what when a request is made.

    Whoever asks for somebody else agrees to one text more, about that; the person's
    own word follows at the visit (``hcc.consent.confirmed_at``).
    """

    _name = "hcc.booking.consent"
    _description = "Consent of a Booking"

    @api.model
    def _create_consent(self, clean, citizen_sudo, requester_sudo, request_sudo, now):
        # sudo: hcc.consent.text - the texts are public
        texts_sudo = self.env["hcc.consent.text"].sudo()
        chosen_sudo = clean["consent_text_id"]
        if requester_sudo:
            chosen_sudo |= texts_sudo._current("behalf")
        # sudo: hcc.consent - made here alone
        self.env["hcc.consent"].sudo().create(
            [
                {
                    "citizen_id": citizen_sudo.id,
                    "request_id": request_sudo.id,
                    "ward_id": request_sudo.ward_id.id,
                    "text_id": text_sudo.id,
                    "digest": text_sudo.digest,
                    "body_shown": text_sudo.body,
                    "how": CONSENT_HOW.get(clean["channel"], "in_person"),
                    "given_at": now or fields.Datetime.now(),
                    "given_by_id": requester_sudo.id,
                }
                for text_sudo in chosen_sudo
            ]
        )
