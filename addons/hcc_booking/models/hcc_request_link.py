from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac

#: how long after the visit, or after the message where there is none
VALID_AFTER_VISIT = timedelta(days=7)
VALID_WITHOUT_VISIT = timedelta(days=30)
SIGNATURE_LENGTH = 32
_SCOPE = "hcc_booking.page_link"


class HccRequestLink(models.AbstractModel):
    """A link that shows one request for a while, to whoever has it."""

    _name = "hcc.request.link"
    _description = "Link to the Page of a Request"

    def _get_page_link(self):
        """The address of the citizen's page of the request, signed."""
        self.ensure_one()
        now = fields.Datetime.now()
        start = self.current_appointment_id.start
        until = start + VALID_AFTER_VISIT if start else now + VALID_WITHOUT_VISIT
        until = int(max(until, now + VALID_AFTER_VISIT).timestamp())
        signature = self._sign_page_link(self.reference, until)
        return f"{self.get_base_url()}/hcc/l/{self.reference}/{until:x}-{signature}"

    @api.model
    def _check_page_link(self, reference, key):
        """Whether a link was made here, and how it stands.

        :param str reference: as it stands in the link
        :param str key: the rest of the link
        :return: ``valid``, ``old``, or nothing
        """
        until, _dash, signature = (key or "").partition("-")
        if not signature.isascii() or not (0 < len(until) <= 10):
            return ""
        try:
            moment = int(until, 16)
        except ValueError:
            return ""
        if not consteq(self._sign_page_link(reference, moment), signature):
            return ""
        return "valid" if moment > fields.Datetime.now().timestamp() else "old"

    @api.model
    def _sign_page_link(self, reference, until):
        env = self.sudo().env  # sudo: ir.config_parameter - the key of signatures
        return hmac(env, _SCOPE, (reference, until))[:SIGNATURE_LENGTH]
