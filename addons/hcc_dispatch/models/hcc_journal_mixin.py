from odoo import api, models

from ..board_news import CHANNEL, tell_soon

#: what of the records with a journal is on the board
ON_THE_BOARD = {"hcc.absence", "hcc.appointment", "hcc.assignment", "hcc.shift"}


class HccJournalMixin(models.AbstractModel):
    """What is journaled of a day changes the boards that show it.

    It is told after the transaction: nothing is told that is rolled back, and the
    request itself makes no query for it.
    """

    _inherit = "hcc.journal.mixin"

    def _journal(self, action, **details):
        result = super()._journal(action, **details)
        if self._name in ON_THE_BOARD:
            # sudo: hcc.ward - of which wards the records are, whoever changes them
            self._change_boards(self.sudo().ward_id.ids)
        return result

    @api.model
    def _change_boards(self, ward_ids):
        """Remember whose boards have to be read anew once this is committed."""
        registry, after = self.env.registry, self.env.cr.postcommit
        if not ward_ids or not registry.ready:
            return
        if CHANNEL not in after.data:
            after.data[CHANNEL] = set()
            after.add(lambda: tell_soon(registry, after.data.pop(CHANNEL, ())))
        after.data[CHANNEL].update(ward_ids)
