import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.localtime import local_date

_logger = logging.getLogger(__name__)

#: how many people one run looks at together
BATCH = 200
REMIND, PAUSE = "hcc_collaborator.remind_days", "hcc_collaborator.pause_days"
DEFAULTS = {REMIND: 45, PAUSE: 15}


class HccCollaboratorActivity(models.AbstractModel):
    """Who has done nothing for long is reminded, then paused."""

    _name = "hcc.collaborator.activity"
    _description = "Activity of Collaborators"

    idle_reminded_on = fields.Date("Reminded", readonly=True, copy=False)
    pause_failed_on = fields.Date(
        "Could Not Be Paused",
        readonly=True,
        copy=False,
        help="The nightly job could not pause this person: please do it by hand.",
    )

    def _get_last_activity(self):
        """The last local day on which each of these people did something.

        Signing in and beginning to work count here; booking adds visits and shifts.

        :return: {id: date}
        """
        # sudo: res.users.log - when somebody signed in last
        logs_sudo = self.env["res.users.log"].sudo()
        groups = logs_sudo._read_group(
            [("create_uid", "in", self.user_id.ids)],
            ["create_uid"],
            ["create_date:max"],
        )
        signed_in = {user.id: local_date(moment) for user, moment in groups}
        return {
            person.id: max(
                filter(
                    None,
                    (
                        local_date(person.create_date or fields.Datetime.now()),
                        person.activated_on,
                        signed_in.get(person.user_id.id),
                    ),
                )
            )
            for person in self
        }

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_mind_inactive(self):
        """Remind who is inactive for long, pause who did not answer."""
        remind, pause = (self._get_days(name) for name in (REMIND, PAUSE))
        if not remind:
            return
        today = self.env["hcc.area.role"]._today()
        domain = Domain("state", "=", "active")
        commit_progress = self.env["ir.cron"]._commit_progress
        last_id = 0
        while people := self.search(
            domain & Domain("id", ">", last_id), order="id", limit=BATCH
        ):
            last_id = people[-1].id
            people._mind_inactive(today, remind, pause)
            if not commit_progress(len(people)):
                break

    def _mind_inactive(self, today, remind, pause):
        """What the job does for some people, one by one; see above."""
        activity = self._get_last_activity()
        for person in self:
            last = activity[person.id]
            reminded = person.idle_reminded_on
            if reminded and last >= reminded:
                person.write({"idle_reminded_on": False, "pause_failed_on": False})
                reminded = False
            if last > today - timedelta(days=remind):
                continue
            try:
                with self.env.cr.savepoint():
                    if not reminded:
                        person._remind_inactive(last, today, pause)
                    elif reminded <= today - timedelta(days=pause):
                        person._pause_inactive(last)
            except Exception as failure:
                # Whatever it is, the others go on; words of a failure may hold a
                # name: not in the log.
                _logger.warning(
                    "Collaborator %s could not be paused: %s",
                    person.id,
                    type(failure).__name__,
                )
                person.pause_failed_on = today

    def _remind_inactive(self, last, today, pause):
        def words(person):
            _ = person.env._
            return _("We have not heard from you for a long time"), _(
                "You were last active on %(day)s. Please sign in, or tell your "
                "coordinator when you can help again. Without a word from you, your "
                "work is paused after %(days)s days; you can come back at any time.",
                day=f"{last:%d/%m/%Y}",
                days=pause,
            )

        self.env["hcc.notice"]._tell(self, "inactive", words, key=f"{last}")
        self.idle_reminded_on = today
        self._journal("inactive_reminded")

    def _pause_inactive(self, last):
        reason = self.env._(
            "Inactive since %(day)s, and no answer to the reminder.",
            day=f"{last:%d/%m/%Y}",
        )
        self._end_work("suspend", reason, why="inactive")
        self.pause_failed_on = False

    @api.model
    def _get_days(self, name):
        # sudo: ir.config_parameter - a number of days
        value = self.env["ir.config_parameter"].sudo().get_param(name)
        return int(value) if str(value).isdecimal() else DEFAULTS[name]
