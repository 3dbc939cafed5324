from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.hcc_collaborator.models.fields import NoteText
from odoo.addons.hcc_collaborator.tools.phone import format_phone
from odoo.addons.hcc_collaborator.tools.reference import random_reference

COMPLAINT_GROUPS = "hcc_collaborator.group_hcc_coordinator"
ADMINISTRATOR = "hcc_collaborator.group_hcc_administrator"


class HccComplaint(models.Model):
    """A complaint (phản ánh): what somebody tells of the service, and the answer.

    Whoever is complained of never reads it and never owns it, whatever else they
    may do: a rule for everybody and a constraint see to that. Coordinators handle
    those of their wards about helpers; those about the office of a ward go to
    administrators, or to whom these choose. Readers count them without the words.
    """

    _name = "hcc.complaint"
    _description = "Complaint"
    _inherit = [
        "hcc.complaint.flow",
        "hcc.complaint.owner",
        "hcc.complaint.retention",
        "hcc.request.logged.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "deadline, id"
    _rec_name = "reference"
    _rec_names_search = ["reference"]
    _read_log_fields = frozenset({"name", "phone", "phone_words", "text", "answer"})

    reference = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: random_reference("PA"),
    )
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    request_id = fields.Many2one(
        "hcc.request", "Request", index="btree_not_null", ondelete="set null"
    )
    kind = fields.Selection(
        [
            ("money_asked", "Asked for money"),
            ("behaviour", "Behaviour"),
            ("late_or_absent", "Late or did not come"),
            ("wrong_help", "Wrong or no help"),
            ("privacy", "Personal data"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    about = fields.Selection(
        [
            ("helper", "A helper"),
            ("office", "The staff of the ward"),
            ("service", "The service as a whole"),
        ],
        "About Whom",
        required=True,
        default="helper",
    )
    channel = fields.Selection(
        [
            ("web", "Web"),
            ("counter", "Counter"),
            ("telephone", "Telephone"),
            ("postal", "Post"),
        ],
        required=True,
        default="web",
    )
    # what was told, and by whom: for those who handle it
    text = NoteText("What Happened", groups=COMPLAINT_GROUPS)
    name = fields.Char("Told by", groups=COMPLAINT_GROUPS)
    phone = fields.Char(groups=COMPLAINT_GROUPS)
    phone_words = fields.Char(
        "Telephone", compute="_compute_phone_words", groups=COMPLAINT_GROUPS
    )
    is_verified = fields.Boolean(
        "By the Citizen of the Request",
        help="The link, the telephone number or a clerk says that the one who "
        "complains is the citizen of the request.",
    )
    submit_token = fields.Char(copy=False, groups="base.group_system")
    # opens the answer for somebody who gave no telephone number
    access_code = fields.Char(copy=False, groups="base.group_system")
    # how far it is
    state = fields.Selection(
        [
            ("received", "Received"),
            ("in_progress", "Being looked at"),
            ("answered", "Answered"),
            ("closed", "Closed"),
        ],
        required=True,
        default="received",
    )
    received_at = fields.Datetime(
        "Received On", required=True, default=fields.Datetime.now
    )
    deadline = fields.Datetime("Answer By", required=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue")
    answer = NoteText(groups=COMPLAINT_GROUPS)
    outcome = fields.Selection(
        [
            ("justified", "Justified"),
            ("partly", "Partly justified"),
            ("not_justified", "Not justified"),
            ("not_clear", "Could not be cleared up"),
        ],
    )
    answered_at = fields.Datetime("Answered On")
    answered_by_id = fields.Many2one(
        "res.users", "Answered by", index="btree_not_null", ondelete="restrict"
    )
    told_at = fields.Datetime("Told by Telephone")
    message_ids = fields.One2many(
        "hcc.message", "complaint_id", "Messages", groups=COMPLAINT_GROUPS
    )

    _reference_unique = models.Constraint(
        "UNIQUE (reference)", "Another complaint has this reference already."
    )
    _submit_token_unique = models.Constraint(
        "UNIQUE (submit_token)", "This form was sent already."
    )
    _open_idx = models.Index(
        "(ward_id, deadline) WHERE state IN ('received', 'in_progress')"
    )
    _answer_complete = models.Constraint(
        "CHECK (state NOT IN ('answered', 'closed') OR outcome IS NOT NULL)",
        "An answer needs an outcome.",
    )

    @api.depends("phone")
    def _compute_phone_words(self):
        for complaint in self:
            phone = complaint.phone
            complaint.phone_words = format_phone(phone) if phone else ""

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            is_open = complaint.state in ("received", "in_progress")
            complaint.is_overdue = is_open and complaint.deadline <= now

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._journal("complaint_received")
        return complaints

    def write(self, vals):
        before = {
            complaint: (complaint.collaborator_ids, complaint.staff_user_ids)
            for complaint in self
        }
        owners = {complaint: complaint.owner_id for complaint in self}
        result = super().write(vals)
        for complaint in self:
            complaint._check_named(*before[complaint])
            if complaint.owner_id != owners[complaint]:
                complaint._journal("complaint_handed_on")
        return result

    def _check_named(self, collaborators, users):
        """Nobody opens a complaint to those it is about by taking their name off."""
        if self.env.su or self.env.user.has_group(ADMINISTRATOR):
            return
        if collaborators - self.collaborator_ids or users - self.staff_user_ids:
            raise AccessError(
                self.env._(
                    "Only an administrator takes a name off those complained of."
                )
            )

    @api.constrains("request_id", "ward_id")
    def _check_ward(self):
        for complaint in self:
            # sudo: hcc.request - its ward, for whom handles the complaint
            ward = complaint.request_id.sudo().ward_id
            if ward and ward != complaint.ward_id:
                raise ValidationError(
                    self.env._("The complaint belongs to the ward of its request.")
                )
