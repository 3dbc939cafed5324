from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.qr import qr_svg

KINDS = [
    ("tablet", "Tablet"),
    ("router", "Mobile wifi router"),
    ("guides", "Set of printed guides"),
    ("other", "Other"),
]
CONDITIONS = [
    ("new", "New"),
    ("good", "Good"),
    ("worn", "Worn"),
    ("broken", "Broken"),
]
OFFICE = "hcc_collaborator.group_hcc_coordinator"
# where equipment may be sent to another branch
AT_THE_BRANCH = ("in_stock", "in_repair")


class MaintenanceEquipment(models.Model):
    """Equipment of a branch, and who has it.

    What has a branch belongs to the service: global rules show it to those alone
    whose roles reach its ward, or its branch while nobody has it, and to its
    holder, whatever maintenance itself would show. Coordinators write it. A set of
    printed guides is one piece of equipment with a number of copies: it is handed
    over and comes back whole, and what is missing is said in words.
    """

    _name = "maintenance.equipment"
    _inherit = [
        "maintenance.equipment",
        "hcc.equipment.flow",
        "hcc.equipment.sessions",
    ]
    _rec_names_search = ["name", "hcc_tag", "serial_no"]

    hcc_kind = fields.Selection(KINDS, "Kind")
    hcc_tag = fields.Char("Tag", readonly=True, copy=False)
    hcc_quantity = fields.Integer("Copies", default=1)
    hcc_condition = fields.Selection(CONDITIONS, "Condition", default="new")
    hcc_state = fields.Selection(
        [
            ("in_stock", "In stock"),
            ("handed_over", "Handed over"),
            ("in_repair", "In repair"),
            ("lost", "Lost"),
            ("written_off", "Written off"),
        ],
        "State",
        default="in_stock",
        readonly=True,
        copy=False,
    )
    # the card inside, for the office alone: it pays and blocks it
    hcc_sim_number = fields.Char("SIM number", copy=False, groups=OFFICE)
    hcc_sim_plan = fields.Char("Data plan", groups=OFFICE)
    hcc_sim_until = fields.Date("Data plan ends", copy=False)
    # where, and who has it
    branch_id = fields.Many2one("hcc.branch", index=True, ondelete="restrict")
    handover_ids = fields.One2many("hcc.equipment.handover", "equipment_id")
    holder_id = fields.Many2one(
        "hcc.collaborator",
        "Who has it",
        compute="_compute_holder",
        store=True,
        index="btree_not_null",
    )
    holder_user_id = fields.Many2one(
        "res.users", compute="_compute_holder", store=True, index="btree_not_null"
    )
    ward_id = fields.Many2one(
        "hcc.ward", compute="_compute_holder", store=True, index="btree_not_null"
    )
    held_since = fields.Datetime("Since", compute="_compute_holder", store=True)
    is_prepared = fields.Boolean(compute="_compute_is_prepared")

    _hcc_tag_unique = models.UniqueIndex("(hcc_tag) WHERE hcc_tag IS NOT NULL")
    _hcc_kind_check = models.Constraint(
        "CHECK ((hcc_kind IS NULL) = (branch_id IS NULL))",
        "Equipment of the service has a kind and a branch.",
    )
    _hcc_quantity_check = models.Constraint(
        "CHECK (hcc_quantity > 0)", "There is at least one copy."
    )
    _hcc_stock_idx = models.Index(
        "(branch_id, hcc_kind, hcc_state) WHERE branch_id IS NOT NULL"
    )

    # -------------------------------------------------------------------------
    # COMPUTE
    # -------------------------------------------------------------------------

    @api.depends("hcc_tag")
    def _compute_display_name(self):
        ours = self.filtered("hcc_tag")
        for equipment in ours:
            equipment.display_name = f"{equipment.name or ''} ({equipment.hcc_tag})"
        return super(MaintenanceEquipment, self - ours)._compute_display_name()

    @api.depends(
        "handover_ids.state",
        "handover_ids.given_at",
        "handover_ids.user_id",
        "handover_ids.ward_id",
    )
    def _compute_holder(self):
        for equipment in self:
            held = equipment.handover_ids.filtered("is_held")[:1]
            equipment.holder_id = held.collaborator_id
            equipment.holder_user_id = held.user_id
            equipment.ward_id = held.ward_id
            equipment.held_since = held.given_at

    @api.depends("handover_ids.state")
    def _compute_is_prepared(self):
        for equipment in self:
            # sudo: hcc.equipment.handover - that it is promised, not to whom
            states = equipment.sudo().handover_ids.mapped("state")
            equipment.is_prepared = "prepared" in states

    # -------------------------------------------------------------------------
    # CRUD
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not any(vals.get("branch_id") for vals in vals_list):
            return super().create(vals_list)
        guarded = self._get_guarded_fields() - {"hcc_tag"}
        for vals in vals_list:
            if not self.env.su and guarded & {key for key in vals if vals[key]}:
                raise UserError(self.env._("New equipment is in stock."))
            if vals.get("branch_id") and not (self.env.su and vals.get("hcc_tag")):
                vals["hcc_tag"] = self.env["ir.sequence"].next_by_code("hcc.equipment")
        # who takes it in need not follow it for ever
        quiet = self.with_context(mail_create_nosubscribe=True)
        equipment = super(MaintenanceEquipment, quiet).create(vals_list)
        equipment = equipment.with_env(self.env)
        equipment.filtered("branch_id")._journal("equipment_created")
        return equipment

    def write(self, vals):
        before = self.branch_id
        if "branch_id" in vals:
            self._check_may_move(vals["branch_id"])
        result = super().write(vals)
        if self.branch_id != before:
            # rules are checked before a write: nobody sends it out of reach
            self.check_access("write")
            self._journal("equipment_branch", branch=self.branch_id[:1].id)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_known(self):
        # sudo: hcc.equipment.handover - whoever had it
        if self.sudo().handover_ids:
            raise UserError(
                self.env._(
                    "This has been handed over before: write it off, so that its "
                    "history stays."
                )
            )

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "hcc_state",
            "hcc_tag",
            "held_since",
            "holder_id",
            "holder_user_id",
            "ward_id",
        }

    def _check_may_move(self, branch_id):
        moved = self.filtered(lambda each: each.branch_id.id != branch_id)
        if moved.filtered(
            lambda each: each.branch_id and each.hcc_state not in AT_THE_BRANCH
        ):
            raise UserError(
                self.env._("Only what is at its branch can go to another branch.")
            )

    @api.model
    def _get_available_domain(self, kind=None):
        """What can be handed over now.

        :param str kind: one of the kinds, any by default
        """
        domain = (
            Domain("branch_id", "!=", False)
            & Domain("hcc_state", "=", "in_stock")
            & Domain("hcc_condition", "!=", "broken")
            & Domain("handover_ids", "not any!", [("state", "=", "prepared")])
        )
        return domain & Domain("hcc_kind", "=", kind) if kind else domain

    def _get_sticker_qr(self):
        """The code on the sticker: the address that opens this equipment."""
        self.ensure_one()
        address = f"{self.get_base_url()}/equipment/{self.hcc_tag}"
        picture = qr_svg(address, self.env._("Code of the equipment"))
        # old printing engines need the size in the picture itself
        return picture.replace(
            Markup("<svg "), Markup('<svg width="96" height="96" '), 1
        )
