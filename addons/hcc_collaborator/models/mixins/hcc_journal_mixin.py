from odoo import models


class HccJournalMixin(models.AbstractModel):
    """Records whose changes of state are written into the journal."""

    _name = "hcc.journal.mixin"
    _description = "Journaled Record"

    def _journal(self, action, **details):
        """Write one journal row for each record.

        :param str action: what happened, a short technical word
        :param details: ids and states, never personal data
        """
        self.env["hcc.journal"]._log(self, action, **details)
