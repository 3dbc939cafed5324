import logging

import psycopg2

from odoo import SUPERUSER_ID, api, models

from .hcc_dispatch_board import CHANNEL

_logger = logging.getLogger(__name__)

#: what of the records with a journal is on the board
ON_THE_BOARD = {"hcc.absence", "hcc.appointment", "hcc.assignment", "hcc.shift"}
#: under which a transaction keeps the wards that it has changed
CHANGED = "hcc_dispatch.board"
#: the part of a ward's news that coordinators listen to
SUBCHANNEL = "hcc_board"


class HccJournalMixin(models.AbstractModel):
    """What is journaled of a day changes the boards that show it.

    One note for each ward and transaction, after the transaction: nothing is told
    that is rolled back, and the request itself makes no query for it.
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
        if not ward_ids or not self.env.registry.ready:
            return
        after = self.env.cr.postcommit
        if CHANGED not in after.data:
            after.data[CHANGED] = set()
            registry = self.env.registry
            after.add(lambda: _tell_boards(registry, after.data.pop(CHANGED, ())))
        after.data[CHANGED].update(ward_ids)


def _tell_boards(registry, ward_ids):
    """Note on the bus that the boards of some wards changed, by their ids alone.

    :param registry: of the database whose transaction has just been committed
    """
    try:
        with registry.cursor() as cr:
            # a note that is lost in a crash is made up for by the next look
            cr.execute("SET LOCAL synchronous_commit TO off")
            env = api.Environment(cr, SUPERUSER_ID, {})
            for ward in env["hcc.ward"].browse(sorted(ward_ids)):
                env["bus.bus"]._sendone(
                    (ward, SUBCHANNEL), CHANNEL, {"ward_id": ward.id}
                )
    except psycopg2.Error:
        # what happened has happened; boards look by themselves now and then
        _logger.warning("Boards were not told of a change", exc_info=True)
