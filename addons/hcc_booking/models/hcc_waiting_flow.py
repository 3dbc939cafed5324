from odoo import models


class HccWaitingFlow(models.AbstractModel):
    """What may happen to somebody on the waiting list."""

    _name = "hcc.waiting.flow"
    _description = "Steps on the Waiting List"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "asked_at",
            "ended_at",
            "in_afternoon",
            "in_evening",
            "in_morning",
            "not_after",
            "not_before",
            "place",
            "request_id",
            "service_point_id",
            "state",
            "ward_id",
        }
