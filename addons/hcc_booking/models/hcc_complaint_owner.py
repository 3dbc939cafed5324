from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

NARROW = {"ward": 0, "branch": 1, "city": 2}


class HccComplaintOwner(models.AbstractModel):
    """Who is complained of, and who answers: never the same person."""

    _name = "hcc.complaint.owner"
    _description = "Owner of a Complaint"

    collaborator_ids = fields.Many2many(
        "hcc.collaborator",
        "hcc_complaint_collaborator_rel",
        "complaint_id",
        "collaborator_id",
        string="Helpers Complained of",
        context={"active_test": False},
    )
    staff_user_ids = fields.Many2many(
        "res.users",
        "hcc_complaint_staff_rel",
        "complaint_id",
        "user_id",
        string="Staff Complained of",
        context={"active_test": False},
        domain="[('share', '=', False)]",
    )
    # A rule for everybody keeps these out. Stored, since rules compare it, and
    # computed, since a helper may get an account, or another one, later.
    barred_user_ids = fields.Many2many(
        "res.users",
        "hcc_complaint_barred_rel",
        "complaint_id",
        "user_id",
        string="May Not Read It",
        compute="_compute_barred_user_ids",
        compute_sudo=True,
        store=True,
        context={"active_test": False},
    )
    owner_id = fields.Many2one(
        "res.users",
        "Owner",
        compute="_compute_owner_id",
        compute_sudo=True,
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('share', '=', False), ('id', 'not in', barred_user_ids)]",
        help="Who answers: never somebody complained of.",
    )

    @api.depends("collaborator_ids.user_id", "staff_user_ids")
    def _compute_barred_user_ids(self):
        for complaint in self:
            complaint.barred_user_ids = (
                complaint.collaborator_ids.user_id | complaint.staff_user_ids
            )

    @api.depends("barred_user_ids", "about")
    def _compute_owner_id(self):
        """Keep the owner who may have it; else the next best takes it over."""
        for complaint in self:
            owner = complaint.owner_id
            if not owner or not complaint._may_own(owner):
                complaint.owner_id = complaint._find_owner()

    # not on those kept out: the owner is computed anew when they change
    @api.constrains("owner_id", "ward_id", "about")
    def _check_owner(self):
        for complaint in self:
            # sudo: hcc.area.role - whether somebody may own it
            complaint_sudo = complaint.sudo()
            owner_sudo = complaint_sudo.owner_id
            if owner_sudo in complaint_sudo.barred_user_ids:
                raise ValidationError(
                    self.env._(
                        "Complaint %(reference)s cannot be answered by somebody it "
                        "is about.",
                        reference=complaint.reference,
                    )
                )
            if owner_sudo and not complaint_sudo._may_own(owner_sudo):
                raise ValidationError(
                    self.env._(
                        "A complaint is answered by a coordinator or by an "
                        "administrator; one about the staff of a ward by a "
                        "coordinator of another ward or by an administrator."
                    )
                )

    def _may_own(self, user):
        """Whether the user may answer this complaint."""
        self.ensure_one()
        if user in self.barred_user_ids or not user.active:
            return False
        if self.ward_id in user.hcc_administrator_ward_ids:
            return True
        if self.about == "office":
            return bool(
                user.hcc_coordinator_ward_ids
                and self.ward_id not in user.hcc_clerk_ward_ids
            )
        return bool(user.hcc_coordinator_ward_ids)

    def _find_owner(self):
        """Who answers: a coordinator near the ward, with the least to answer.

        One about the staff of the ward goes to an administrator, and so does one
        that no coordinator may have.

        :return: ``res.users``, or none when nobody is left
        """
        self.ensure_one()
        roles = self._get_owner_roles().filtered(
            lambda role: self._may_own(role.user_id)
        )
        if not roles:
            return self.env["res.users"]
        open_counts = self._count_open(roles.user_id)
        return min(
            roles,
            key=lambda role: (
                role.role != "coordinator",
                NARROW[role.scope],
                open_counts[role.user_id.id],
                role.user_id.id,
            ),
        ).user_id

    def _get_owner_roles(self):
        # sudo: hcc.area.role - who handles complaints of the ward
        roles_sudo = self.env["hcc.area.role"].sudo()
        kinds = ("administrator",)
        if self.about != "office":
            kinds = ("coordinator", "administrator")
        reach = Domain("scope", "=", "city") | Domain("ward_id", "=", self.ward_id.id)
        if self.ward_id.branch_id:
            reach |= Domain("branch_id", "=", self.ward_id.branch_id.id)
        return roles_sudo.search(
            roles_sudo._get_valid_domain(roles_sudo._today())
            & Domain("role", "in", kinds)
            & reach
        )

    @api.model
    def _count_open(self, users):
        # plain SQL: this runs inside a compute, which a search would flush again
        rows = self.env.execute_query(
            SQL(
                """SELECT owner_id, count(*) FROM hcc_complaint
                    WHERE state IN ('received', 'in_progress')
                      AND owner_id = ANY(%s) GROUP BY owner_id""",
                users.ids,
            )
        )
        return Counter(dict(rows))
