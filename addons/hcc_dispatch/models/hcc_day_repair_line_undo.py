from psycopg2.errors import ExclusionViolation

from odoo import models

OPEN = ("booked", "in_progress")


class HccDayRepairLineUndo(models.AbstractModel):
    """Takes one visit of a day back."""

    _name = "hcc.day.repair.line.undo"
    _description = "How a Visit Is Taken Back"

    def _get_successors(self, states=("offered", "accepted", "started", "done")):
        """Who was given the visit since, in the place of the helper."""
        self.ensure_one()
        return self.appointment_id.assignment_ids.filtered(
            lambda entry: entry != self.before_id
            and entry.role == self.before_id.role
            and entry.create_date >= self.repair_id.create_date
            and entry.state in states
        )

    def _take_back(self):
        """Give the visit back to its helper.

        :return: False, or why it cannot be done, see ``stuck``
        """
        self.ensure_one()
        entry, visit = self.before_id, self.appointment_id
        now = self._get_successors()
        if visit.state not in OPEN:
            return "over"
        if entry.state != "released" or entry.start != visit.start:
            return "moved"
        if any(other.state != "offered" for other in now):
            return "accepted"
        others = visit.assignment_ids.filtered("is_live") - now
        if any(other.role == entry.role for other in others):
            return "accepted"
        try:
            with self.env.cr.savepoint():
                now._release("released", self.env._("It was taken back."))
                # a release and a live row on the same time need two statements
                now.flush_recordset()
                entry._write_guarded({"reason": False})
                entry._write_state(self.before_state)
                entry.flush_recordset()
        except ExclusionViolation:
            self.env.invalidate_all()
            return "busy"
        return False

    def _restore_messages(self):
        """Let what waited before wait again."""
        self.ensure_one()
        # sudo: hcc.message - see hcc.day.repair.make
        messages_sudo = self.env["hcc.message"].sudo()
        for key, state in (self.taken_back or {}).items():
            messages_sudo.browse(int(key)).exists().filtered(
                lambda message: message.state == "cancelled"
            )._write_guarded({"state": state})
