from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.hcc_booking.models.hcc_message_composer import OUTDATED_KINDS
from odoo.addons.hcc_booking.models.hcc_slot_input import Visit

#: how long a tap by mistake can be taken back
UNDO_TIME = timedelta(minutes=5)
#: days in which another time is looked for
OTHER_DAYS = 7
UNSENT = ("pending", "to_call", "failed")


class HccDayRepairMake(models.AbstractModel):
    """Keeps what was done to a helper's day, and lets the messages wait.

    As long as the action can be taken back, no citizen is told: so an undone tap
    tells nobody anything. Only who is visited before that is told at once.
    """

    _name = "hcc.day.repair.make"
    _description = "How a Day Is Handed Over"

    @api.model
    def _look_before(self, entries_sudo):
        """What stands before anything changes.

        :param entries_sudo: ``hcc.assignment`` in sudo that will be taken away
        :return: dict for :meth:`_record`
        """
        messages_sudo = self._get_messages(entries_sudo.request_id)
        return {
            "states": {entry: entry.state for entry in entries_sudo},
            "known": messages_sudo,
            "unsent": {
                message: message.state
                for message in messages_sudo
                if message.recipient == "citizen"
                and message.kind in OUTDATED_KINDS
                and message.state in UNSENT
            },
        }

    @api.model
    def _record(self, collaborator, start, stop, before, outcome):
        """Note what was done.

        :param collaborator: ``hcc.collaborator`` who cannot come
        :param dict before: what :meth:`_look_before` gave
        :param dict outcome: what ``_ill`` of the booking service gave
        :return: ``hcc.day.repair``
        """
        undo_until = fields.Datetime.now() + UNDO_TIME
        # sudo: hcc.assignment - those of the visits that were handed over
        moved = {entry.appointment_id: entry for entry in outcome["moved"].sudo()}
        # sudo: hcc.day.repair - made by this method alone, after its checks
        repair_sudo = (
            self.env["hcc.day.repair"]
            .sudo()
            .create(
                {
                    "collaborator_id": collaborator.id,
                    "start": start,
                    "stop": stop,
                    "undo_until": undo_until,
                    "absence_ids": outcome["absences"].ids,
                    "line_ids": [
                        Command.create(
                            {
                                "appointment_id": entry.appointment_id.id,
                                "before_id": entry.id,
                                "before_state": state,
                                "after_id": moved.get(
                                    entry.appointment_id, entry.browse()
                                ).id,
                                "taken_back": {
                                    str(message.id): was
                                    for message, was in before["unsent"].items()
                                    if message.request_id == entry.request_id
                                    and message.state == "cancelled"
                                },
                            }
                        )
                        for entry, state in before["states"].items()
                    ],
                }
            )
        )
        repair_sudo._journal(
            "day_handed_over",
            visits=len(repair_sudo.line_ids),
            left=len(outcome["left"]),
        )
        repair_sudo._let_messages_wait(before["known"])
        return repair_sudo.with_env(self.env)

    def _let_messages_wait(self, known_sudo):
        """Send nothing as long as it can be taken back.

        :param known_sudo: messages that were there before
        """
        visits = {line.request_id: line.appointment_id for line in self.line_ids}
        new_sudo = self._get_messages(self.line_ids.request_id) - known_sudo
        waiting_sudo = new_sudo.filtered(
            lambda message: message.state == "pending"
            and (
                message.collaborator_id == self.collaborator_id
                or (
                    message.recipient == "citizen"
                    and visits[message.request_id].start > self.undo_until
                )
            )
        )
        if waiting_sudo:
            waiting_sudo._write_guarded({"next_try_at": self.undo_until})
            # sudo: ir.cron - the messages go out as soon as they may
            cron_sudo = self.env.ref("hcc_booking.ir_cron_hcc_message_send").sudo()
            cron_sudo._trigger(self.undo_until)

    @api.model
    def _get_messages(self, requests):
        """All messages about the requests, in sudo."""
        # sudo: hcc.message - helpers cause messages that they may not read
        return (
            self.env["hcc.message"].sudo().search([("request_id", "in", requests.ids)])
        )

    @api.model
    def _get_other_times(self, visits_sudo):
        """Times that could be offered instead, asked for all visits at once.

        :param visits_sudo: ``hcc.appointment`` in sudo
        :return: {appointment id: list of ``Slot``, the earliest first}
        """
        finder = self.env["hcc.slot.finder"]
        found = finder._find_many(
            [
                Visit(
                    ward=visit.ward_id,
                    place=visit.place,
                    point=visit.service_point_id,
                    procedures=visit.request_id.procedure_ids,
                    minutes=int((visit.stop - visit.start).total_seconds() // 60),
                    phones=visit.request_id._get_phones(),
                    position=finder._get_position(visit.request_id),
                )
                for visit in visits_sudo
            ],
            days=OTHER_DAYS,
            with_workers=False,
        )
        return dict(zip(visits_sudo.ids, found, strict=True))
