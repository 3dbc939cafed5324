import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import split_every

from .hcc_dossier_flow import FAILED_OUTCOMES, OPEN_OUTCOMES, STEPS

_logger = logging.getLogger(__name__)

BATCH = 50


class HccDossierPortal(models.AbstractModel):
    """Asks a portal what became of dossiers: the place for an adapter.

    There is none in this product, since no portal answers such questions today. An
    addon that knows one extends this model and overrides :meth:`_is_on` and
    :meth:`_ask`. Nothing here speaks to a network.
    """

    _name = "hcc.dossier.portal"
    _description = "Portal That Knows of Dossiers"

    @api.model
    def _is_on(self):
        """Whether an adapter is there and configured."""
        return False

    @api.model
    def _ask(self, dossiers):
        """Ask for the states of dossiers.

        :param dossiers: ``hcc.dossier``, filed online, with their codes
        :return: {code: outcome, or (outcome, last day for the papers)}; a code that
            the portal does not know, or whose state it does not tell, is left out
        :rtype: dict
        """
        return {}

    @api.model
    def _cron_ask(self):
        """Each night: ask for what is still open; a person is asked where the
        portal says too little."""
        if not self._is_on():
            return
        domain = (
            Domain("outcome", "in", OPEN_OUTCOMES)
            & Domain("filed_online", "=", True)
            & Domain("follow_up_on", "!=", False)
            & Domain("code", "!=", False)
        )
        # sudo: hcc.dossier - the job asks for the dossiers of all wards
        dossiers_sudo = self.env["hcc.dossier"].sudo()
        found = dossiers_sudo.search(domain, order="id").ids
        commit_progress = self.env["ir.cron"]._commit_progress
        if not commit_progress(remaining=len(found)):
            return
        for ids in split_every(BATCH, found):
            self._ask_batch(dossiers_sudo.browse(ids), domain)
            if not commit_progress(len(ids)):
                break

    @api.model
    def _ask_batch(self, dossiers_sudo, domain):
        """A portal that fails costs this batch its night, no more."""
        try:
            answers = self._ask(dossiers_sudo)
        except Exception as failure:
            # Its words may hold a code: not in the log.
            _logger.info("the portal did not answer: %s", type(failure).__name__)
            return
        dossiers_sudo = dossiers_sudo.try_lock_for_update().filtered_domain(domain)
        for dossier_sudo in dossiers_sudo:
            answer = answers.get(dossier_sudo.code)
            if answer:
                self._take(dossier_sudo, answer)

    @api.model
    def _take(self, dossier_sudo, answer):
        """Note the answer, or ask the owner to look where it cannot be noted."""
        outcome, deadline = answer if isinstance(answer, tuple) else (answer, None)
        if outcome == dossier_sudo.outcome and (
            not deadline or deadline == dossier_sudo.supplement_deadline
        ):
            return
        try:
            with self.env.cr.savepoint():
                if outcome not in STEPS:
                    raise UserError(self.env._("The portal's answer is not known."))
                dossier_sudo._set_outcome(
                    outcome,
                    deadline=deadline,
                    cause="other" if outcome in FAILED_OUTCOMES else None,
                    by="portal",
                )
        except Exception as failure:
            _logger.info("dossier %s: %s", dossier_sudo.id, type(failure).__name__)
            dossier_sudo._look_now()
