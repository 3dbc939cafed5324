from odoo import api, models


class HccBookingIllness(models.AbstractModel):
    _inherit = "hcc.booking.illness"

    @api.model
    def _hand_over(self, helper_sudo, missed_sudo, period, spans, choices, kind):
        """Keep what was done, so that it can be shown and taken back.

        :return: as in ``hcc_booking``, and "repair": the ``hcc.day.repair``
        """
        repairs = self.env["hcc.day.repair"]
        before = repairs._look_before(missed_sudo)
        outcome = super()._hand_over(
            helper_sudo, missed_sudo, period, spans, choices, kind
        )
        helper = helper_sudo.with_env(self.env)
        return {**outcome, "repair": repairs._record(helper, *period, before, outcome)}
