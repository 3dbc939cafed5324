from datetime import timedelta

from odoo import fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

#: how much longer a visit takes, at a tap
LONGER = timedelta(minutes=30)


class HccAssignment(models.Model):
    _inherit = "hcc.assignment"

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
