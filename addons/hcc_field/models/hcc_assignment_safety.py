from odoo import api, fields, models
from odoo.exceptions import AccessError

from .hcc_safety_steps import RUNNING

CLERK = "hcc_collaborator.group_hcc_clerk"
COLLABORATOR = "hcc_collaborator.group_hcc_collaborator"
#: from when a helper has accepted a visit until it is closed
WITH_HELP = ("accepted", "started")
CLOSED = ("done", "no_show")
#: whoever has not begun is not out there any more
GIVEN_UP = (*CLOSED, "released", "declined", "expired")


class HccAssignmentSafety(models.AbstractModel):
    """The own safety, on the cards of the helper's day.

    Setting out to a home visit and starting it start the timer, closing it ends it.
    A visit that the office takes away after it began does not: the helper is still
    out there.
    """

    _name = "hcc.assignment.safety"
    _description = "Safety on the Helper's Screen"

    watch_ids = fields.One2many(
        "hcc.safety.watch",
        "assignment_id",
        "Watch",
        readonly=True,
        groups=f"{COLLABORATOR},{CLERK}",
    )
    can_call_help = fields.Boolean(compute="_compute_safety")
    is_watched = fields.Boolean(compute="_compute_safety")
    safety_words = fields.Char(compute="_compute_safety")

    @api.depends("state", "user_id", "watch_ids.state", "watch_ids.due")
    @api.depends_context("uid", "lang")
    def _compute_safety(self):
        words = self.env["hcc.words"]
        for entry in self:
            is_own = entry.user_id == self.env.user
            # sudo: hcc.safety.watch - the timer of the own visit
            watch_sudo = entry.sudo().watch_ids[:1]
            runs = is_own and watch_sudo.state in RUNNING
            entry.is_watched = runs
            entry.can_call_help = is_own and entry.state in WITH_HELP
            entry.safety_words = runs and self.env._(
                "We ask whether all is well at %(time)s.",
                time=words._time(watch_sudo.due),
            )
            if runs and watch_sudo.state != "running":
                entry.safety_words = self.env._(
                    "Are you well? The visit should be over."
                )

    # -------------------------------------------------------------------------
    # ACTIONS of the helper
    # -------------------------------------------------------------------------

    def action_help(self):
        """Call the coordinator and the branch, without a sound."""
        return self._get_own_watch().with_env(self.env).action_help()

    def action_safe(self):
        return self._get_own_watch().with_env(self.env).action_safe()

    def action_extend(self):
        return self._get_own_watch().with_env(self.env).action_extend()

    def _get_own_watch(self):
        """The watch of the own visit.

        :raises AccessError: at another's visit
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user or self.state == "held":
            raise AccessError(self.env._("Only whoever has the visit says this."))
        return self.env["hcc.safety.watch"]._get_or_make(self)

    # -------------------------------------------------------------------------
    # STEPS
    # -------------------------------------------------------------------------

    def _start(self, at=None):
        result = super()._start(at)
        self.env["hcc.safety.watch"]._watch(self, at)
        return result

    def _write_state(self, state):
        ended = self.filtered(
            lambda entry: entry.place == "home"
            and state in (CLOSED if entry.state == "started" else GIVEN_UP)
            and (entry.state == "started" or entry.on_the_way_at)
        )
        result = super()._write_state(state)
        if ended:
            # sudo: hcc.safety.watch - closing the visit is what ends it
            watches_sudo = self.env["hcc.safety.watch"].sudo()
            watches_sudo.search(
                [
                    ("assignment_id", "in", ended.ids),
                    ("state", "in", RUNNING),
                ]
            )._end("visit", fields.Datetime.now())
        return result

    def _set_out(self, now):
        told = super()._set_out(now)
        self.env["hcc.safety.watch"]._watch(self, now)
        return told
