import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

BATCH = 100
#: outcomes that the citizen is told of, and the kind of the message
TOLD = {
    "supplement": "dossier_supplement",
    "returned": "dossier_result",
    "rejected": "dossier_result",
    "resolved": "dossier_result",
}
#: what a citizen may have been told of that is not so any more
FINAL = ("returned", "rejected", "resolved")
DOSSIER_KINDS = ("dossier_supplement", "dossier_deadline", "dossier_result")


class HccDossierReminder(models.AbstractModel):
    """What citizens are told of their dossiers."""

    _name = "hcc.dossier.reminder"
    _description = "News of a Dossier"
    _inherit = ["hcc.guard.mixin"]

    deadline_told_on = fields.Date(readonly=True)

    def _tell_outcome(self, before=None):
        """Tell of what has just become of the dossiers; in sudo.

        What was said of them before and has not gone out yet is taken back; what has
        gone out and is not so any more is put right.

        :param dict before: {dossier: what it was until now}
        """
        messages = self.env["hcc.message"]
        messages._take_back_dossiers(self)
        wrong = self.filtered(
            lambda dossier: (
                dossier.outcome == "accepted" and (before or {}).get(dossier) in FINAL
            )
        )
        wrong = wrong and messages._find_told_dossiers(wrong, "dossier_result")
        for dossier in self:
            kind = TOLD.get(dossier.outcome)
            if dossier in wrong:
                kind = "dossier_result"
            if kind:
                messages._tell_citizens(kind, dossier.request_id, dossier=dossier)

    @api.model
    def _remind_citizens(self):
        """Tell those whose papers are due in some days, once for each deadline."""
        today = self.env["hcc.words"]._today()
        near = today + timedelta(days=self._get_number("supplement_notice"))
        domain = (
            Domain("outcome", "=", "supplement")
            & Domain("supplement_deadline", ">=", today)
            & Domain("supplement_deadline", "<=", near)
            & Domain("deadline_told_on", "=", False)
            & Domain("is_left_alone", "=", False)
            # who heard of it today knows
            & Domain("outcome_on", "<", today)
        )
        found = self.search(domain, order="id").ids
        commit_progress = self.env["ir.cron"]._commit_progress
        if not commit_progress(remaining=len(found)):
            return
        for ids in split_every(BATCH, found):
            batch = self.browse(ids).try_lock_for_update().filtered_domain(domain)
            told = batch.filtered(lambda dossier: dossier._remind_citizen())
            told._write_guarded({"deadline_told_on": today})
            if not commit_progress(len(ids)):
                break

    def _remind_citizen(self):
        """One that fails never stops the others, and is tried again tomorrow.

        :return: whether it is done
        """
        try:
            with self.env.cr.savepoint():
                self.env["hcc.message"]._tell_citizens(
                    "dossier_deadline", self.request_id, dossier=self
                )
        except Exception as failure:
            # The words of the failure may name a person: not in the log.
            _logger.info("reminder of dossier %s: %s", self.id, type(failure).__name__)
            return False
        return True
