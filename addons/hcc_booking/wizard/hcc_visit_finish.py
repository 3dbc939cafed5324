from odoo import api, fields, models
from odoo.exceptions import UserError


class HccVisitFinish(models.TransientModel):
    """Close a visit: each dossier with its code, or why it was not filed.

    The helper closes the own visit; a clerk or coordinator closes one that the
    helper forgot.
    """

    _name = "hcc.visit.finish"
    _description = "End of a Visit"
    _inherit = ["hcc.office.form", "hcc.dossier.entry"]

    appointment_id = fields.Many2one("hcc.appointment", required=True, readonly=True)
    assignment_id = fields.Many2one("hcc.assignment", readonly=True)
    reference = fields.Char(related="appointment_id.reference")
    when = fields.Char(compute="_compute_when")
    helper = fields.Char(compute="_compute_when")
    is_open = fields.Boolean(compute="_compute_when")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        assignment = self.env["hcc.assignment"].browse(values.get("assignment_id"))
        visit = (
            self.env["hcc.appointment"].browse(values.get("appointment_id"))
            or assignment.appointment_id
        )
        values["appointment_id"] = visit.id
        recorded = visit.dossier_ids.procedure_id
        procedures = visit.request_id.procedure_ids - recorded
        entries = [{"procedure_id": procedure.id} for procedure in procedures] or [{}]
        values.update(entries=entries, position=0, **entries[0])
        return values

    @api.depends("appointment_id")
    def _compute_when(self):
        words = self.env["hcc.words"]
        for form in self:
            visit = form.appointment_id
            form.when = words._when(visit.start, visit.stop)
            form.is_open = visit.state in ("booked", "in_progress")
            # sudo: hcc.collaborator - the name of a helper of another ward, too
            form.helper = visit.lead_id.sudo().name

    def action_done(self):
        """Record the dossiers and close the visit."""
        self._record()
        self._finish()
        return self._close(self.env._("The visit is recorded. Thank you."))

    def action_done_and_return(self):
        """Record the dossiers, close the visit and ask for another one."""
        self._record()
        if self.assignment_id:
            self.assignment_id.action_return_visit()
        else:
            request = self.appointment_id.request_id
            self._finish()
            request._return_visit()
        return self._close(
            self.env._("Recorded. The coordinator will agree on a return visit.")
        )

    def action_no_show(self):
        """Close the visit because the citizen was not there."""
        self.ensure_one()
        if self.assignment_id:
            self.assignment_id.action_no_show()
        else:
            self.appointment_id._mark_no_show()
        return self._close(self.env._("Recorded: the citizen was not there."))

    def _record(self):
        self.ensure_one()
        if not self.is_open:
            raise UserError(self.env._("This visit is closed already."))
        self._keep_entry()
        for position, entry in enumerate(self.entries):
            if not entry.get("filed"):
                self._show_entry(position)
                self._check_entry()
        self.appointment_id._record_dossiers(self._prepare_dossier_values())

    def _finish(self):
        if self.assignment_id:
            self.assignment_id.action_done()
        else:
            self.appointment_id._complete()

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_visit_finish_action"
        )
        return {**action, "res_id": self.id}

    def _close(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
