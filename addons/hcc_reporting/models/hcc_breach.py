from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.hcc_collaborator.models.fields import NoteText
from odoo.addons.hcc_collaborator.tools.reference import random_reference

#: from when it became known to when it must have been told
NOTICE_WITHIN = timedelta(hours=72)
FACTS = frozenset(
    {"kind", "handover_id", "user_id", "date_from", "date_to", "known_at"}
)


class HccBreach(models.Model):
    """A stolen device or account: whose data it did reach, and could have reached.

    Data officers and administrators open it, work out the list of persons, and note
    when it was told to whom. Each sees the persons of the own wards alone; the counts
    are of all. Who did it and when is in the journal, which holds no names.
    """

    _name = "hcc.breach"
    _description = "Breach of Personal Data"
    _inherit = [
        "hcc.breach.reach",
        "hcc.breach.paper",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]
    _order = "known_at desc, id desc"
    _rec_name = "reference"

    reference = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: random_reference("SC"),
    )
    kind = fields.Selection(
        [
            ("device", "Lost or stolen device"),
            ("account", "Account in other hands"),
            ("other", "Something else"),
        ],
        "What happened",
        required=True,
        default="device",
    )
    handover_id = fields.Many2one(
        "hcc.equipment.handover",
        "Device",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("state", "!=", "prepared")],
    )
    user_id = fields.Many2one(
        "res.users",
        "Account",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    description = NoteText("In words", help="No names of citizens, please.")
    date_from = fields.Datetime("From", required=True)
    date_to = fields.Datetime("To", required=True, default=fields.Datetime.now)
    known_at = fields.Datetime(
        "Known Since", required=True, default=fields.Datetime.now
    )
    deadline = fields.Datetime(
        "To Be Told By", compute="_compute_deadline", store=True, precompute=True
    )
    is_overdue = fields.Boolean("Too Late", compute="_compute_is_overdue")
    state = fields.Selection(
        [("draft", "New"), ("assessed", "Assessed"), ("notified", "Notified")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    assessed_at = fields.Datetime("Assessed On", readonly=True, copy=False)
    assessed_by_id = fields.Many2one(
        "res.users", "Assessed by", readonly=True, copy=False, ondelete="restrict"
    )
    notified_at = fields.Datetime("Notified On", readonly=True, copy=False)
    notified_by_id = fields.Many2one(
        "res.users", "Notified by", readonly=True, copy=False, ondelete="restrict"
    )
    notified_to = fields.Char(
        "Who Was Told", copy=False, help="The authority, and how the persons were told."
    )
    # what was found; persons of other wards are counted, not listed
    person_ids = fields.One2many("hcc.breach.person", "breach_id", "Persons")
    ward_ids = fields.Many2many(
        "hcc.ward", string="Wards", readonly=True, copy=False, ondelete="restrict"
    )
    reached_count = fields.Integer("Did Reach", readonly=True, copy=False)
    could_count = fields.Integer("Could Have Been Reached", readonly=True, copy=False)
    phone_count = fields.Integer("With a Phone", readonly=True, copy=False)
    address_count = fields.Integer("With an Address", readonly=True, copy=False)
    identity_count = fields.Integer(
        "With an Identity Number", readonly=True, copy=False
    )
    disability_count = fields.Integer("With a Disability", readonly=True, copy=False)
    poverty_count = fields.Integer("With Poverty", readonly=True, copy=False)
    position_count = fields.Integer("With a Position", readonly=True, copy=False)
    export_count = fields.Integer("Lists Saved as Files", readonly=True, copy=False)
    reach_words = fields.Text("What the list says", compute="_compute_reach_words")
    hidden_count = fields.Integer("In Other Wards", compute="_compute_hidden_count")

    _ordered = models.Constraint(
        "CHECK (date_from < date_to)", "The period ends before it begins."
    )

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------

    @api.depends("handover_id")
    def _compute_user_id(self):
        for breach in self:
            breach.user_id = breach.handover_id.user_id or breach.user_id

    @api.depends("known_at")
    def _compute_deadline(self):
        for breach in self:
            breach.deadline = breach.known_at and breach.known_at + NOTICE_WITHIN

    @api.depends("deadline", "notified_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for breach in self:
            told = breach.notified_at or now
            breach.is_overdue = bool(breach.deadline and told > breach.deadline)

    @api.depends("reached_count", "could_count", "person_ids")
    def _compute_hidden_count(self):
        counts = dict(
            self.env["hcc.breach.person"]._read_group(
                [("breach_id", "in", self.ids)], ["breach_id"], ["__count"]
            )
        )
        for breach in self:
            total = breach.reached_count + breach.could_count
            breach.hidden_count = total - counts.get(breach._origin, 0)

    @api.depends("state", "reached_count", "could_count", "export_count")
    @api.depends_context("lang")
    def _compute_reach_words(self):
        for breach in self:
            breach.reach_words = breach._get_reach_words()

    @api.constrains("date_from", "date_to", "known_at")
    def _check_times(self):
        now = fields.Datetime.now()
        for breach in self:
            if max(breach.date_from, breach.date_to, breach.known_at) > now:
                raise ValidationError(
                    self.env._("A breach lies in the past, and so does each time here.")
                )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "address_count",
            "assessed_at",
            "assessed_by_id",
            "could_count",
            "disability_count",
            "export_count",
            "identity_count",
            "notified_at",
            "notified_by_id",
            "person_ids",
            "phone_count",
            "position_count",
            "poverty_count",
            "reached_count",
            "reference",
            "state",
            "ward_ids",
        }

    @api.model_create_multi
    def create(self, vals_list):
        # how far it is, and what was found, is nothing that one writes
        guarded = self._get_guarded_fields()
        breaches = super().create(
            [
                {name: value for name, value in vals.items() if name not in guarded}
                for vals in vals_list
            ]
        )
        breaches._journal("breach_opened")
        return breaches

    def write(self, vals):
        if FACTS.intersection(vals) and any(one.state == "notified" for one in self):
            raise UserError(self.env._("This breach was told already."))
        result = super().write(vals)
        if FACTS.intersection(vals):
            # the list was of other facts
            self.filtered(lambda one: one.state == "assessed")._forget_list()
        return result

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_assess(self):
        """Work out whose data the account did and could reach."""
        self.check_access("write")
        for breach in self:
            breach.lock_for_update()
            if breach.state == "notified":
                raise UserError(self.env._("This breach was told already."))
            found = breach._find_persons()
            breach._write_guarded(
                {
                    **found,
                    "state": "assessed",
                    "assessed_at": fields.Datetime.now(),
                    "assessed_by_id": self.env.uid,
                }
            )
            breach._journal(
                "breach_assessed",
                reached=found["reached_count"],
                could=found["could_count"],
            )
        return True

    def action_notify(self):
        """Note that it was told: by whom and when."""
        self.check_access("write")
        for breach in self:
            breach.lock_for_update()
            if breach.state != "assessed":
                raise UserError(self.env._("Work out first whose data it is about."))
            if not (breach.notified_to or "").strip():
                raise UserError(self.env._("Write down first who was told, and how."))
            breach._write_guarded(
                {
                    "state": "notified",
                    "notified_at": fields.Datetime.now(),
                    "notified_by_id": self.env.uid,
                }
            )
            breach._journal("breach_notified", late=breach.is_overdue)
        return True

    def _forget_list(self):
        # sudo: hcc.breach.person - the whole list, of other wards as well
        self.sudo().person_ids.unlink()
        self._write_guarded(
            {
                "state": "draft",
                "ward_ids": [Command.clear()],
                "reached_count": 0,
                "could_count": 0,
            }
        )

    def action_open_persons(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_reporting.hcc_breach_person_action"
        )
        return {**action, "domain": [("breach_id", "=", self.id)]}
