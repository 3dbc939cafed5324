from odoo import api, fields, models

PARTS = ("morning", "afternoon", "evening")


class HccWaitingEntry(models.TransientModel):
    """Put somebody on the waiting list, who is at the counter or on the telephone."""

    _name = "hcc.waiting.entry"
    _description = "Entry for the Waiting List"
    _inherit = ["hcc.office.form"]

    request_id = fields.Many2one("hcc.request", required=True, readonly=True)
    reference = fields.Char(related="request_id.reference")
    start = fields.Datetime("Time Now", related="request_id.start")
    place = fields.Selection(related="request_id.place")
    not_before = fields.Date()
    not_after = fields.Date()
    in_morning = fields.Boolean("Morning", default=True)
    in_afternoon = fields.Boolean("Afternoon", default=True)
    in_evening = fields.Boolean("Evening", default=True)
    any_point = fields.Boolean("Another point of the ward is fine too")

    @api.model
    def default_get(self, fields):
        """Begin with what suits somebody who is on the list already."""
        values = super().default_get(fields)
        request = self.env["hcc.request"].browse(values.get("request_id"))
        entry_sudo = request._get_waiting()
        if entry_sudo:
            names = ("not_before", "not_after", *(f"in_{part}" for part in PARTS))
            values.update({name: entry_sudo[name] for name in names})
            values["any_point"] = not entry_sudo.service_point_id
        return values

    def action_confirm(self):
        """Put the request in line, or change what would suit."""
        self.ensure_one()
        request = self.request_id
        request._check_by("clerk")
        self.env["hcc.waiting"]._join(
            request,
            {
                "not_before": self.not_before,
                "not_after": self.not_after,
                "parts": [part for part in PARTS if self[f"in_{part}"]] or ["none"],
                "any_point": self.any_point,
            },
        )
        return {"type": "ir.actions.act_window_close"}
