from odoo import api, fields, models

from ..tools.locks import COLLABORATOR, lock

OPEN_STATES = ("offered", "accepted", "started")
LIVE_STATES = ("held", *OPEN_STATES, "done")


class HccAssignment(models.Model):
    """That a collaborator goes to a visit; whoever went before stays on record.

    Live ones (held, offered, accepted, started, done) exclude others of the same
    person at that time: PostgreSQL sees to it. Held ones belong to nobody's visit
    yet; no helper and no office sees them. The helper reads the citizen's
    name, phone and address here, from acceptance to closing and no longer.
    """

    _name = "hcc.assignment"
    _description = "Assignment"
    _inherit = [
        "hcc.assignment.flow",
        "hcc.assignment.on.the.way",
        "hcc.assignment.office",
        "hcc.assignment.arrival",
        "hcc.assignment.home",
        "hcc.assignment.fit",
        "hcc.assignment.calendar",
        "hcc.assignment.device",
        "hcc.assignment.reads",
        "hcc.ward.scoped.mixin",
    ]
    _order = "start, id"
    _rec_name = "reference"
    _rec_names_search = ["reference"]

    appointment_id = fields.Many2one(
        "hcc.appointment", "Visit", required=True, index=True, ondelete="cascade"
    )
    # Not related: its precomputation would leave a new record in the cache of the
    # request's assignments. A visit never changes its request.
    request_id = fields.Many2one(
        "hcc.request", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    reference = fields.Char(
        related="appointment_id.reference", store=True, precompute=True
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator", "Helper", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        string="Helper's User",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    ward_id = fields.Many2one(
        related="appointment_id.ward_id", store=True, precompute=True
    )
    role = fields.Selection(
        [("lead", "Leads"), ("companion", "Comes along")],
        required=True,
        default="lead",
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime("End", required=True)
    state = fields.Selection(
        [
            ("held", "Held"),
            ("offered", "Offered"),
            ("accepted", "Accepted"),
            ("started", "Started"),
            ("done", "Done"),
            ("released", "Released"),
            ("declined", "Declined"),
            ("expired", "Expired"),
            ("no_show", "Citizen not there"),
        ],
        required=True,
        default="offered",
    )
    is_live = fields.Boolean(compute="_compute_is_live", store=True, precompute=True)
    reason = fields.Char()
    offered_at = fields.Datetime(required=True, default=fields.Datetime.now)
    # what the helper sees, from acceptance to closing
    contact_name = fields.Char(compute="_compute_contact")
    contact_phone = fields.Char(compute="_compute_contact")
    contact_address = fields.Char(compute="_compute_contact")
    contact_note = fields.Text(compute="_compute_contact")
    # where and what for, no personal data
    place = fields.Selection(related="appointment_id.place")
    service_point_id = fields.Many2one(related="appointment_id.service_point_id")
    procedure_summary = fields.Char(related="request_id.procedure_summary")

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (collaborator_id WITH =, tsrange(start, stop) WITH &&) "
        "WHERE (state IN ('held', 'offered', 'accepted', 'started', 'done')) "
        "DEFERRABLE INITIALLY IMMEDIATE",
        "This helper has another visit at that time.",
    )
    _request_known = models.Constraint(
        "CHECK (state = 'held' OR request_id IS NOT NULL)",
        "A visit belongs to a request.",
    )
    _time_ordered = models.Constraint(
        "CHECK (start <= stop)", "A visit cannot end before it starts."
    )
    _load_idx = models.Index(
        "(collaborator_id, start) "
        "WHERE state IN ('held', 'offered', 'accepted', 'started', 'done')"
    )
    _open_user_idx = models.Index(
        "(user_id, start) WHERE state IN ('offered', 'accepted', 'started')"
    )
    _open_ward_idx = models.Index(
        "(ward_id, start) WHERE state IN ('offered', 'accepted', 'started')"
    )

    @api.depends("state")
    def _compute_is_live(self):
        for assignment in self:
            assignment.is_live = assignment.state in LIVE_STATES

    @api.depends("state", "user_id", "ward_id")
    @api.depends_context("uid")
    def _compute_contact(self):
        user = self.env.user
        wards = user.hcc_clerk_ward_ids
        for assignment in self:
            # sudo: hcc.request, hcc.citizen - the helper of the visit reads the
            # contact here, and only while the visit is open
            request_sudo = assignment.sudo().request_id
            visible = assignment.state in ("accepted", "started") and (
                assignment.user_id == user or assignment.ward_id in wards
            )
            citizen_sudo = request_sudo.citizen_id
            assignment.contact_name = visible and citizen_sudo.name
            assignment.contact_phone = visible and citizen_sudo.phone
            assignment.contact_address = visible and citizen_sudo.address
            assignment.contact_note = visible and request_sudo._get_helper_note()

    @api.model_create_multi
    def create(self, vals_list):
        self._lock_free(self._complete_values(vals_list))
        return super().create(vals_list)._look_again()

    @api.model
    def _assign(self, vals_list, sure=(), are_held=False):
        """Create assignments to people who may have them.

        :param sure: ``hcc.collaborator`` whom the slot finder has just named for
            this time, in this very transaction, and whom the caller has locked:
            asking again would read the same once more
        :param bool are_held: their time was held for this visit until now, and the
            caller has locked them: nobody can have come in between
        :raises HelperNotFit: see ``hcc.assignment.fit``; or ``HelperTaken``
        """
        pairs = self._complete_values(vals_list)
        if not are_held:
            self._lock_free([pair for pair in pairs if pair[1] not in sure])
        return super().create(vals_list)._look_again(sure, are_held)

    @api.model
    def _complete_values(self, vals_list):
        """Add to the values what follows from the visit.

        :return: list of (visit, helper)
        """
        pairs = []
        for vals in vals_list:
            visit = self.env["hcc.appointment"].browse(vals["appointment_id"])
            vals.update(
                request_id=visit.request_id.id, start=visit.start, stop=visit.stop
            )
            person = self.env["hcc.collaborator"].browse(vals["collaborator_id"])
            pairs.append((visit, person))
        return pairs

    @api.model
    def _lock_free(self, pairs):
        lock(self.env.cr, COLLABORATOR, [person.id for _visit, person in pairs])
        self._check_free(pairs)

    def _look_again(self, sure=(), are_held=False):
        """Refuse those who must not go, and journal the others.

        :return: the assignments
        """
        # those who are held were chosen by the finder; they are looked at again
        # when the time becomes a visit
        visits = self.filtered("request_id")
        unsure = visits.filtered(lambda entry: entry.collaborator_id not in sure)
        if are_held:
            # still qualified, not ill, no relative
            unsure._check_fit()
        else:
            unsure._check_reach()
        for state, same in visits.grouped("state").items():
            same._journal("assignment_created", state=state)
        return self
