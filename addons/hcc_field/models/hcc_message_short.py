from odoo import api, models

from odoo.addons.hcc_booking.models.hcc_message_short import SHORT_DAY


class HccMessageShort(models.AbstractModel):
    """The same in a text message."""

    _inherit = "hcc.message.short"

    @api.model
    def _shorten_subject(self, facts):
        if facts["kind"] == "mandate_revoked":
            return self.env._(
                "%(reference)s: the consent to be helped is taken back.",
                reference=facts["reference"],
            )
        if facts["kind"] != "mandate_given":
            return super()._shorten_subject(facts)
        return self.env._(
            "%(reference)s: you agreed to be helped until %(time)s %(day)s. To take "
            "it back, call us.",
            reference=facts["reference"],
            time=self._format_time(facts["ends_at"]),
            day=self._format_day(facts["ends_at"], SHORT_DAY),
        )
