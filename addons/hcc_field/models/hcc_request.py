from odoo import fields, models

from odoo.addons.hcc_booking.models.hcc_citizen import PERSONAL_GROUPS


class HccRequest(models.Model):
    """Also what the person agreed to be helped with, and the numbers of the visit."""

    _name = "hcc.request"
    # what adds to the page comes first
    _inherit = ["hcc.request.proof", "hcc.request"]

    mandate_ids = fields.One2many(
        "hcc.mandate", "request_id", "Consents to Be Helped", groups=PERSONAL_GROUPS
    )

    def action_take_mandate(self):
        """Open the form in which the person agrees to be helped, at the counter."""
        self.ensure_one()
        self.check_access("write")
        return self.env["hcc.mandate.entry"]._open_for(self)

    def _stop_use(self, by):
        """Whoever wants nothing of the service any more is not helped either."""
        result = super()._stop_use(by)
        # sudo: hcc.mandate - the caller checked who withdraws
        standing_sudo = self.sudo().mandate_ids.filtered(
            lambda row: row.state == "valid"
        )
        if standing_sudo:
            standing_sudo.with_env(self.env)._revoke(by)
        return result
