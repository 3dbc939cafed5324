from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.hcc_collaborator.tools.localtime import local_datetime

from ..tools.locks import COLLABORATOR, lock
from .hcc_availability import SHIFT_KINDS

#: what says where and when somebody works; a change of it may hit visits
PLACE_FIELDS = (
    "collaborator_id",
    "start",
    "stop",
    "kind",
    "service_point_id",
    "ward_id",
    "branch_wide",
)
#: assignments that are still to happen
OPEN_STATES = ("offered", "accepted", "started")
#: PostgreSQL refuses longer shifts; who looks for a time may rely on it
LONGEST = timedelta(hours=24)


class HccShift(models.Model):
    """Time in which a collaborator works: the roster.

    Collaborators see their own; coordinators change those of their wards. Two
    shifts of one person never overlap: PostgreSQL refuses it, and a check before
    it says so in plain words.
    """

    _name = "hcc.shift"
    _description = "Shift"
    _inherit = ["hcc.shift.week", "hcc.shift.exchange", "hcc.journal.mixin"]
    _order = "start, id"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id", store=True, precompute=True, index=True
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(string="End", required=True)
    kind = fields.Selection(SHIFT_KINDS, required=True, default="on_call")
    service_point_id = fields.Many2one("hcc.service.point", ondelete="restrict")
    ward_id = fields.Many2one(
        "hcc.ward",
        compute="_compute_ward_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
    )
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    branch_wide = fields.Boolean(
        string="Any ward of the branch",
        help="On call for every ward of the branch, not just this ward.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("published", "Published"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="published",
        copy=False,
    )

    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (collaborator_id WITH =, tsrange(start, stop) WITH &&)
        WHERE (state <> 'cancelled') DEFERRABLE INITIALLY IMMEDIATE""",
        "This collaborator already has a shift at that time.",
    )
    _time_ordered = models.Constraint(
        "CHECK (start < stop)", "A shift must begin before it ends."
    )
    _length_limited = models.Constraint(
        "CHECK (stop <= start + interval '24 hours')",
        "A shift lasts at most 24 hours.",
    )
    _point_given = models.Constraint(
        "CHECK ((kind = 'point') = (service_point_id IS NOT NULL))",
        "Choose a support point for a shift at a point, and none for one on call.",
    )
    _branch_wide_on_call = models.Constraint(
        "CHECK (branch_wide IS NOT TRUE OR kind = 'on_call')",
        "Only a shift on call can serve any ward of the branch.",
    )
    _ward_idx = models.Index("(ward_id, start, stop) WHERE state = 'published'")
    _point_idx = models.Index(
        "(service_point_id, start) WHERE service_point_id IS NOT NULL"
    )
    _branch_idx = models.Index(
        "(branch_id, start, stop) WHERE state = 'published' AND branch_wide"
    )

    @api.depends("collaborator_id", "service_point_id", "kind")
    def _compute_ward_id(self):
        for shift in self:
            if shift.kind == "point" and shift.service_point_id:
                shift.ward_id = shift.service_point_id.ward_id
            else:
                shift.ward_id = shift.collaborator_id.ward_id

    @api.depends("collaborator_id", "kind", "service_point_id", "branch_wide")
    def _compute_display_name(self):
        for shift in self:
            # sudo: hcc.collaborator - a helper lent by another ward has a name too
            name = shift.sudo().collaborator_id.name or ""
            if shift.kind == "point":
                place = shift.service_point_id.display_name
            elif shift.branch_wide:
                place = self.env._("on call, whole branch")
            else:
                place = self.env._("on call")
            shift.display_name = self.env._(
                "%(name)s, %(place)s", name=name, place=place or ""
            )

    @api.constrains("collaborator_id", "service_point_id", "ward_id")
    def _check_branch(self):
        for shift in self:
            if shift.ward_id.branch_id != shift.collaborator_id.branch_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to another branch.",
                        name=shift.collaborator_id.display_name,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "on_call":
            self.service_point_id = False
        else:
            self.branch_wide = False

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state") == "cancelled" for vals in vals_list):
            raise UserError(self.env._("A new shift cannot be cancelled already."))
        lock(
            self.env.cr,
            COLLABORATOR,
            [vals["collaborator_id"] for vals in vals_list],
        )
        self._refuse_overlaps(vals_list)
        shifts = super().create(vals_list)
        shifts._journal("shift_created")
        self.env["hcc.waiting"]._wake()
        return shifts

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons to change the state."))
        moved = [name for name in PLACE_FIELDS if name in vals]
        if not moved:
            return super().write(vals)
        if any(shift.state == "cancelled" for shift in self):
            raise UserError(self.env._("A cancelled shift cannot be changed."))
        lock(
            self.env.cr,
            COLLABORATOR,
            {*self.collaborator_id.ids, vals.get("collaborator_id")} - {None, False},
        )
        self._refuse_overlaps(
            [
                {
                    "collaborator_id": shift.collaborator_id.id,
                    "start": shift.start,
                    "stop": shift.stop,
                    **vals,
                }
                for shift in self
            ],
            exclude=self,
        )
        served = self._get_served_assignments()
        result = super().write(vals)
        # rules are checked before a write: no shift leaves the wards in reach
        self.check_access("write")
        self._refuse_stranded(served)
        self._journal("shift_changed", fields=sorted(vals))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(shift.state != "draft" for shift in self):
            raise UserError(self.env._("A published shift is cancelled, not deleted."))

    def action_publish(self):
        """Let citizens be given times in these draft shifts."""
        return self._set_state("published", "shift_published", from_states=("draft",))

    def action_cancel(self):
        """Take the shifts out of the roster; refused over a live assignment."""
        return self._set_state(
            "cancelled", "shift_cancelled", from_states=("draft", "published")
        )

    def _set_state(self, state, action, from_states):
        shifts = self.filtered(lambda shift: shift.state in from_states)
        shifts.check_access("write")
        served = shifts._get_served_assignments()
        result = super(HccShift, shifts).write({"state": state})
        shifts._refuse_stranded(served)
        shifts._journal(action)
        if state == "published":
            self.env["hcc.waiting"]._wake()
        return result

    @api.model
    def _refuse_overlaps(self, vals_list, exclude=None):
        """Say in plain words what the exclusion constraint would refuse.

        :param vals_list: dicts with collaborator_id, start and stop
        :param exclude: shifts that are being changed themselves
        :raises ValidationError: for the first overlap found
        """
        spans = []
        for vals in vals_list:
            start = fields.Datetime.to_datetime(vals.get("start"))
            stop = fields.Datetime.to_datetime(vals.get("stop"))
            if start and stop and vals.get("collaborator_id"):
                spans.append((vals["collaborator_id"], start, stop))
        if not spans:
            return
        # sudo: hcc.shift - a shift in a ward out of reach overlaps all the same;
        # only its time is told
        others_sudo = self.sudo().search(
            [
                ("collaborator_id", "in", list({span[0] for span in spans})),
                ("state", "!=", "cancelled"),
                ("start", "<", max(span[2] for span in spans)),
                ("stop", ">", min(span[1] for span in spans)),
                ("id", "not in", exclude.ids if exclude else []),
            ]
        )
        taken = [(s.collaborator_id.id, s.start, s.stop) for s in others_sudo]
        for index, span in enumerate(spans):
            for other in taken + spans[:index]:
                if span[0] == other[0] and span[1] < other[2] and other[1] < span[2]:
                    self._raise_overlap(other)

    @api.model
    def _raise_overlap(self, span):
        # sudo: hcc.collaborator - the name alone
        collaborator_sudo = self.env["hcc.collaborator"].sudo().browse(span[0])
        raise ValidationError(
            self.env._(
                "%(name)s already has a shift on %(day)s from %(start)s to %(stop)s.",
                name=collaborator_sudo.display_name,
                day=f"{local_datetime(span[1]):%d/%m/%Y}",
                start=f"{local_datetime(span[1]):%H:%M}",
                stop=f"{local_datetime(span[2]):%H:%M}",
            )
        )

    def _get_served_assignments(self):
        """Live assignments that fall into the published shifts of ``self``.

        :return: ``hcc.assignment`` recordset in sudo
        """
        published = self.filtered(lambda shift: shift.state == "published")
        # sudo: hcc.assignment - a visit in a ward out of reach counts as well
        assignments_sudo = self.env["hcc.assignment"].sudo()
        if not published:
            return assignments_sudo
        found_sudo = assignments_sudo.search(
            [
                ("collaborator_id", "in", published.collaborator_id.ids),
                ("state", "in", OPEN_STATES),
                ("start", "<", max(published.mapped("stop"))),
                ("stop", ">", min(published.mapped("start"))),
            ]
        )
        return found_sudo.filtered(
            lambda assignment: any(shift._holds(assignment) for shift in published)
        )

    def _refuse_stranded(self, assignments_sudo):
        """Refuse a change that leaves a live assignment without a shift.

        :raises UserError: naming the first visit that would be hit
        """
        if not assignments_sudo:
            return
        self.flush_model()
        # sudo: hcc.shift - a shift in a ward out of reach may hold the visit
        shifts_sudo = self.sudo().search(
            [
                ("collaborator_id", "in", assignments_sudo.collaborator_id.ids),
                ("state", "=", "published"),
                ("start", "<", max(assignments_sudo.mapped("stop"))),
                ("stop", ">", min(assignments_sudo.mapped("start"))),
            ]
        )
        for assignment in assignments_sudo:
            if not any(shift._holds(assignment) for shift in shifts_sudo):
                raise UserError(
                    self.env._(
                        "%(name)s has a visit on %(day)s from %(start)s to %(stop)s "
                        "in this shift. Give the visit to somebody else first.",
                        name=assignment.collaborator_id.display_name,
                        day=f"{local_datetime(assignment.start):%d/%m/%Y}",
                        start=f"{local_datetime(assignment.start):%H:%M}",
                        stop=f"{local_datetime(assignment.stop):%H:%M}",
                    )
                )

    def _may_serve(self, ward, points):
        """Whether somebody of the ward is helped from this shift.

        :param ward: one ``hcc.ward``
        :param points: ``hcc.service.point`` at which help is asked for
        """
        self.ensure_one()
        if self.kind == "point":
            return self.service_point_id in points
        return self.ward_id == ward or (
            self.branch_wide and self.branch_id == ward.branch_id
        )

    def _holds(self, assignment):
        """Whether the shift is where and when an assignment needs it."""
        self.ensure_one()
        return (
            self.collaborator_id == assignment.collaborator_id
            and assignment._serves(self, assignment.appointment_id)
        )
