from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.hcc_collaborator.models.fields import NoteText
from odoo.addons.hcc_collaborator.tools.reference import random_reference

from .hcc_citizen import PERSONAL_GROUPS

LIVE_STATES = ("waiting", "booked", "in_progress")
RATING_GROUPS = (
    "hcc_collaborator.group_hcc_coordinator,hcc_collaborator.group_hcc_reader"
)


class HccRequest(models.Model):
    """A request for help, from the first word to the rating.

    Clerks and coordinators see those of their wards, readers see them without
    the person, collaborators those of their own live assignments (also without
    the person), a portal user the own ones. Everything that happens to a request
    happens in a method of ``hcc.request.flow``, which journals it.
    """

    _name = "hcc.request"
    _description = "Request for Help"
    _inherit = [
        "hcc.request.privacy",
        "hcc.request.flow",
        "hcc.request.link",
        "hcc.request.office",
        "hcc.request.page",
        "hcc.request.dossiers",
        "hcc.request.waiting",
        "hcc.request.position",
        "hcc.request.home",
        "hcc.request.quota",
        "hcc.request.reads",
        "hcc.request.needs",
        "hcc.request.discreet",
        "hcc.ward.scoped.mixin",
        "portal.mixin",
        "rating.mixin",
    ]
    _order = "id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference"]

    reference = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: random_reference("HT"),
    )
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    # the person; hidden from those who only carry out or count
    citizen_id = fields.Many2one(
        "hcc.citizen", index=True, ondelete="restrict", groups=PERSONAL_GROUPS
    )
    requester_id = fields.Many2one(
        "hcc.citizen",
        "Asked by",
        index="btree_not_null",
        ondelete="restrict",
        groups=PERSONAL_GROUPS,
    )
    requester_relation = fields.Selection(
        [
            ("self", "The person"),
            ("relative", "Relative"),
            ("neighbour", "Neighbour"),
            ("ward_official", "Ward official"),
            ("other", "Other"),
        ],
        required=True,
        default="self",
        groups=PERSONAL_GROUPS,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Portal Account",
        index="btree_not_null",
        ondelete="set null",
        groups=f"{PERSONAL_GROUPS},base.group_portal",
    )
    description = NoteText(groups=PERSONAL_GROUPS)
    wish = NoteText("Wished Time", groups=PERSONAL_GROUPS)
    rating_last_value = fields.Float(
        compute="_compute_rating_last_value", store=True, precompute=True
    )
    # what for and where
    procedure_ids = fields.Many2many("hcc.procedure", string="Procedures")
    procedure_summary = fields.Char(
        "What for", compute="_compute_procedure_summary", compute_sudo=True
    )
    place = fields.Selection(
        [("home", "At home"), ("point", "At a support point")],
        required=True,
        default="point",
    )
    service_point_id = fields.Many2one(
        "hcc.service.point", "Support Point", index="btree_not_null"
    )
    difficulty_travelling = fields.Boolean()
    home_decision = fields.Selection(
        [
            ("not_needed", "Not needed"),
            ("pending", "To be decided"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
        default="not_needed",
    )
    home_decision_reason = fields.Char(groups=PERSONAL_GROUPS)
    eid_level2 = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        "Level-2 e-identity",
        required=True,
        default="unknown",
    )
    own_sim = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        "SIM in Own Name",
        required=True,
        default="unknown",
    )
    channel = fields.Selection(
        [
            ("web", "Web"),
            ("counter", "Counter"),
            ("telephone", "Telephone"),
            ("helper", "Helper"),
            ("ward_official", "Ward official"),
            ("postal", "Post"),
        ],
        required=True,
        default="web",
    )
    is_walk_in = fields.Boolean("Walk-in")
    submit_token = fields.Char(copy=False, groups="base.group_system")
    # opens the citizen's own page, with everything that is hidden above
    access_token = fields.Char(groups="base.group_system")
    # how far it is
    state = fields.Selection(
        [
            ("waiting", "Waiting for a time"),
            ("booked", "Booked"),
            ("in_progress", "In progress"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("no_show", "Not there"),
        ],
        required=True,
        default="waiting",
    )
    answer_deadline = fields.Datetime()
    first_contact_at = fields.Datetime("First Contact")
    done_at = fields.Datetime("Done On")
    cancel_reason = fields.Char(groups=PERSONAL_GROUPS)
    cancelled_by = fields.Selection(
        [("citizen", "The citizen"), ("clerk", "The service")],
    )
    rating_value = fields.Integer("Rating", aggregator="avg")
    rated_at = fields.Datetime()
    # what belongs to it
    appointment_ids = fields.One2many("hcc.appointment", "request_id", "Visits")
    current_appointment_id = fields.Many2one(
        "hcc.appointment",
        "Current Visit",
        compute="_compute_current_appointment_id",
        store=True,
        index="btree_not_null",
    )
    start = fields.Datetime(related="current_appointment_id.start", store=True)
    assignment_ids = fields.One2many("hcc.assignment", "request_id", "Assignments")
    dossier_ids = fields.One2many("hcc.dossier", "request_id", "Dossiers")
    consent_ids = fields.One2many(
        "hcc.consent", "request_id", "Consents", groups=PERSONAL_GROUPS
    )
    outbox_ids = fields.One2many(
        "hcc.message", "request_id", "Messages to People", groups=PERSONAL_GROUPS
    )
    # what the citizen wrote is for those who answer for the service
    rating_last_feedback = fields.Text(groups=RATING_GROUPS)
    rating_ids = fields.One2many(groups=RATING_GROUPS)

    _reference_unique = models.Constraint(
        "UNIQUE (reference)", "Another request has this reference already."
    )
    _submit_token_unique = models.Constraint(
        "UNIQUE (submit_token)", "This form was sent already."
    )
    _rating_range = models.Constraint(
        "CHECK (rating_value BETWEEN 0 AND 5)", "A rating is from 1 to 5."
    )
    _waiting_idx = models.Index("(ward_id, answer_deadline) WHERE state = 'waiting'")
    _live_idx = models.Index(
        "(ward_id, start) WHERE state IN ('waiting', 'booked', 'in_progress')"
    )
    _pending_idx = models.Index("(ward_id) WHERE home_decision = 'pending'")

    @api.depends("procedure_ids.name", "procedure_ids")
    @api.depends_context("lang")
    def _compute_procedure_summary(self):
        for request in self:
            names = request.procedure_ids.mapped("name")
            request.procedure_summary = (
                "; ".join(names) if names else self.env._("Not sure yet")
            )

    @api.depends("appointment_ids.state", "appointment_ids.start")
    def _compute_current_appointment_id(self):
        for request in self:
            live = request.appointment_ids.filtered(
                lambda visit: visit.state in ("booked", "in_progress")
            )
            visits = live or request.appointment_ids
            request.current_appointment_id = visits.sorted(
                lambda visit: (visit.start, visit.id)
            )[-1:]

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/requests/{request.id}"
        return res

    @api.model_create_multi
    def create(self, vals_list):
        # Nobody follows a request by chance, and its chatter starts empty.
        quiet = self.with_context(tracking_disable=True, mail_create_nosubscribe=True)
        requests = super(HccRequest, quiet).create(vals_list)
        for state, same in requests.grouped("state").items():
            same._journal("request_created", state=state)
        return requests.with_env(self.env)

    def write(self, vals):
        res = super().write(vals)
        if "procedure_ids" in vals:
            self._check_procedures()
        return res

    def _check_procedures(self):
        """Other procedures may need another place, or another helper."""
        for request in self:
            if request.place == "home" and any(
                not procedure.home_possible for procedure in request.procedure_ids
            ):
                raise ValidationError(
                    self.env._(
                        "This cannot be done at home. Please choose a support point."
                    )
                )
        # sudo: hcc.assignment - whether those who go may do this as well
        self.sudo().assignment_ids.filtered(
            lambda entry: entry.state in ("offered", "accepted", "started")
        )._check_fit()

    # -------------------------------------------------------------------------
    # ACCESS
    # -------------------------------------------------------------------------

    @api.model
    def _portal_readable_fields(self):
        """What a portal user reads of the own requests.

        :rtype: frozenset
        """
        return frozenset(
            {
                "id",
                "display_name",
                "reference",
                "ward_id",
                "place",
                "service_point_id",
                "procedure_summary",
                "partner_id",
                "state",
                "start",
                "answer_deadline",
                "home_decision",
                "rating_value",
                "rated_at",
                "done_at",
                "access_url",
                "create_date",
                "write_date",
            }
        )

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if not self.env.su and self.env.user._is_portal():
            return operation == "read" and field.name in self._portal_readable_fields()
        return True

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # Notes of the counter may name people: those who only read the request
        # (helpers, committee, portal) do not read its chatter.
        return dict.fromkeys(self, "write")
