from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: how long before the visit a helper may be on the way
EARLIEST = timedelta(hours=2)
#: the shortest way that makes sense to promise
SHORTEST = timedelta(minutes=15)
#: times are told in steps of so many minutes
STEP = 5
#: whoever was somewhere this lately sets out from there
LATELY = timedelta(hours=2)


class HccAssignmentOnTheWay(models.AbstractModel):
    """The helper sets out, and the citizen is told who comes and when."""

    _name = "hcc.assignment.on.the.way"
    _description = "On the Way to a Visit"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    on_the_way_at = fields.Datetime("Set out", readonly=True, copy=False)
    expected_at = fields.Datetime(
        readonly=True, copy=False, help="What the person was told, at setting out."
    )
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
        return super()._get_guarded_fields() | {"expected_at", "on_the_way_at"}

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
        told = self._set_out(now)
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

    def _set_out(self, now):
        """Note that the helper comes, and tell the citizen.

        :return: whether anybody is written to
        """
        expected = self._get_arrival(now)
        self._write_guarded({"on_the_way_at": now, "expected_at": expected})
        self._journal("on_the_way")
        return self._tell_on_the_way(expected)

    def _get_arrival(self, now):
        """When the helper should be there: on time, or as the way from now is long.

        The way is known from where the helper has just been and the home of the
        citizen; the helper's own position is never asked for.
        """
        way = max(self._get_way(now), SHORTEST)
        arrival = max(self.start, now + way)
        late = timedelta(minutes=arrival.minute % STEP, seconds=arrival.second)
        rest = timedelta(minutes=STEP) - late if late else timedelta()
        return (arrival + rest).replace(microsecond=0)

    def _get_way(self, now):
        """How long the way from the visit before takes; nothing when nobody knows."""
        # sudo: hcc.assignment - where the helper's own visit before was
        last_sudo = self.sudo().search(
            [
                ("collaborator_id", "=", self.collaborator_id.id),
                ("state", "=", "done"),
                ("appointment_id.done_at", ">=", now - LATELY),
                ("appointment_id.done_at", "<=", now),
                ("id", "!=", self.id),
            ],
            order="stop desc",
            limit=1,
        )
        if not last_sudo:
            return timedelta()
        minutes = self.env["hcc.slot.finder"]._get_way_minutes(
            last_sudo.appointment_id, self.appointment_id, self.collaborator_id
        )
        return timedelta(minutes=minutes)

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
