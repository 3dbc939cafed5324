from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.phone import is_mobile, readable_phones

#: who is told at each step: the reach of their roles, the nearest first
LEVELS = {
    "coordinator": ("ward", "branch", "city"),
    "branch": ("branch", "city"),
    "city": ("city",),
}


class HccSafetyOffice(models.AbstractModel):
    """What the office does about a helper who calls, or is not heard from."""

    _name = "hcc.safety.office"
    _description = "Watches in the Office"

    # -------------------------------------------------------------------------
    # ACTIONS of clerks and coordinators
    # -------------------------------------------------------------------------

    def action_take(self):
        """I look after it: nobody else has to be told."""
        self._check_alarm(self.env._("Somebody else looks after your own call."))
        self._write_guarded(
            {"taken_at": fields.Datetime.now(), "taken_by_id": self.env.uid}
        )
        self._journal("safety_taken")
        return True

    def action_settle(self):
        """Somebody spoke with the helper, who is well: all is over."""
        self._check_alarm(
            self.env._("Somebody else settles it when you called for help.")
        )
        now = fields.Datetime.now()
        calling = self.filtered(lambda watch: watch._is_calling())
        calling._write_guarded(
            {"help_closed_at": now, "help_closed_by_id": self.env.uid}
        )
        calling._journal("help_settled")
        self._end("office", now)
        return True

    def _check_alarm(self, not_own):
        """
        :param str not_own: words for whoever looks after the own call
        :raises UserError: when all is well, or somebody else has to do it
        """
        self.check_access("write")
        for watch in self:
            if not watch.is_alarm:
                raise UserError(self.env._("There is nothing to look after any more."))
            if watch.user_id == self.env.user:
                raise UserError(not_own)

    # -------------------------------------------------------------------------
    # TELLING
    # -------------------------------------------------------------------------

    def _tell_office(self, kind, levels):
        """Let open back offices show it at once, and write to mobile telephones.

        Nothing leaves the house here: a job sends what is written.

        :param str kind: ``help_call`` or ``not_back``
        :param levels: keys of ``LEVELS``
        """
        for watch in self:
            people = watch._get_people_to_tell(levels)
            for person in people:
                here = watch.with_context(lang=person.lang or self.env.lang)
                person._bus_send(
                    "simple_notification",
                    {
                        "type": "danger",
                        "sticky": True,
                        "title": here._get_alarm_title(kind),
                        "message": here._get_alarm_words(kind),
                    },
                )
            self.env["hcc.message"]._write_to_office(kind, watch, people)
        # sudo: ir.cron - the messages go out at once
        self.env.ref("hcc_booking.ir_cron_hcc_message_send").sudo()._trigger()

    def _get_people_to_tell(self, levels):
        """The users of these levels; where a level has nobody, the next wider one.

        :rtype: ``res.users``
        """
        self.ensure_one()
        # sudo: hcc.area.role, hcc.ward - who coordinates here, whoever asks
        watch_sudo = self.sudo()
        ward, branch = watch_sudo.ward_id, watch_sudo.ward_id.branch_id
        areas = {
            "ward": Domain("ward_id", "=", ward.id),
            "branch": Domain("branch_id", "=", branch.id),
            "city": Domain.TRUE,
        }
        roles = watch_sudo.env["hcc.area.role"].search(
            Domain("is_valid", "=", True)
            & Domain("role", "=", "coordinator")
            & Domain.OR(
                [Domain("scope", "=", scope) & area for scope, area in areas.items()]
            )
        )

        people = watch_sudo.env["res.users"]
        for level in levels:
            for scope in LEVELS[level]:
                reach = roles.filtered(lambda role, scope=scope: role.scope == scope)
                found = reach.user_id.filtered("active") - watch_sudo.user_id
                if found:
                    people |= found
                    break
        return people

    def _get_alarm_title(self, kind):
        if kind == "help_call":
            return self.env._("A helper calls for help")
        return self.env._("A helper did not come back")

    def _get_alarm_words(self, kind):
        """What happened, without a word about the citizen."""
        self.ensure_one()
        # sudo: hcc.collaborator, hcc.ward - the helper's name, for who looks after it
        watch_sudo = self.sudo()
        words = self.env["hcc.words"]
        values = {
            "helper": watch_sudo.collaborator_id.name,
            "reference": watch_sudo.reference,
            "ward": watch_sudo.ward_id.with_env(self.env).sudo().display_name,
        }
        if kind == "help_call":
            return self.env._(
                "%(helper)s needs help since %(time)s: visit %(reference)s, %(ward)s. "
                "Look at “Needs attention now”.",
                time=words._time(self.help_at),
                **values,
            )
        return self.env._(
            "%(helper)s has not been heard from since %(time)s: visit %(reference)s, "
            "%(ward)s. Look at “Needs attention now”.",
            time=words._time(self.due),
            **values,
        )

    def _get_alarm_call(self, kind, helper):
        """What is to be done, in one sentence, on the coordinator's first screen."""
        self.ensure_one()
        words = self.env["hcc.words"]
        if kind == "help_call":
            return self.env._(
                "%(helper)s needs help since %(time)s: call, and go or send somebody.",
                helper=helper,
                time=words._time(self.help_at),
            )
        return self.env._(
            "%(helper)s has not been heard from since %(time)s: call, then go or send "
            "somebody.",
            helper=helper,
            time=words._time(self.due),
        )

    def _get_form_action(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_field.hcc_safety_watch_action_one"
        )
        return {**action, "res_id": self.id}

    def _get_phones(self, users):
        """Mobile numbers of some users.

        :rtype: dict, by user
        """
        phones = {}
        for user in users:
            mobiles = [one for one in readable_phones(user.phone) if is_mobile(one)]
            if mobiles:
                phones[user] = mobiles[0]
        return phones
