from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError

from ...tools.localtime import LOCAL_TZ

ADMINISTRATOR = "hcc_collaborator.group_hcc_administrator"
COLLABORATOR = "hcc_collaborator.group_hcc_collaborator"
# who works or is about to has the collaborator's screens
GROUP_STATES = ("approved", "active")


class HccAccountMixin(models.AbstractModel):
    """The user account of a collaborator and the group that goes with it."""

    _name = "hcc.account.mixin"
    _description = "Collaborator with a User Account"

    def action_create_user(self):
        """Give the collaborators who have an e-mail address a user account.

        Nothing is sent: whoever does it hands over the password in person.
        """
        if not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(
                self.env._("Only an administrator creates user accounts.")
            )
        people = self.filtered(lambda person: not person.user_id)
        missing = people.filtered(lambda person: not person.email)
        if missing:
            raise UserError(
                self.env._(
                    "An account needs an e-mail address. It is missing for: %(names)s",
                    names=", ".join(missing.mapped("name")),
                )
            )
        # sudo: res.users - administrators of the service do not manage users
        users_sudo = (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True)
            .create([person._prepare_user_values() for person in people])
        )
        for person, user_sudo in zip(people, users_sudo, strict=True):
            person.user_id = user_sudo.id

    def _prepare_user_values(self):
        self.ensure_one()
        return {
            "name": self.name,
            "login": self.email,
            "email": self.email,
            "lang": self.env.lang,
            "tz": LOCAL_TZ,
            "group_ids": [Command.link(self.env.ref("base.group_user").id)],
        }

    @api.model
    def _check_user_link(self, *vals_list):
        """Let administrators alone say whose account a collaborator has."""
        if (
            any("user_id" in vals for vals in vals_list)
            and not self.env.su
            and not self.env.user.has_group(ADMINISTRATOR)
        ):
            raise AccessError(self.env._("Only an administrator links user accounts."))

    def _sync_user_groups(self, users=None):
        """Give the collaborators' group to users who work, take it from others.

        :param users: also these, who had been users of the collaborators
        """
        users = self.user_id | (users or self.env["res.users"])
        group = self.env.ref("hcc_collaborator.group_hcc_collaborator")
        # sudo: hcc.collaborator, res.users - coordinators do not manage users
        users_sudo = users.sudo()
        working = (
            self.sudo()
            .search([("user_id", "in", users.ids), ("state", "in", list(GROUP_STATES))])
            .user_id
        )
        internal = self.env.ref("base.group_user")
        for user_sudo in users_sudo.filtered(lambda user: not user.share):
            wanted = user_sudo.group_ids - group
            if user_sudo in working:
                wanted |= group
            if wanted != user_sudo.group_ids:
                user_sudo.group_ids = wanted | internal
