import time
from contextlib import contextmanager

from odoo import api, fields, models

KEEP_DAYS = 400


class HccNightlyCheckMixin(models.AbstractModel):
    """A look at the records that a job takes each night, and who is told.

    Its results are kept for a while; what is wrong becomes something to do for
    each user of some groups.
    """

    _name = "hcc.nightly.check.mixin"
    _description = "Nightly Check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "at"

    at = fields.Datetime("When", required=True, readonly=True)
    seconds = fields.Float(readonly=True, aggregator="avg")

    @api.model
    def _cron_check(self):
        """Check, keep the result, alarm; results that are old go."""
        self._run()
        self._forget_old()

    @api.model
    def _forget_old(self):
        """Delete the results of which nobody will ask any more."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        self.search([("at", "<", limit)]).unlink()

    @api.model
    def _run(self):
        """Check now, and alarm if something is wrong.

        :return: the new record
        """
        raise NotImplementedError

    @api.model
    @contextmanager
    def _timed(self):
        """Within, ``values["seconds"]`` is not known yet; after it, it is.

        :return: dict of values of the new record
        """
        began = time.monotonic()
        values = {"at": fields.Datetime.now()}
        yield values
        values["seconds"] = time.monotonic() - began

    def _give_to_do(self, groups, say):
        """Put it among the activities of each active user of the groups.

        :param groups: external ids of groups
        :param say: function of this record in the language of a user that
            returns (summary, note)
        """
        self.ensure_one()
        # sudo: res.users - who looks after the system
        users_sudo = self.env["res.users"].sudo()
        for group in groups:
            users_sudo |= self.env.ref(group).sudo().user_ids
        # no e-mail besides: it stands among the activities
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in users_sudo.filtered("active"):
            summary, note = say(self.with_context(lang=user.lang))
            quiet.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=summary,
                note=note,
                user_id=user.id,
            )
