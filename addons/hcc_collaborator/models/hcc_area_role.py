from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.localtime import local_date

ROLE_GROUPS = {
    "clerk": "hcc_collaborator.group_hcc_clerk",
    "coordinator": "hcc_collaborator.group_hcc_coordinator",
    "trainer": "hcc_collaborator.group_hcc_trainer",
    "manager": "hcc_collaborator.group_hcc_manager",
    "committee": "hcc_collaborator.group_hcc_committee",
    "data_officer": "hcc_collaborator.group_hcc_data_officer",
    "administrator": "hcc_collaborator.group_hcc_administrator",
}


class HccAreaRole(models.Model):
    """A user has a role in the city, a branch or a ward, for a period.

    A role puts its user in the group of the role while it holds. Only
    administrators write roles; everyone reads the own ones.
    """

    _name = "hcc.area.role"
    _description = "Area Role"
    _inherit = ["hcc.journal.mixin"]
    _order = "user_id, role, id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )
    role = fields.Selection(
        [
            ("clerk", "Clerk"),
            ("coordinator", "Coordinator"),
            ("trainer", "Trainer"),
            ("manager", "Manager"),
            ("committee", "Steering committee"),
            ("data_officer", "Data officer"),
            ("administrator", "Administrator"),
        ],
        required=True,
    )
    scope = fields.Selection(
        [("city", "City"), ("branch", "Branch"), ("ward", "Ward")],
        required=True,
        default="branch",
    )
    branch_id = fields.Many2one("hcc.branch", index=True, ondelete="restrict")
    ward_id = fields.Many2one("hcc.ward", index=True, ondelete="restrict")
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Last Day")
    is_valid = fields.Boolean(
        "Valid Today", compute="_compute_is_valid", search="_search_is_valid"
    )

    _scope_check = models.Constraint(
        "CHECK ((scope = 'branch') = (branch_id IS NOT NULL)"
        " AND (scope = 'ward') = (ward_id IS NOT NULL))",
        "A role covers the city, one branch or one ward.",
    )
    _administrator_check = models.Constraint(
        "CHECK (role != 'administrator' OR scope = 'city')",
        "An administrator covers the whole city.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to)", "A role cannot end before it begins."
    )

    @api.depends("user_id", "role")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for role in self:
            role.display_name = f"{role.user_id.name}: {labels.get(role.role, '')}"

    @api.depends("date_from", "date_to")
    def _compute_is_valid(self):
        valid = self.filtered_domain(self._get_valid_domain(self._today()))
        for role in self:
            role.is_valid = role in valid

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        valid = self._get_valid_domain(self._today())
        if set(value) == {True}:
            return valid
        return ~valid if set(value) == {False} else Domain.TRUE

    @api.constrains("user_id")
    def _check_user(self):
        if self.user_id.filtered("share"):
            raise ValidationError(
                self.env._("A role can be given to an internal user only.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        roles = super().create([self._complete_scope(vals) for vals in vals_list])
        roles._journal("role_given")
        roles._areas_changed(roles.user_id)
        return roles

    def write(self, vals):
        users = self.user_id
        result = super().write(self._complete_scope(vals))
        self._journal("role_changed", fields=sorted(vals))
        self._areas_changed(users | self.user_id)
        return result

    def unlink(self):
        users = self.user_id
        self._journal("role_taken")
        result = super().unlink()
        self._areas_changed(users)
        return result

    def action_end(self):
        """End the roles yesterday, or take away those that began today."""
        yesterday = fields.Date.subtract(self._today(), days=1)
        begun = self.filtered(lambda role: role.date_from <= yesterday)
        begun.write({"date_to": yesterday})
        (self - begun).unlink()

    @api.model
    def _today(self):
        return local_date(fields.Datetime.now())

    @api.model
    def _complete_scope(self, vals):
        """Drop the branch or ward that the scope does not use."""
        scope = vals.get("scope")
        if scope in ("city", "ward"):
            vals = dict(vals, branch_id=False)
        if scope in ("city", "branch"):
            vals = dict(vals, ward_id=False)
        return vals

    @api.model
    def _get_valid_domain(self, day):
        """Return the domain of the roles that hold on a local day."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    def _get_wards(self, city):
        """Return the wards of one role.

        :param city: all wards, searched once by the caller
        """
        self.ensure_one()
        if self.scope == "city":
            return city
        if self.scope == "ward":
            return self.ward_id
        return self.branch_id.with_context(active_test=False).ward_ids

    @api.model
    def _areas_changed(self, users):
        """Forget cached access rules and give the users their groups."""
        self.env.flush_all()
        self.env["hcc.ward"]._reach_changed()
        self._sync_groups(users)

    @api.model
    def _sync_groups(self, users=None):
        """Put users in the groups of their roles of today, and in no other.

        :param users: whom to look at; those who ever had a role by default
        :return: the users whose groups changed
        """
        # sudo: hcc.area.role - the groups follow all roles of the user
        roles_sudo = self.sudo()
        if users is None:
            users = roles_sudo._read_group([], [], ["user_id:recordset"])[0][0]
        domain = self._get_valid_domain(self._today())
        valid = roles_sudo.search(Domain("user_id", "in", users.ids) & domain)
        by_user = valid.grouped("user_id")
        groups = {role: self.env.ref(xmlid) for role, xmlid in ROLE_GROUPS.items()}
        managed = self.env["res.groups"].concat(*groups.values())
        internal = self.env.ref("base.group_user")
        changed = self.env["res.users"]
        # sudo: res.users - administrators of the service do not manage users
        for user_sudo in users.sudo().filtered(lambda user: not user.share):
            wanted = self.env["res.groups"].concat(
                *[groups[role.role] for role in by_user.get(user_sudo, ())]
            )
            if user_sudo.group_ids & managed != wanted:
                kept = user_sudo.group_ids - managed
                user_sudo.group_ids = kept | wanted | internal
                changed |= user_sudo
        return changed

    @api.model
    def _cron_sync_groups(self):
        """Roles begin and end at midnight, without anybody writing them."""
        self.env["hcc.ward"]._reach_changed()
        self._sync_groups()
