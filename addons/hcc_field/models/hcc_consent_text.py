from odoo import fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date


class HccConsentText(models.Model):
    """Also the words of the consent to be helped."""

    _inherit = "hcc.consent.text"

    purpose = fields.Selection(
        selection_add=[("mandate", "Consent to be helped")],
        ondelete={"mandate": "cascade"},
    )

    def _is_fixed(self):
        """Tablets show a text of today without asking again: it stays as it is."""
        today = local_date(fields.Datetime.now())
        return super()._is_fixed() or any(
            text.purpose == "mandate" and text.date_from <= today for text in self
        )
