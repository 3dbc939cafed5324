from odoo import fields, models


class HccAssignmentCalendar(models.AbstractModel):
    _name = "hcc.assignment.calendar"
    _description = "Assignments in the Calendar"

    calendar_event_id = fields.Many2one(
        "calendar.event", index="btree_not_null", ondelete="set null", copy=False
    )
    calendar_stale = fields.Boolean(default=True, copy=False)
