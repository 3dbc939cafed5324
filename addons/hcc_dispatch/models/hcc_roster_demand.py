from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.hcc_booking.models.hcc_availability import SHIFT_KINDS, WEEKDAYS
from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

DAYS = [
    ("opening", "Whenever the point is open"),
    ("daily", "Every day"),
    ("workdays", "Working days"),
    ("weekend", "Saturdays and Sundays"),
    ("holidays", "Days off"),
    *WEEKDAYS,
]


class HccRosterDemand(models.Model):
    """How many people a ward wants where and when, and with which qualification.

    Several lines for the same hours give a mix: one who has it, two who need not.
    Coordinators write those of their wards; clerks and readers read them.
    """

    _name = "hcc.roster.demand"
    _description = "Coverage wanted"
    _inherit = ["hcc.ward.scoped.mixin"]
    _order = "ward_id, kind desc, service_point_id, days, hour_from, id"

    ward_id = fields.Many2one(
        compute="_compute_ward_id",
        store=True,
        precompute=True,
        readonly=False,
        default=lambda self: self._default_ward_id(),
    )
    kind = fields.Selection(SHIFT_KINDS, required=True, default="point")
    service_point_id = fields.Many2one(
        "hcc.service.point", index="btree_not_null", ondelete="cascade"
    )
    branch_wide = fields.Boolean(
        "For the whole branch",
        help="Somebody of this ward is on call for every ward of the branch.",
    )
    days = fields.Selection(DAYS, string="When", required=True, default="opening")
    hour_from = fields.Float("From", default=8.0)
    hour_to = fields.Float("To", default=12.0)
    people = fields.Integer(required=True, default=1)
    qualification_type_id = fields.Many2one(
        "hcc.qualification.type",
        "Qualification",
        ondelete="restrict",
        help="Each of them needs it. Empty: whoever is in the team.",
    )
    date_from = fields.Date("First Day")
    date_to = fields.Date("Last Day")
    active = fields.Boolean(default=True)

    _hours_ordered = models.Constraint(
        "CHECK (days = 'opening' OR"
        " (hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to))",
        "The hours must lie within one day, the beginning before the end. "
        "For a night enter two lines.",
    )
    _people_check = models.Constraint(
        "CHECK (people BETWEEN 1 AND 20)", "Between 1 and 20 people are wanted."
    )
    _point_given = models.Constraint(
        "CHECK ((kind = 'point') = (service_point_id IS NOT NULL))",
        "Choose a support point for hours at a point, and none for hours on call.",
    )
    _opening_of_point = models.Constraint(
        "CHECK (days <> 'opening' OR kind = 'point')",
        "Only a point has opening hours: choose days and hours on call.",
    )
    _branch_wide_on_call = models.Constraint(
        "CHECK (branch_wide IS NOT TRUE OR kind = 'on_call')",
        "Only hours on call can serve any ward of the branch.",
    )
    _days_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The last day cannot be before the first.",
    )

    def _default_ward_id(self):
        wards = self.env.user.hcc_coordinator_ward_ids
        return wards if len(wards) == 1 else self.env["hcc.ward"]

    @api.depends("service_point_id")
    def _compute_ward_id(self):
        for demand in self:
            demand.ward_id = demand.service_point_id.ward_id or demand.ward_id

    @api.depends("kind", "service_point_id", "branch_wide")
    def _compute_display_name(self):
        for demand in self:
            demand.display_name = demand._get_place_words()

    @api.constrains("service_point_id", "ward_id")
    def _check_point_of_ward(self):
        for demand in self.filtered("service_point_id"):
            if demand.service_point_id.ward_id != demand.ward_id:
                raise ValidationError(
                    self.env._("The support point lies in another ward.")
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "on_call":
            self.service_point_id = False
            if self.days == "opening":
                self.days = "daily"
        else:
            self.branch_wide = False

    @api.model
    def _get_wards(self):
        """The wards that say what they want."""
        groups = self._read_group([("active", "=", True)], ["ward_id"])
        return self.env["hcc.ward"].union(*(ward for (ward,) in groups))

    def _get_place_words(self):
        self.ensure_one()
        if self.kind == "point":
            return self.service_point_id.name or ""
        if self.branch_wide:
            return self.env._("On call, whole branch")
        return self.env._("On call")

    def _get_place_key(self):
        """The place as the solver knows it; shifts have the same keys."""
        self.ensure_one()
        if self.kind == "point":
            return f"point:{self.service_point_id.id}"
        return f"branch:{self.ward_id.id}" if self.branch_wide else self._get_on_call()

    def _get_on_call(self):
        return f"ward:{self.ward_id.id}"

    def _get_times(self, start, stop):
        """When the lines want somebody.

        :param start: naive UTC
        :param stop: naive UTC
        :return: list of (demand, start, stop) in naive UTC
        """
        points = self.filtered(lambda line: line.days == "opening").service_point_id
        openings = points._opening_intervals(start, stop) if points else {}
        first, last = local_date(start), local_date(stop - timedelta(seconds=1))
        days_off = self.env["hcc.holiday"]._days_off(first, last)
        swapped = self.env["hcc.holiday"]._working_days(first, last)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        times = []
        for demand in self:
            if demand.days == "opening":
                times += [
                    (demand, opens, closes)
                    for opens, closes in openings.get(demand.service_point_id.id, ())
                    if demand._is_valid_on(local_date(opens))
                ]
                continue
            times += [
                (
                    demand,
                    utc_datetime(day, demand.hour_from),
                    utc_datetime(day, demand.hour_to),
                )
                for day in days
                if demand._is_valid_on(day)
                and demand._is_wanted_on(day, days_off, swapped)
            ]
        return times

    def _is_valid_on(self, day):
        self.ensure_one()
        return (not self.date_from or self.date_from <= day) and (
            not self.date_to or day <= self.date_to
        )

    def _is_wanted_on(self, day, days_off, swapped):
        """Whether the days of the line include a local date."""
        match self.days:
            case "daily":
                return True
            case "workdays":
                return day in swapped or (day.weekday() < 5 and day not in days_off)
            case "weekend":
                return day.weekday() >= 5
            case "holidays":
                return day in days_off
        return self.days == str(day.weekday())
