from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from odoo.addons.hcc_collaborator.tools.qr import qr_svg

SIGNATURE_LENGTH = 32
#: how long after its end a consent is still shown to whoever has its link
OPENED_AFTER = timedelta(days=30)
_SCOPE = "hcc_field.mandate_link"


class HccMandatePaper(models.AbstractModel):
    """The paper that the person keeps, and the link on it that takes it back."""

    _name = "hcc.mandate.paper"
    _description = "Paper of a Consent to Be Helped"

    def action_print(self):
        """Return the phiếu đồng ý hỗ trợ to print."""
        return self.env.ref("hcc_field.action_report_mandate").report_action(self)

    def action_send(self):
        """Send the person what they agreed to, with the link that takes it back."""
        self.ensure_one()
        self.check_access("read")
        self._send()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("It is sent to the person."),
            },
        }

    def _send(self):
        """Queue the message; in the way that the person chose."""
        for mandate in self:
            self.env["hcc.message"]._tell_citizens(
                "mandate_given", mandate.request_id, mandate=mandate
            )
            mandate._journal("mandate_sent")

    def _get_link(self):
        """The address of the page of this consent; whoever has it may take it back."""
        self.ensure_one()
        return f"{self.get_base_url()}{self._get_path()}"

    def _get_path(self):
        """The same for pages of this service."""
        return f"/hcc/m/{self.reference}/{self._sign_link(self.reference)}"

    def _get_paper_qr(self):
        """The link, as a picture for the paper."""
        picture = qr_svg(
            self._get_link(), self.env._("QR code of this consent to be helped")
        )
        return self.env["hcc.request"]._fit_on_slip(picture, 110)

    @api.model
    def _find_by_link(self, reference, key):
        """The consent that a link opens, in sudo; none when it was not made here.

        :param str reference: as it stands in the link
        :param str key: the rest of the link
        """
        # sudo: hcc.mandate - the signature is the permission
        mandates_sudo = self.sudo()
        if not (key or "").isascii() or not consteq(
            self._sign_link(reference), key or ""
        ):
            return mandates_sudo
        found_sudo = mandates_sudo.search([("reference", "=", reference)], limit=1)
        return found_sudo.filtered(lambda row: row._is_shown_by_link())

    def _is_shown_by_link(self):
        """Not for ever: papers lie about."""
        return self.ends_at + OPENED_AFTER > fields.Datetime.now()

    @api.model
    def _sign_link(self, reference):
        env = self.sudo().env  # sudo: ir.config_parameter - the key of signatures
        return hmac(env, _SCOPE, reference)[:SIGNATURE_LENGTH]
