import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime, utc_datetime

_logger = logging.getLogger(__name__)

#: nobody has to look at the telephone at night: hours of the local day
WAKING, SLEEPING = 7, 21
#: a visit that is near leaves at least so much time to answer
SHORTEST = timedelta(minutes=10)
LIMIT = 100


class HccAssignment(models.Model):
    """An offer is one person's for a while; then exactly the next best is asked."""

    _inherit = "hcc.assignment"

    chosen_by_hand = fields.Boolean(
        "Chosen by a Coordinator", readonly=True, copy=False
    )
    expires_at = fields.Datetime(
        "Answer Until",
        compute="_compute_expires_at",
        store=True,
        precompute=True,
    )
    expires_words = fields.Char(compute="_compute_expires_words")

    _expires_idx = models.Index("(expires_at) WHERE state = 'offered'")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"chosen_by_hand", "expires_at"}

    @api.depends("offered_at", "start", "user_id")
    def _compute_expires_at(self):
        minutes = self.env["hcc.dispatch"]._get_number("offer_minutes")
        for entry in self:
            # who has no account cannot answer there: a coordinator calls
            entry.expires_at = (
                minutes > 0
                and entry.user_id
                and entry.offered_at
                and entry._get_expiry(timedelta(minutes=minutes))
            )

    def _get_expiry(self, patience):
        """When the offer ends: by day, and sooner when the visit is near."""
        offered = self.offered_at
        half = max((self.start - offered) / 2, SHORTEST)
        until = offered + min(patience, half)
        local = local_datetime(until)
        if local.hour >= SLEEPING or local.hour < WAKING:
            morning = local.date() + timedelta(days=local.hour >= SLEEPING)
            until = utc_datetime(morning, WAKING) + min(patience, half)
        latest = max(self.start - SHORTEST, offered + SHORTEST)
        return min(until, latest).replace(microsecond=0)

    @api.depends("expires_at", "state")
    @api.depends_context("lang")
    def _compute_expires_words(self):
        words = self.env["hcc.words"]
        now = fields.Datetime.now()
        for entry in self:
            until = entry.expires_at
            entry.expires_words = (
                entry.state == "offered"
                and until
                and until > now
                and self.env._(
                    "Please answer %(left)s, until %(time)s.",
                    left=words._relative(until),
                    time=words._when(until),
                )
            )

    @api.model
    def _cron_expire_offers(self):
        """End offers that nobody answered, each by itself."""
        domain = Domain("state", "=", "offered") & Domain(
            "expires_at", "<=", fields.Datetime.now()
        )
        # not to be offered to others: it begins, or is over
        domain &= Domain("start", ">", fields.Datetime.now())
        found = self.search(domain, limit=LIMIT, order="expires_at, id")
        done = 0
        for entry in found.try_lock_for_update().filtered_domain(domain):
            try:
                with self.env.cr.savepoint():
                    entry._expire_offer()
                done += 1
            except Exception as failure:
                _logger.info("offer %s: %s", entry.id, type(failure).__name__)
        left = self.search_count(domain) if len(found) == LIMIT else 0
        self.env["ir.cron"]._commit_progress(done, remaining=left)

    def _expire_offer(self):
        """Ask the next best, who was not asked before; else it waits, and is red."""
        self.ensure_one()
        self._release("expired", self.env._("There was no answer in time."))
        self.flush_recordset()
        self.env["hcc.message"]._tell_helpers("released", self)
        self.appointment_id._fill()
