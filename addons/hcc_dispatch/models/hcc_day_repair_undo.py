from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.hcc_booking.tools.locks import COLLABORATOR, lock

UNSENT = ("pending", "to_call", "failed")
#: told, or about to be
TOLD = ("sending", "sent", "done")


class HccDayRepairUndo(models.AbstractModel):
    """Takes a day back that was handed over.

    Each visit by itself: where somebody has accepted it, begun it or moved it in
    the meantime, it stays as it is now, and the line says why.
    """

    _name = "hcc.day.repair.undo"
    _description = "How a Day Is Taken Back"

    def _undo(self):
        """Put everything back as it was, as far as that can be done.

        Called in sudo, after the checks.
        """
        self.ensure_one()
        lines = self.line_ids
        people = lines.appointment_id.assignment_ids.collaborator_id
        lock(self.env.cr, COLLABORATOR, (people | self.collaborator_id).ids)
        self._write_guarded({"state": "undone", "undone_at": fields.Datetime.now()})
        self.absence_ids.filtered(
            lambda absence: absence.state == "live"
        ).action_cancel()
        for line in lines:
            line._write_guarded({"stuck": line._take_back()})
        self._undo_messages(lines.filtered(lambda line: not line.stuck))
        self._journal(
            "day_taken_back", visits=len(lines), stuck=len(lines.filtered("stuck"))
        )

    def _undo_messages(self, lines):
        """Take back what nobody was told, and correct what somebody was.

        :param lines: lines that are as they were
        """
        # sudo: hcc.message - see hcc.day.repair.make
        messages_sudo = (
            self.env["hcc.message"]
            .sudo()
            .search(
                Domain("request_id", "in", lines.request_id.ids)
                & Domain("create_date", ">=", self.create_date)
                & Domain("kind", "in", ("helper_changed", "offer", "released"))
            )
        )
        unsent_sudo = messages_sudo.filtered(lambda message: message.state in UNSENT)
        told_sudo = messages_sudo.filtered(lambda message: message.state in TOLD)
        unsent_sudo._write_guarded({"state": "cancelled"})
        composer = self.env["hcc.message"]
        misled = told_sudo.filtered(
            lambda message: message.recipient == "citizen"
        ).request_id
        composer._tell_citizens("helper_changed", misled)
        for line in lines.filtered(lambda line: line.request_id not in misled):
            line._restore_messages()
        for line in lines:
            told = told_sudo.filtered(
                lambda message, line=line: message.request_id == line.request_id
            ).collaborator_id
            others = line._get_successors(("released",)).filtered(
                lambda entry, told=told: entry.collaborator_id in told
            )
            composer._tell_helpers("released", others)
            if line.before_id.collaborator_id in told:
                composer._tell_helpers("offer", line.before_id)
