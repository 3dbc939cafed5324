import logging
import time

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

KEEP_DAYS = 400
READERS = (
    "hcc_collaborator.group_hcc_data_officer",
    "hcc_collaborator.group_hcc_administrator",
)


class HccJournalCheck(models.Model):
    """One night's look at all seals of the journal.

    Read by data officers and administrators; written by the nightly job alone. A
    broken seal becomes something to do for each of them.
    """

    _name = "hcc.journal.check"
    _description = "Check of the Journal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "at"

    at = fields.Datetime("When", required=True, readonly=True)
    state = fields.Selection(
        [("intact", "Intact"), ("broken", "Changed")], required=True, readonly=True
    )
    seal_count = fields.Integer("Seals", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    broken_count = fields.Integer("Broken Seals", readonly=True)
    first_seal = fields.Integer("First Broken Seal", readonly=True, aggregator=None)
    first_row = fields.Integer("First Broken Row", readonly=True, aggregator=None)
    seconds = fields.Float(readonly=True, aggregator="avg")

    @api.model
    def _cron_check(self):
        """Verify, keep the result, alarm."""
        self._run()
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.search([("at", "<", limit)]).unlink()

    @api.model
    def _run(self):
        """Verify the whole chain.

        :return: the new ``hcc.journal.check``
        """
        began = time.monotonic()
        seals = self.env["hcc.journal.seal"]
        result = seals._verify()
        check = self.create(
            {
                "at": fields.Datetime.now(),
                "state": "broken" if result["broken"] else "intact",
                "seal_count": result["seals"],
                "row_count": result["rows"],
                "broken_count": len(result["broken"]),
                "first_seal": result["broken"][0] if result["broken"] else 0,
                "first_row": result["row"] or 0,
                "seconds": time.monotonic() - began,
            }
        )
        if result["broken"]:
            check._alarm(result)
        return check

    def _alarm(self, result):
        """Give each data officer and administrator something to do about it."""
        self.ensure_one()
        _logger.error(
            "The journal was changed: first in seal %s, row %s.",
            self.first_seal,
            self.first_row or "unknown",
        )
        # sudo: res.users - who looks after the journal
        users_sudo = self.env["res.users"].sudo()
        for group in READERS:
            users_sudo |= self.env.ref(group).sudo().user_ids
        # no e-mail besides: it stands among the activities
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in users_sudo.filtered("active"):
            lang = self.with_context(lang=user.lang)
            quiet.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=lang.env._("The journal was changed"),
                note=lang.env["hcc.journal.seal"]._say(result),
                user_id=user.id,
            )

    @api.model
    def _report(self):
        """What a command says: verify now, keep it, alarm.

        :return: dict ``{state, words}``
        """
        check = self._run()
        words = self.env["hcc.journal.seal"]._say(
            {
                "seals": check.seal_count,
                "rows": check.row_count,
                "broken": [check.first_seal] if check.broken_count else [],
                "row": check.first_row or None,
            }
        )
        return {"state": check.state, "words": words}
