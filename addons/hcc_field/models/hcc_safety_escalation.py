import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

LIMIT = 200


class HccSafetyEscalation(models.AbstractModel):
    """Somebody did not come back: helper, coordinator, branch, each told once.

    A call for help that nobody takes is told once more, and to the city as well.
    """

    _name = "hcc.safety.escalation"
    _description = "Escalation of Watches"

    @api.model
    def _cron_escalate(self):
        """Ask and tell where the time is over; one failure never stops the rest."""
        domain = self._get_due_domain(fields.Datetime.now())
        # whoever calls comes first
        watches = self.search(domain, limit=LIMIT, order="help_at, due, id")
        commit_progress = self.env["ir.cron"]._commit_progress
        if not watches or not commit_progress(remaining=self.search_count(domain)):
            return
        for watch in watches:
            watch = watch.try_lock_for_update().filtered_domain(domain)
            if watch:
                watch._escalate_safely()
            if not commit_progress(1):
                break

    @api.model
    def _get_due_domain(self, now):
        """Watches whose next step is due; each step is taken once."""
        ask = timedelta(minutes=self._get_minutes("safety_ask_minutes"))
        branch = timedelta(minutes=self._get_minutes("safety_branch_minutes"))
        return Domain.OR(
            [
                self._get_unheard_domain(now),
                Domain("state", "=", "running") & Domain("due", "<=", now),
                Domain("state", "=", "asked") & Domain("asked_at", "<=", now - ask),
                Domain("state", "=", "late")
                & Domain("branch_told_at", "=", False)
                & Domain("taken_at", "=", False)
                & Domain("told_at", "<=", now - branch),
            ]
        )

    @api.model
    def _get_unheard_domain(self, now):
        """Calls for help that were told, and that nobody has taken."""
        wait = timedelta(minutes=self._get_minutes("safety_help_minutes"))
        return (
            # as in the index of open calls
            Domain("help_at", "!=", False)
            & Domain("help_closed_at", "=", False)
            & Domain("help_told_at", "<=", now - wait)
            & Domain("help_again_at", "=", False)
            & Domain("taken_at", "=", False)
        )

    def _escalate_safely(self):
        try:
            with self.env.cr.savepoint():
                self._escalate(fields.Datetime.now())
        except Exception as failure:
            # its words may name somebody
            _logger.warning(
                "watch %s was not escalated: %s", self.id, type(failure).__name__
            )

    def _escalate(self, now):
        """Take the next step."""
        self.ensure_one()
        if self.filtered_domain(self._get_unheard_domain(now)):
            self._write_guarded({"help_again_at": now})
            self._journal("help_told_again")
            self._tell_office("help_call", ("coordinator", "branch", "city"))
        elif self.state == "running":
            self._write_guarded({"state": "asked", "asked_at": now})
            self._journal("safety_helper_asked")
            self.env["hcc.message"]._ask_if_safe(self)
        elif self.state == "asked":
            self._write_guarded({"state": "late", "told_at": now})
            self._journal("safety_coordinator_told")
            self._tell_office("not_back", ("coordinator",))
        else:
            self._write_guarded({"branch_told_at": now})
            self._journal("safety_branch_told")
            self._tell_office("not_back", ("branch",))
