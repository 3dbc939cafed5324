from odoo import fields, models


class HccHoliday(models.Model):
    """A day on which office hours differ from the week's pattern.

    It changes office hours, never what on-call helpers may do.
    """

    _name = "hcc.holiday"
    _description = "Holiday"
    _order = "date"

    date = fields.Date(required=True)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("holiday", "Holiday"),
            ("compensatory", "Compensatory day off"),
            ("swapped_day_off", "Swapped day off"),
            ("swapped_working_day", "Swapped working day"),
        ],
        required=True,
        default="holiday",
    )
    status = fields.Selection(
        [
            ("official", "Official"),
            ("reported", "Reported, to be verified"),
            ("calculated", "Calculated"),
        ],
        required=True,
        default="official",
    )
    leave_id = fields.Many2one(
        "resource.calendar.leaves", readonly=True, index="btree_not_null", copy=False
    )

    _date_unique = models.Constraint("UNIQUE (date)", "This day is listed already.")
