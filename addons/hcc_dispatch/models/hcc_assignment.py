import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import (
    local_date,
    local_datetime,
    utc_datetime,
)

_logger = logging.getLogger(__name__)

#: nobody has to look at the telephone at night: hours of the local day
WAKING, SLEEPING = 7, 21
#: a visit that is near leaves at least so much time to answer
SHORTEST = timedelta(minutes=10)
LIMIT = 100
#: how much longer a visit takes, at a tap
LONGER = timedelta(minutes=30)


class HccAssignment(models.Model):
    """Offers that end, a day that is handed over, a visit that takes longer."""

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

    # -------------------------------------------------------------------------
    # ILL TODAY
    # -------------------------------------------------------------------------

    def action_ill_today(self):
        """The user is ill: hand over the rest of the own day, whatever is selected.

        :return: the day, with what is left of it and a way back
        """
        # visits of others are not even named here
        self.check_access("write")
        # sudo: hcc.collaborator - the user's own record
        helper_sudo = self.env.user.sudo().hcc_collaborator_ids.filtered(
            lambda person: person.state == "active"
        )[:1]
        if not helper_sudo:
            raise UserError(self.env._("You have no visits of your own."))
        helper = helper_sudo.with_env(self.env)
        return self.env["hcc.day.repair"]._ill_today(helper)._get_form_action()

    def action_break_off(self):
        """This visit has begun and cannot go on: somebody else goes."""
        self.ensure_one()
        self._check_step(("started",))
        now = fields.Datetime.now().replace(microsecond=0)
        outcome = self.env["hcc.booking"]._ill(
            self.collaborator_id,
            self.start,
            max(self.stop, now + timedelta(minutes=1)),
            kind="other",
            only=self.ids,
            with_started=True,
        )
        return outcome["repair"]._get_form_action()

    # -------------------------------------------------------------------------
    # A VISIT TAKES LONGER
    # -------------------------------------------------------------------------

    def action_overrun(self):
        """This visit takes half an hour longer: others keep the times promised.

        Of the next visits, those that the helper cannot reach any more go to whoever
        can be there in time; for the others the helper is asked to call.

        :return: the visits handed over, with a way back, or a notice
        """
        self.ensure_one()
        self._check_step(("started",))
        late_sudo = self._get_late()
        service = self.env["hcc.booking"]
        chosen = {
            entry.id: best
            for entry, _people, best in service._propose(late_sudo)
            if best
        }
        kept_sudo = late_sudo.filtered(lambda entry: entry.id not in chosen)
        self._journal("visit_overruns", late=len(late_sudo), left=len(kept_sudo))
        action = {"type": "ir.actions.client", "tag": "soft_reload"}
        if chosen:
            outcome = service._ill(
                self.collaborator_id,
                fields.Datetime.now().replace(microsecond=0),
                max(late_sudo.mapped("stop")),
                choices=chosen,
                kind="other",
                only=list(chosen),
            )
            action = outcome["repair"]._get_form_action()
        if kept_sudo or not chosen:
            action = self._say_late(kept_sudo, action)
        return action

    def _get_late(self):
        """The helper's next visits of today that come too late then, in sudo."""
        now = fields.Datetime.now()
        until = max(now, self.stop) + LONGER
        entry_sudo = self.sudo()  # sudo: hcc.assignment - access was checked above
        missed_sudo = self.env["hcc.booking"]._get_missed(
            entry_sudo.collaborator_id, now, utc_datetime(local_date(now), 24.0)
        )
        missed_sudo -= entry_sudo
        late_sudo = self.env["hcc.slot.finder"]._get_late(
            entry_sudo.appointment_id,
            until,
            missed_sudo.appointment_id,
            entry_sudo.collaborator_id,
        )
        return missed_sudo.filtered(lambda entry: entry.appointment_id in late_sudo)

    def _say_late(self, kept_sudo, action):
        """Ask the helper to call those for whom nobody else is free."""
        message = self.env._("You reach all your next visits in time.")
        if kept_sudo:
            message = self.env._(
                "Nobody else is free for %(references)s. Please call and say that "
                "you are late.",
                references=", ".join(kept_sudo.mapped("reference")),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if kept_sudo else "success",
                "sticky": bool(kept_sudo),
                "message": message,
                "next": action,
            },
        }
