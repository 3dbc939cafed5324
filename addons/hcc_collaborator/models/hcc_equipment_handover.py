from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_datetime

from ..tools.localtime import LOCAL_TZ
from .fields import NoteText
from .maintenance_equipment import CONDITIONS

HELD_STATES = ("open", "returning")
LIVE_STATES = ("prepared", *HELD_STATES)
CONTENT = frozenset(
    {"equipment_id", "collaborator_id", "given_condition", "accessories"}
)


class HccEquipmentHandover(models.Model):
    """That somebody has a piece of equipment, from handing over to return.

    It counts when both have signed, and ends when both have signed the return, or
    with the loss. Clerks and coordinators of the collaborator's ward write it;
    readers of the ward read it; a collaborator reads the own ones and signs.
    """

    _name = "hcc.equipment.handover"
    _description = "Handover of Equipment"
    _inherit = [
        "hcc.equipment.handover.flow",
        "hcc.equipment.sessions",
        "hcc.equipment.notice",
        "hcc.ward.scoped.mixin",
    ]
    _order = "id desc"
    _rec_name = "equipment_id"

    equipment_id = fields.Many2one(
        "maintenance.equipment", required=True, index=True, ondelete="restrict"
    )
    hcc_kind = fields.Selection(related="equipment_id.hcc_kind")
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Who gets it",
        required=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        [
            ("prepared", "To be signed"),
            ("open", "Handed over"),
            ("returning", "Return to be signed"),
            ("returned", "Returned"),
            ("lost", "Lost"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="prepared",
        readonly=True,
        copy=False,
        index=True,
    )
    is_held = fields.Boolean(compute="_compute_is_live")
    is_live = fields.Boolean(compute="_compute_is_live")
    replaces_id = fields.Many2one(
        "hcc.equipment.handover",
        "Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    # handing over
    given_condition = fields.Selection(
        CONDITIONS,
        "Condition",
        required=True,
        compute="_compute_given_condition",
        store=True,
        readonly=False,
        precompute=True,
    )
    accessories = NoteText("With it", help="Case, charger, how many copies, …")
    given_by_id = fields.Many2one("res.users", "Handed over by", readonly=True)
    given_at = fields.Datetime("Since", readonly=True, copy=False)
    given_signature = fields.Binary("Signature of the office", readonly=True)
    taken_signature = fields.Binary("Signature of the collaborator", readonly=True)
    # return
    returned_condition = fields.Selection(
        CONDITIONS, "Condition at return", readonly=True, copy=False
    )
    missing = NoteText("What is missing", readonly=True, copy=False)
    to_repair = fields.Boolean("Goes to repair", readonly=True, copy=False)
    returned_to_id = fields.Many2one("res.users", "Returned to", readonly=True)
    returned_at = fields.Datetime("Until", readonly=True, copy=False)
    return_office_signature = fields.Binary(
        "Signature of the office at return", readonly=True
    )
    return_holder_signature = fields.Binary(
        "Signature of the collaborator at return", readonly=True
    )
    unsigned_reason = fields.Char(
        "Not signed by the collaborator, why", readonly=True, copy=False
    )
    loss_words = NoteText("How it was lost", readonly=True, copy=False)
    # the tablet's own sign-in, for the day on which it is lost
    session_names = fields.Json(groups=fields.NO_ACCESS, copy=False)
    linked_at = fields.Datetime("Tablet linked", readonly=True, copy=False)
    is_this_device = fields.Boolean(compute="_compute_is_mine")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    my_signature_missing = fields.Boolean(compute="_compute_is_mine")
    about = fields.Char(compute="_compute_about")
    since_words = fields.Char(compute="_compute_since_words")

    _one_live = models.UniqueIndex(
        "(equipment_id) WHERE state IN ('prepared', 'open', 'returning')",
        "Somebody has this equipment already, or is about to get it.",
    )
    _signed_check = models.Constraint(
        "CHECK (state IN ('prepared', 'cancelled') OR given_at IS NOT NULL)",
        "A handover counts when both have signed.",
    )
    _live_user_idx = models.Index(
        "(user_id) WHERE state IN ('prepared', 'open', 'returning')"
    )

    # -------------------------------------------------------------------------
    # COMPUTE, CONSTRAINTS
    # -------------------------------------------------------------------------

    @api.depends("equipment_id")
    def _compute_display_name(self):
        for handover in self:
            # sudo: maintenance.equipment - what it is, for whoever is to sign
            handover.display_name = handover.sudo().equipment_id.display_name

    @api.depends("state")
    def _compute_is_live(self):
        for handover in self:
            handover.is_live = handover.state in LIVE_STATES
            handover.is_held = handover.state in HELD_STATES

    @api.depends("equipment_id")
    def _compute_given_condition(self):
        for handover in self:
            # sudo: maintenance.equipment - clerks read what is in stock, and the
            # condition is on the paper that both sign
            equipment_sudo = handover.equipment_id.sudo()
            handover.given_condition = equipment_sudo.hcc_condition or "good"

    @api.depends("equipment_id")
    def _compute_about(self):
        for handover in self:
            # sudo: maintenance.equipment - what it is, for whoever is to sign
            equipment_sudo = handover.equipment_id.sudo()
            parts = [equipment_sudo.name, equipment_sudo.hcc_tag]
            if equipment_sudo.serial_no:
                parts.append(
                    self.env._("serial number %(no)s", no=equipment_sudo.serial_no)
                )
            if equipment_sudo.hcc_kind == "guides":
                parts.append(
                    self.env._("%(count)s copies", count=equipment_sudo.hcc_quantity)
                )
            handover.about = " · ".join(filter(None, parts))

    @api.depends("given_at")
    @api.depends_context("lang")
    def _compute_since_words(self):
        for handover in self:
            handover.since_words = bool(handover.given_at) and self.env._(
                "Since %(day)s",
                day=format_datetime(
                    self.env, handover.given_at, tz=LOCAL_TZ, dt_format="dd/MM/yyyy"
                ),
            )

    @api.depends("state", "user_id", "taken_signature", "return_holder_signature")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        current = self._get_current_session()
        for handover in self:
            mine = handover.user_id == self.env.user
            handover.is_mine = mine
            handover.my_signature_missing = mine and (
                (handover.state == "prepared" and not handover.taken_signature)
                or (
                    handover.state == "returning"
                    and not handover.return_holder_signature
                )
            )
            # sudo: hcc.equipment.handover - whether it is this very session
            names = handover.sudo().session_names or []
            handover.is_this_device = bool(mine and current in names)

    @api.constrains("equipment_id", "collaborator_id")
    def _check_same_branch(self):
        for handover in self:
            # sudo: maintenance.equipment - its branch
            branch = handover.equipment_id.sudo().branch_id
            if branch != handover.branch_id:
                raise ValidationError(
                    self.env._(
                        "This equipment belongs to another branch. Move it to the "
                        "collaborator's branch first."
                    )
                )

    # -------------------------------------------------------------------------
    # CRUD
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        allowed = CONTENT | {"replaces_id"}
        for vals in vals_list:
            if not self.env.su and set(vals) - allowed - {"state"}:
                raise UserError(self.env._("A handover begins without signatures."))
            if not self.env.su and vals.get("state", "prepared") != "prepared":
                raise UserError(self.env._("A handover begins without signatures."))
            # its name is told to whoever writes here
            equipment = self.env["maintenance.equipment"].browse(vals["equipment_id"])
            equipment.check_access("read")
            equipment._check_available()
        # the one before may have ended in this very transaction
        self.flush_model(["state"])
        handovers = super().create(vals_list)
        for handover in handovers:
            handover._journal("handover_prepared", equipment=handover.equipment_id.id)
        return handovers

    def write(self, vals):
        if CONTENT & vals.keys():
            self._check_unsigned()
        if vals.get("equipment_id"):
            equipment = self.env["maintenance.equipment"].browse(vals["equipment_id"])
            equipment.check_access("read")
            equipment._check_available()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        raise UserError(self.env._("Handovers are kept. Cancel it instead."))

    def _get_guarded_fields(self):
        return self._get_stored_fields() - CONTENT

    def _get_paper_equipment(self):
        """Return the equipment for the record on paper, to whoever may read that."""
        self.ensure_one()
        self.check_access("read")
        # sudo: maintenance.equipment - what the record is about
        return self.sudo().equipment_id
