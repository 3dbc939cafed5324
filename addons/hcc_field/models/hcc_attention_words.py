from odoo import models


class HccAttentionWords(models.AbstractModel):
    _inherit = "hcc.attention.words"

    def _get_subjects(self):
        return super()._get_subjects() | {
            "mandate_given": self.env._("what was agreed to, and how to take it back"),
            "are_you_safe": self.env._("is all well? the visit should be over"),
            "mandate_revoked": self.env._("the person takes the consent back: stop"),
        }
