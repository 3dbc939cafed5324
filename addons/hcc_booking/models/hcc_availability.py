from odoo import api, fields, models
from odoo.exceptions import ValidationError

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
SHIFT_KINDS = [("point", "At a support point"), ("on_call", "On call")]


class HccAvailability(models.Model):
    """When a collaborator can usually work, week after week.

    A collaborator enters their own, a coordinator those of the wards coordinated.
    Hours are local hours; a week of them becomes shifts by ``hcc.shift.publish``.
    """

    _name = "hcc.availability"
    _description = "Weekly availability"
    _order = "collaborator_id, weekday, hour_from, id"

    @api.model
    def _default_collaborator_id(self):
        return self.env.user.hcc_collaborator_ids[:1]

    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self._default_collaborator_id(),
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id", store=True, precompute=True, index=True
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True, index=True
    )
    weekday = fields.Selection(WEEKDAYS, required=True, default="0")
    hour_from = fields.Float(string="From", required=True, default=8.0)
    hour_to = fields.Float(string="To", required=True, default=12.0)
    kind = fields.Selection(SHIFT_KINDS, required=True, default="on_call")
    service_point_id = fields.Many2one(
        "hcc.service.point", index="btree_not_null", ondelete="restrict"
    )
    branch_wide = fields.Boolean(
        string="Any ward of the branch",
        help="On call for every ward of the branch, not just the own ward.",
    )
    valid_from = fields.Date()
    valid_to = fields.Date(help="Last valid day.")

    _hours_ordered = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "The hours must lie within one day, the beginning before the end. "
        "For a night enter two lines.",
    )
    _validity_ordered = models.Constraint(
        "CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "The last valid day cannot be before the first.",
    )
    _point_given = models.Constraint(
        "CHECK ((kind = 'point') = (service_point_id IS NOT NULL))",
        "Choose a support point for hours at a point, and none for hours on call.",
    )
    _branch_wide_on_call = models.Constraint(
        "CHECK (branch_wide IS NOT TRUE OR kind = 'on_call')",
        "Only hours on call can serve any ward of the branch.",
    )

    @api.depends("collaborator_id", "weekday", "hour_from", "hour_to")
    def _compute_display_name(self):
        weekdays = dict(self._fields["weekday"]._description_selection(self.env))
        for line in self:
            line.display_name = self.env._(
                "%(name)s, %(weekday)s %(hour_from)s–%(hour_to)s",
                name=line.collaborator_id.display_name or "",
                weekday=weekdays.get(line.weekday, ""),
                hour_from=_format_hour(line.hour_from),
                hour_to=_format_hour(line.hour_to),
            )

    @api.constrains(
        "collaborator_id", "weekday", "hour_from", "hour_to", "valid_from", "valid_to"
    )
    def _check_overlap(self):
        others = self.search(
            [
                ("collaborator_id", "in", self.collaborator_id.ids),
                ("weekday", "in", list(set(self.mapped("weekday")))),
            ]
        ).grouped(lambda line: (line.collaborator_id.id, line.weekday))
        for line in self:
            for other in others.get((line.collaborator_id.id, line.weekday), self):
                if other != line and line._overlaps(other):
                    raise ValidationError(
                        self.env._(
                            "%(line)s overlaps hours already entered: %(other)s.",
                            line=line.display_name,
                            other=other.display_name,
                        )
                    )

    @api.constrains("kind", "service_point_id", "collaborator_id")
    def _check_point_in_branch(self):
        for line in self.filtered("service_point_id"):
            # sudo: hcc.service.point - a collaborator may stand at any point of
            # the branch, whose wards they need not read
            point_sudo = line.service_point_id.sudo()
            if point_sudo.ward_id.branch_id != line.collaborator_id.sudo().branch_id:
                raise ValidationError(
                    self.env._(
                        "%(point)s belongs to another branch.",
                        point=point_sudo.display_name,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "on_call":
            self.service_point_id = False
        else:
            self.branch_wide = False

    def write(self, vals):
        result = super().write(vals)
        # rules are checked before a write: nobody enters somebody else's hours
        self.check_access("write")
        return result

    def _overlaps(self, other):
        """Whether two lines of one weekday share an hour on some day."""
        self.ensure_one()
        hours = self.hour_from < other.hour_to and other.hour_from < self.hour_to
        if not hours:
            return False
        starts = [day for day in (self.valid_from, other.valid_from) if day]
        stops = [day for day in (self.valid_to, other.valid_to) if day]
        return not starts or not stops or max(starts) <= min(stops)

    def _is_valid_on(self, day):
        """Whether the line counts on a local date."""
        self.ensure_one()
        return (
            self.weekday == str(day.weekday())
            and (not self.valid_from or self.valid_from <= day)
            and (not self.valid_to or day <= self.valid_to)
        )


def _format_hour(hour):
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
