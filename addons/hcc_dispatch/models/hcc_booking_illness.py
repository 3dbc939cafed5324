from odoo import api, models


class HccBookingIllness(models.AbstractModel):
    _inherit = "hcc.booking.illness"

    @api.model
    def _ill(
        self,
        collaborator,
        start,
        stop,
        choices=None,
        kind="illness",
        only=None,
        with_started=False,
    ):
        """Keep what was done, so that it can be shown and taken back.

        :return: as in ``hcc_booking``, and "repair": the ``hcc.day.repair``
        """
        self._check_ill(collaborator, start, stop)
        missed_sudo = self._get_missed(collaborator, start, stop, with_started)
        if only is not None:
            missed_sudo = missed_sudo.filtered(lambda entry: entry.id in only)
        repairs = self.env["hcc.day.repair"]
        before = repairs._look_before(missed_sudo)
        outcome = super()._ill(
            collaborator, start, stop, choices, kind, only, with_started
        )
        repair = repairs._record(collaborator, start, stop, before, outcome)
        return {**outcome, "repair": repair}
