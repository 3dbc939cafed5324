from odoo import api, fields, models

LIVE_STATES = ("booked", "in_progress")


class HccAppointment(models.Model):
    """One promised visit of a request: when, where, and how it ended.

    The time is a promise to the citizen: it is written by the request's own
    methods alone, and moves only with the citizen. Helpers may change.
    """

    _name = "hcc.appointment"
    _description = "Visit"
    _inherit = [
        "hcc.appointment.arrival",
        "hcc.appointment.flow",
        "hcc.appointment.office",
        "hcc.visit.device",
        "hcc.ward.scoped.mixin",
    ]
    _order = "start, id"
    _rec_name = "reference"
    _rec_names_search = ["reference"]

    request_id = fields.Many2one(
        "hcc.request",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty while the time is only held for somebody who fills in a form.",
    )
    reference = fields.Char(
        related="request_id.reference", store=True, precompute=True, index=True
    )
    ward_id = fields.Many2one(
        compute="_compute_ward_id", store=True, precompute=True, readonly=False
    )
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime("End", required=True)
    place = fields.Selection(
        [("home", "At home"), ("point", "At a support point")], required=True
    )
    service_point_id = fields.Many2one(
        "hcc.service.point", "Support Point", index="btree_not_null"
    )
    desk = fields.Integer(aggregator=None)
    helpers_needed = fields.Integer(required=True, default=1)
    state = fields.Selection(
        [
            ("held", "Held"),
            ("booked", "Booked"),
            ("in_progress", "In progress"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("no_show", "Not there"),
        ],
        required=True,
        default="booked",
    )
    promised_at = fields.Datetime(
        copy=False, help="When the citizen was promised this time."
    )
    reminded_at = fields.Datetime(copy=False)
    done_at = fields.Datetime("Done On")
    is_walk_in = fields.Boolean("Walk-in")
    is_return = fields.Boolean("Return Visit")
    in_hours = fields.Boolean("In Office Hours")
    assignment_ids = fields.One2many("hcc.assignment", "appointment_id", "Assignments")
    lead_id = fields.Many2one(
        "hcc.collaborator",
        "Helper",
        compute="_compute_helpers",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    needs_hand = fields.Boolean(compute="_compute_helpers", store=True, precompute=True)
    dossier_ids = fields.One2many("hcc.dossier", "appointment_id", "Dossiers")
    # the call after a home visit in the evening
    checkin_due = fields.Datetime("Check-in Due")
    checked_in_at = fields.Datetime("Checked In")

    _desk_free = models.Constraint(
        "EXCLUDE USING gist (service_point_id WITH =, desk WITH =, "
        "tsrange(start, stop) WITH &&) WHERE (place = 'point' AND state IN "
        "('held', 'booked', 'in_progress', 'done')) DEFERRABLE INITIALLY IMMEDIATE",
        "This desk is taken at that time.",
    )
    _request_known = models.Constraint(
        "CHECK (state = 'held' OR request_id IS NOT NULL)",
        "A visit belongs to a request.",
    )
    _time_ordered = models.Constraint(
        "CHECK (start <= stop)", "A visit cannot end before it starts."
    )
    _point_known = models.Constraint(
        "CHECK (place = 'home' OR service_point_id IS NOT NULL)",
        "Choose the support point.",
    )
    _helpers_range = models.Constraint(
        "CHECK (helpers_needed IN (1, 2))", "A visit takes one or two helpers."
    )
    _live_idx = models.Index(
        "(ward_id, start) WHERE state IN ('booked', 'in_progress')"
    )
    _needs_hand_idx = models.Index("(ward_id, start) WHERE needs_hand")
    _checkin_idx = models.Index(
        "(ward_id, checkin_due) WHERE checkin_due IS NOT NULL AND checked_in_at IS NULL"
    )
    _done_idx = models.Index("(ward_id, done_at) WHERE state = 'done'")

    @api.depends("request_id.ward_id")
    def _compute_ward_id(self):
        for visit in self:
            visit.ward_id = visit.request_id.ward_id or visit.ward_id

    @api.depends(
        "state",
        "helpers_needed",
        "assignment_ids.state",
        "assignment_ids.role",
        "assignment_ids.collaborator_id",
    )
    def _compute_helpers(self):
        for visit in self:
            live = visit.assignment_ids.filtered("is_live")
            leads = live.filtered(lambda assignment: assignment.role == "lead")
            visit.lead_id = (leads or live)[:1].collaborator_id
            # a companion, who may be in training, never goes alone
            visit.needs_hand = visit.state in LIVE_STATES and (
                len(live) < visit.helpers_needed or not leads
            )

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        for visit in visits.filtered("request_id"):
            visit._journal("appointment_created", start=str(visit.start))
        return visits
