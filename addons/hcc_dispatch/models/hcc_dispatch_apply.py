from psycopg2.errors import ExclusionViolation

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.hcc_booking.exceptions import HelperNotFit, HelperTaken
from odoo.addons.hcc_booking.tools.locks import COLLABORATOR, lock


class HccDispatchApply(models.AbstractModel):
    """Makes a plan come true, as far as the world is still what it was made from."""

    _name = "hcc.dispatch.apply"
    _description = "Applying a Day's Plan"

    @api.model
    def _apply(self, run_sudo):
        """Give the visits of a run to whom it names; the times promised stay.

        Everybody concerned is locked, and everything is read again: a visit that
        anybody changed since is left alone. The rest is changed at once, and one by
        one where that is refused.

        :param run_sudo: ``hcc.dispatch.run`` in sudo, planned
        """
        lines_sudo = run_sudo.line_ids.filtered(
            lambda line: line.action in ("fill", "move") and line.result == "waiting"
        )
        people_sudo = lines_sudo._get_people()
        lock(self.env.cr, COLLABORATOR, people_sudo.ids)
        visits_sudo = lines_sudo.appointment_id.try_lock_for_update()
        visits_sudo.invalidate_recordset()
        visits_sudo.assignment_ids.invalidate_recordset()
        visits_sudo.request_id.invalidate_recordset()
        digests = self._get_digests(visits_sudo)
        stale_sudo = lines_sudo.filtered(
            lambda line: digests.get(line.appointment_id.id) != line.digest
        )
        stale_sudo._close("changed")
        fresh_sudo = lines_sudo - stale_sudo
        if not self._try_lines(fresh_sudo):
            for line_sudo in fresh_sudo:
                if not self._try_lines(line_sudo):
                    line_sudo._close("refused")

    @api.model
    def _try_lines(self, lines_sudo):
        """Change all of the visits, or none.

        :return: whether they are changed
        """
        if not lines_sudo:
            return True
        try:
            with self.env.cr.savepoint():
                self._change(lines_sudo)
        except (ExclusionViolation, HelperNotFit, HelperTaken, UserError):
            self.env.invalidate_all()
            return False
        lines_sudo._close("applied")
        return True

    @api.model
    def _change(self, lines_sudo):
        """Take the visits from some, then offer them to others, and tell everybody."""
        messages = self.env["hcc.message"]
        # sudo: hcc.assignment - the job changes visits for the whole ward
        gone = self.env["hcc.assignment"].sudo()
        for line_sudo in lines_sudo:
            gone |= line_sudo._get_gone()
        gone._release("released", self.env._("The day was planned anew."))
        # a release and a new row on the same time need two statements
        gone.flush_recordset()
        for line_sudo in lines_sudo:
            visit_sudo = line_sudo.appointment_id
            staying = visit_sudo.assignment_ids.filtered("is_live").collaborator_id
            new_sudo = line_sudo._get_after() - staying
            visit_sudo._offer(new_sudo)
            visit_sudo._journal(
                "planned_anew", run_id=line_sudo.run_id.id, after=new_sudo.ids
            )
        messages._tell_helpers("released", gone)
        messages._tell_citizens("helper_changed", lines_sudo.request_id)
