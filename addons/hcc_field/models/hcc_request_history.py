from odoo import models


class HccRequestHistory(models.Model):
    """Also passwords that the citizen typed, as told by the journal of the visit."""

    _inherit = "hcc.request.history"

    def _get_helper_sentences(self, details):
        return super()._get_helper_sentences(details) | {
            "password_step": self.env._(
                "The citizen typed their own password or code."
            ),
        }
