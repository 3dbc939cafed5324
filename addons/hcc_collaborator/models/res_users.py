from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.localtime import local_date

READERS = {"manager", "committee", "data_officer", "administrator"}
REACH = {
    "hcc_ward_ids": None,
    "hcc_clerk_ward_ids": {"clerk", "coordinator", "administrator"},
    "hcc_coordinator_ward_ids": {"coordinator", "administrator"},
    "hcc_trainer_ward_ids": {"trainer", "administrator"},
    "hcc_reader_ward_ids": READERS,
    "hcc_manager_ward_ids": {"manager", "administrator"},
    "hcc_data_officer_ward_ids": {"data_officer", "administrator"},
    "hcc_administrator_ward_ids": {"administrator"},
}


def _reached_wards(string):
    """A field of the wards that a kind of reach covers today."""
    return fields.Many2many(
        "hcc.ward",
        string=string,
        compute="_compute_hcc_ward_ids",
        compute_sudo=True,
    )


class ResUsers(models.Model):
    _name = "res.users"
    # The mixin comes first: what core begins with calls nothing after it.
    _inherit = ["hcc.user.sign.in", "res.users"]

    hcc_area_role_ids = fields.One2many(
        "hcc.area.role",
        "user_id",
        string="Area Roles",
        copy=False,
        groups="hcc_collaborator.group_hcc_user",
    )
    hcc_collaborator_ids = fields.One2many(
        "hcc.collaborator",
        "user_id",
        string="Collaborator",
        copy=False,
        groups="hcc_collaborator.group_hcc_user",
    )
    # changes when all sessions shall end; empty stays out of what is compared
    hcc_access_stamp = fields.Char(copy=False, groups="base.group_system")
    hcc_ward_ids = _reached_wards("Wards of the Roles")
    hcc_clerk_ward_ids = _reached_wards("Wards as Clerk")
    hcc_coordinator_ward_ids = _reached_wards("Wards as Coordinator")
    hcc_trainer_ward_ids = _reached_wards("Wards as Trainer")
    hcc_reader_ward_ids = _reached_wards("Wards as Reader")
    hcc_manager_ward_ids = _reached_wards("Wards as Manager")
    hcc_data_officer_ward_ids = _reached_wards("Wards as Data Officer")
    hcc_administrator_ward_ids = _reached_wards("Wards as Administrator")
    hcc_record_ward_ids = _reached_wards("Wards Whose Requests a Reader Opens")

    @api.depends(
        "hcc_area_role_ids.role",
        "hcc_area_role_ids.scope",
        "hcc_area_role_ids.branch_id",
        "hcc_area_role_ids.ward_id",
        "hcc_area_role_ids.date_from",
        "hcc_area_role_ids.date_to",
    )
    def _compute_hcc_ward_ids(self):
        """Wards that the roles of today reach, by kind of reach."""
        today = local_date(fields.Datetime.now())
        Ward = self.env["hcc.ward"].with_context(active_test=False)
        roles = self.hcc_area_role_ids.filtered_domain(
            self.env["hcc.area.role"]._get_valid_domain(today)
        )
        city = Ward
        if any(role.scope == "city" for role in roles):
            city = Ward.search([("code", "!=", False)])
        by_user = roles.grouped("user_id")
        for user in self:
            reached = {name: Ward for name in REACH}
            for role in by_user.get(user, ()):
                wards = role._get_wards(city)
                for name, kinds in REACH.items():
                    if kinds is None or role.role in kinds:
                        reached[name] |= wards
            for name, wards in reached.items():
                user[name] = wards
            # Personal fields are shown by group, whatever the ward: who may see
            # them somewhere opens as a reader the requests of those wards only.
            personal = user.hcc_clerk_ward_ids | user.hcc_data_officer_ward_ids
            readable = user.hcc_reader_ward_ids
            user.hcc_record_ward_ids = readable & personal if personal else readable

    def _get_invalidation_fields(self):
        return super()._get_invalidation_fields() | {"hcc_area_role_ids"}

    def _get_session_token_fields(self):
        return super()._get_session_token_fields() | {"hcc_access_stamp"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_readers(self):
        """Who has read of citizens stays known by name."""
        # sudo: hcc.read.log - whether there is a row at all
        log_sudo = self.env["hcc.read.log"].sudo()
        if log_sudo.search_count([("user_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This account has read data of citizens: archive it, so that the "
                    "log of who read what still names it."
                )
            )

    def _get_hcc_home(self):
        """Return the external id of the action a person of the service begins with.

        Made to be extended: each addon knows the work of its own roles.
        """
        self.ensure_one()
        return "hcc_collaborator.hcc_collaborator_action"

    @api.model
    def _open_hcc_home(self):
        """Return the action that the current user begins the day with."""
        return self.env["ir.actions.actions"]._for_xml_id(self.env.user._get_hcc_home())
