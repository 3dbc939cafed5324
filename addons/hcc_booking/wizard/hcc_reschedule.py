from odoo import api, fields, models
from odoo.exceptions import UserError


class HccReschedule(models.TransientModel):
    """Answer a wished time, or move a visit; both only with the citizen."""

    _name = "hcc.reschedule"
    _description = "Time Agreed with the Citizen"
    _inherit = ["hcc.office.form", "hcc.slot.choice"]

    request_id = fields.Many2one("hcc.request", required=True, readonly=True)
    request_state = fields.Selection(related="request_id.state")
    ward_id = fields.Many2one(related="request_id.ward_id")
    reference = fields.Char(related="request_id.reference")
    procedure_summary = fields.Char(related="request_id.procedure_summary")
    wish = fields.Text(related="request_id.wish")
    citizen_name = fields.Char(related="request_id.citizen_id.name")
    citizen_phone = fields.Char(related="request_id.citizen_id.phone")
    now_at = fields.Char("Promised now", compute="_compute_now_at")
    agreed = fields.Boolean("The citizen agrees to this time")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        request = self.env["hcc.request"].browse(values.get("request_id"))
        if request:
            values["place"] = request.place
            values["service_point_id"] = request.service_point_id.id
        return values

    @api.depends("request_id")
    def _compute_now_at(self):
        words = self.env["hcc.words"]
        for form in self:
            form.now_at = words._when(form.request_id.start)

    @api.depends("request_id")
    def _compute_slot_choices(self):
        return super()._compute_slot_choices()

    def action_confirm(self):
        """Promise the chosen time.

        :raises UserError: when the citizen has not agreed to it
        """
        self.ensure_one()
        if not self.agreed:
            raise UserError(
                self.env._("A promised time moves only when the citizen agrees to it.")
            )
        request = self.request_id
        request.check_access("write")
        start, point = self._get_chosen_slot()
        held_sudo = self._get_held()
        if request.state == "waiting":
            request._answer_wish(start, service_point=point, hold=held_sudo)
        else:
            request._move(start, service_point=point, by="clerk", hold=held_sudo)
        return {"type": "ir.actions.act_window_close"}

    def _get_slot_ward(self):
        return self.request_id.ward_id

    def _get_slot_procedures(self):
        return self.request_id.procedure_ids

    def _get_slot_options(self):
        request = self.request_id
        return {
            "exclude_assignments": request.assignment_ids.filtered("is_live"),
            "citizen_phones": request._get_phones(),
            "position": request._get_position(),
            "gender": request._get_wished_gender(),
        }
