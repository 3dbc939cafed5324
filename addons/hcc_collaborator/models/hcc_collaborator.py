from collections import defaultdict
from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.phone import parse_phone
from ..tools.text import fold, nfc

# which states may follow which
STATE_FLOW = {
    "applied": {"screened", "interviewed", "approved", "rejected", "left"},
    "screened": {"interviewed", "approved", "rejected", "left"},
    "interviewed": {"approved", "rejected", "left"},
    "approved": {"active", "left"},
    "active": {"suspended", "left"},
    "suspended": {"active", "left"},
    "left": set(),
    "rejected": set(),
}
# who is in these has handed over all promises
IDLE_STATES = ("suspended", "left")


class HccCollaborator(models.Model):
    """A person who helps citizens.

    Coordinators write in their wards; clerks, trainers and readers read in
    theirs; a collaborator reads the own record alone.
    """

    _name = "hcc.collaborator"
    _description = "Collaborator"
    _inherit = [
        "resource.mixin",
        "hcc.collaborator.bulk",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
        "hcc.account.mixin",
        "hcc.collaborator.practice",
        "hcc.collaborator.selection",
        "hcc.collaborator.papers",
        "hcc.collaborator.retention",
        "hcc.collaborator.badge",
        "hcc.collaborator.ending.mixin",
        "hcc.collaborator.activity",
        "hcc.collaborator.work",
        "hcc.collaborator.equipment",
        "avatar.mixin",
    ]
    _order = "name, id"
    _rec_names_search = ["name", "badge_number"]

    name = fields.Char(required=True, index="trigram")
    badge_number = fields.Char(copy=False)
    user_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict", copy=False
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("applied", "Applied"),
            ("screened", "Screened"),
            ("interviewed", "Interviewed"),
            ("approved", "Approved"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("left", "Left"),
            ("rejected", "Not taken in"),
        ],
        required=True,
        default="applied",
        index=True,
        copy=False,
        group_expand="_expand_states",
    )
    # where
    team_id = fields.Many2one(
        "hcc.team", required=True, index=True, ondelete="restrict"
    )
    ward_id = fields.Many2one(related="team_id.ward_id", store=True, precompute=True)
    branch_id = fields.Many2one(
        related="team_id.branch_id", store=True, index=True, precompute=True
    )
    team_gap = fields.Integer("Ward Is Short of", related="team_id.gap")
    # who
    category = fields.Selection(
        [
            ("student", "Student"),
            ("union_member", "Union or association member"),
            ("retired_official", "Retired official"),
            ("postal_worker", "Public postal worker"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    gender = fields.Selection(
        [("female", "Female"), ("male", "Male"), ("unspecified", "Unspecified")],
        required=True,
        default="unspecified",
    )
    phone = fields.Char()
    email = fields.Char()
    languages = fields.Char(help="Languages besides Vietnamese.")
    signs = fields.Boolean("Sign Language", help="Can help people who are deaf.")
    travel_mode = fields.Selection(
        [("walk", "On foot"), ("bicycle", "Bicycle"), ("motorbike", "Motorbike")],
        required=True,
        default="motorbike",
    )
    latitude = fields.Float(
        digits=(9, 6),
        aggregator=None,
        groups="hcc_collaborator.group_hcc_coordinator",
    )
    longitude = fields.Float(
        digits=(9, 6),
        aggregator=None,
        groups="hcc_collaborator.group_hcc_coordinator",
    )
    qualification_ids = fields.One2many(
        "hcc.qualification", "collaborator_id", string="Qualifications"
    )
    relative_ids = fields.One2many(
        "hcc.collaborator.relative",
        "collaborator_id",
        string="Relatives",
        groups="hcc_collaborator.group_hcc_collaborator,"
        "hcc_collaborator.group_hcc_coordinator,"
        "hcc_collaborator.group_hcc_data_officer",
    )
    # working time comes from shifts, not from a calendar of the resource
    company_id = fields.Many2one(readonly=True, default=None)
    resource_calendar_id = fields.Many2one(readonly=True, default=None)
    tz = fields.Selection(readonly=True)

    _badge_number_unique = models.Constraint(
        "UNIQUE (badge_number)", "Another collaborator has this badge number already."
    )
    _phone_idx = models.Index("(phone) WHERE phone IS NOT NULL")

    # -------------------------------------------------------------------------
    # COMPUTE, CONSTRAINTS
    # -------------------------------------------------------------------------

    @api.depends("name", "badge_number")
    def _compute_display_name(self):
        for collaborator in self:
            badge = collaborator.badge_number
            name = collaborator.name or ""
            collaborator.display_name = f"{name} ({badge})" if badge else name

    @api.constrains("phone")
    def _check_phone(self):
        for collaborator in self.filtered("phone"):
            try:
                parse_phone(collaborator.phone)
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "%(phone)s is not a telephone number that can be called.",
                        phone=collaborator.phone,
                    )
                ) from None

    # -------------------------------------------------------------------------
    # CRUD
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_guarded(*vals_list)
        vals_list = [self._clean_values(vals) for vals in vals_list]
        self._check_user_link(*vals_list)
        self._prepare_applications(vals_list)
        self._create_resources(vals_list)
        collaborators = super().create(vals_list)
        for state, group in collaborators.grouped("state").items():
            group._journal("collaborator_created", state=state)
        collaborators.filtered("user_id")._sync_user_groups()
        collaborators._forget_missing_photos(vals_list)
        return collaborators

    def write(self, vals):
        vals = self._clean_values(vals)
        self._refuse_guarded(vals)
        self._check_user_link(vals)
        users = self.user_id if {"user_id", "active"} & vals.keys() else None
        before = {}
        if "state" in vals:
            users = self.user_id
            self._check_next_state(vals["state"])
            before = {p: p.state for p in self if p.state != vals["state"]}
            vals = self._prepare_state_values(vals["state"]) | vals
            for state, group in self.grouped("state").items():
                if state != vals["state"]:
                    group._journal("state", **{"from": state, "to": vals["state"]})
        vals = self._prepare_step(vals, before)
        if vals.get("state") in IDLE_STATES or vals.get("active") is False:
            self._check_no_commitments()
        result = super().write(vals)
        if "name" in vals:
            # sudo: resource.resource - coordinators do not manage resources
            self.resource_id.sudo().name = vals["name"]
        if users is not None:
            self._sync_user_groups(users)
        if before:
            self.browse([person.id for person in before])._after_step(
                vals["state"], before
            )
        if vals.get("state") in IDLE_STATES or vals.get("active") is False:
            self._end_access()
        return result

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_screen(self):
        self.write({"state": "screened"})

    def action_interview(self):
        """Interviewed: those whose interview was planned held it."""
        planned = self.interview_ids.filtered(lambda talk: talk.state == "planned")
        planned.action_done()
        self.write({"state": "interviewed"})

    def action_activate(self):
        self.write({"state": "active"})

    def action_suspend(self):
        self.write({"state": "suspended"})

    def action_leave(self):
        self.write({"state": "left"})

    # -------------------------------------------------------------------------
    # BUSINESS METHODS
    # -------------------------------------------------------------------------

    def _qualified_on(self, types, day):
        """Return those who hold all the types on the day.

        :param types: hcc.qualification.type recordset; empty: nothing needed
        :param date day: local day, the last valid day included; a day after a
            refresher was due does not count
        """
        if not types or not self:
            return self
        # sudo: hcc.qualification - whoever assigns must know, not read them
        groups = (
            self.env["hcc.qualification"]
            .sudo()
            ._read_group(
                Domain("collaborator_id", "in", self.ids)
                & Domain("type_id", "in", types.ids)
                & Domain("date_from", "<=", day)
                & (Domain("last_day", "=", False) | Domain("last_day", ">=", day)),
                ["collaborator_id"],
                ["type_id:count_distinct"],
            )
        )
        holders = {person.id for person, count in groups if count == len(types)}
        return self.filtered(lambda person: person.id in holders)

    def _is_relative_of(self, phones, folded_names):
        """Return those who must not be sent to the persons, being relatives.

        :param phones: E.164 numbers of the citizen and who asks for them
        :param folded_names: their names as ``tools.text.fold`` gives them
        """
        tied = self._get_ties({*phones, *folded_names})
        return self.filtered(lambda person: person.id in tied)

    def _get_ties(self, keys):
        """Return to whom of many persons each of ``self`` must not be sent.

        :param keys: E.164 numbers, and names as ``tools.text.fold`` gives them
        :return: {collaborator id: set of those of the keys that are of relatives,
            or the own ones: no visit to oneself either}
        """
        keys = {key for key in keys if key}
        if not self or not keys:
            return {}
        self.flush_model(["name", "phone"])
        self.env["hcc.collaborator.relative"].flush_model()
        # Plain rows: it is asked about the whole team at each booking, and the
        # answer is who, not the relatives.
        rows = self.env.execute_query(
            SQL(
                """SELECT collaborator_id, phone, search_key, NULL
                     FROM hcc_collaborator_relative
                    WHERE collaborator_id = ANY(%(ids)s)
                      AND (phone = ANY(%(keys)s) OR search_key = ANY(%(keys)s))
                    UNION ALL
                   SELECT id, phone, NULL, name
                     FROM hcc_collaborator
                    WHERE id = ANY(%(ids)s)""",
                ids=self.ids,
                keys=list(keys),
            )
        )
        ties = defaultdict(set)
        for number, phone, search_key, name in rows:
            found = keys & {phone, search_key or fold(name or "")}
            if found:
                ties[number] |= found
        return dict(ties)

    def _get_future_commitments(self):
        """Return what the collaborators have promised and not yet done.

        :return: list of short texts, one for each; booking extends it
        """
        return []

    # -------------------------------------------------------------------------
    # HELPERS
    # -------------------------------------------------------------------------

    @api.model
    def _clean_values(self, vals):
        """Return the values in the form in which they are stored."""
        vals = dict(vals)
        if vals.get("name"):
            vals["name"] = nfc(vals["name"])
        if vals.get("phone"):
            # what is no number stays, and the constraint names it
            with suppress(ValueError):
                vals["phone"] = parse_phone(vals["phone"])
        return vals

    def _check_next_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for collaborator in self:
            if state not in STATE_FLOW[collaborator.state] | {collaborator.state}:
                raise UserError(
                    self.env._(
                        "%(name)s cannot go from “%(old)s” to “%(new)s”.",
                        name=collaborator.name,
                        old=labels[collaborator.state],
                        new=labels.get(state, state),
                    )
                )

    def _check_no_commitments(self):
        commitments = self._get_future_commitments()
        if commitments:
            raise UserError(
                self.env._(
                    "Hand these over to someone else first:\n%(commitments)s",
                    commitments="\n".join(commitments),
                )
            )
