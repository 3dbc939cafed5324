from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.hcc_booking.models.hcc_citizen import PERSONAL_GROUPS


class HccCitizen(models.Model):
    """Also the consents to be helped, and what devices told, in the file and when all
    is taken away."""

    _inherit = "hcc.citizen"

    mandate_ids = fields.One2many(
        "hcc.mandate", "citizen_id", "Consents to Be Helped", groups=PERSONAL_GROUPS
    )

    def _get_erasure_parts(self):
        parts = super()._get_erasure_parts()
        parts["hcc.mandate"] = self._find_parts(
            "hcc.mandate", Domain("citizen_id", "in", self.ids)
        )
        parts["hcc.secret.report"] = self._find_parts(
            "hcc.secret.report", Domain("request_id", "in", parts["hcc.request"].ids)
        )
        by_request = Domain("request_id", "in", parts["hcc.request"].ids)
        for model in ("hcc.field.action", "hcc.field.upload"):
            parts[model] = self._find_parts(model, by_request)
        parts["hcc.visit.proof"] = self._find_parts(
            "hcc.visit.proof",
            Domain("appointment_id.request_id", "in", parts["hcc.request"].ids),
        )
        return parts

    def _erase_data(self):
        parts = self._get_erasure_parts()
        parts["hcc.mandate"]._erase_persons()
        parts["hcc.secret.report"].write({"note": False})
        parts["hcc.visit.proof"]._erase_persons()
        parts["hcc.field.action"]._erase_words()
        parts["hcc.field.upload"]._erase_words()
        return super()._erase_data()

    def _get_kept_words(self):
        return [
            *super()._get_kept_words(),
            self.env._(
                "That help was agreed to, with what and until when, without the "
                "signature and the witness: the service has to be able to show it."
            ),
        ]
