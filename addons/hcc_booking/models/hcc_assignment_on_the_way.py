from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: how long before the visit a helper may be on the way
EARLIEST = timedelta(hours=2)
#: the shortest way that makes sense to promise
SHORTEST = timedelta(minutes=15)
#: times are told in steps of so many minutes
STEP = 5


class HccAssignmentOnTheWay(models.AbstractModel):
    """The helper sets out, and the citizen is told who comes and when."""

    _name = "hcc.assignment.on.the.way"
    _description = "On the Way to a Visit"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    on_the_way_at = fields.Datetime("Set out", readonly=True, copy=False)
    can_set_out = fields.Boolean(compute="_compute_can_set_out")

    @api.depends("state", "start", "place", "on_the_way_at")
    def _compute_can_set_out(self):
        now = fields.Datetime.now()
        for entry in self:
            entry.can_set_out = (
                entry.state == "accepted"
                and entry.place == "home"
                and not entry.on_the_way_at
                and entry.start - EARLIEST <= now <= entry.stop
            )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"on_the_way_at"}

    def action_on_the_way(self):
        """Tell the citizen that the helper comes now; once for each visit.

        :return: a notice that says whether somebody should call instead
        """
        self.ensure_one()
        self._check_step(("accepted",))
        now = fields.Datetime.now()
        if self.on_the_way_at:
            raise UserError(self.env._("The person has been told already."))
        if not self.can_set_out:
            raise UserError(
                self.env._(
                    "Only for a visit at home, and not earlier than two hours before."
                )
            )
        self._write_guarded({"on_the_way_at": now})
        self._journal("on_the_way")
        told = self._tell_on_the_way(self._get_arrival(now))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if told else "warning",
                "message": self.env._("The person is told that you are coming.")
                if told
                else self.env._("Please call the person: no message reaches them."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _get_arrival(self, now):
        """When the helper should be there: on time, or a little after now."""
        arrival = max(self.start, now + SHORTEST)
        late = timedelta(minutes=arrival.minute % STEP, seconds=arrival.second)
        rest = timedelta(minutes=STEP) - late if late else timedelta()
        return (arrival + rest).replace(microsecond=0)

    def _tell_on_the_way(self, at):
        """Write to those who read it in time.

        :param datetime at: naive UTC
        :return: whether anybody is written to
        """
        messages_sudo = self.env["hcc.message"]._tell_citizens(
            "on_the_way", self.request_id, at=at
        )
        unread_sudo = messages_sudo.filtered(
            lambda message: not message._is_written(message.channel)
        )
        # a call a while later tells nobody anything
        unread_sudo._write_guarded({"state": "cancelled"})
        told = messages_sudo - unread_sudo
        if told:
            # sudo: ir.cron - the message goes out at once
            self.env.ref("hcc_booking.ir_cron_hcc_message_send").sudo()._trigger()
        return bool(told)
