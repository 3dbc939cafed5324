import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from .fields import NoteText
from .mixins.hcc_account_mixin import GROUP_STATES

#: kind of ending -> the state that it leads to
ENDINGS = {"suspend": "suspended", "leave": "left"}


class HccCollaboratorEnding(models.AbstractModel):
    """How somebody stops working, for a while or for good.

    What was promised goes to others, access ends at once, equipment is asked
    back: all of it in one transaction, or nothing.
    """

    _name = "hcc.collaborator.ending.mixin"
    _description = "Suspension and Leaving"

    idle_kind = fields.Selection(
        [("decision", "By decision"), ("inactive", "Inactive for long")],
        "Why Not Working",
        readonly=True,
        copy=False,
    )
    idle_reason = NoteText(
        "Reason",
        readonly=True,
        copy=False,
        groups="hcc_collaborator.group_hcc_coordinator",
    )
    idle_since = fields.Date("Not Working Since", readonly=True, copy=False)
    activated_on = fields.Date("Working Since", readonly=True, copy=False)

    # -------------------------------------------------------------------------
    # MADE TO BE EXTENDED
    # -------------------------------------------------------------------------

    def _get_ending_words(self):
        """What ends besides the promises, for whoever decides: list of texts."""
        return []

    def _hand_over_work(self, choices):
        """Give what these people have promised to others, and withdraw the rest.

        :param dict choices: what whoever decides has chosen, as the form of an
            ending collects it
        :return: list of sentences: what became of it
        """
        return []

    # -------------------------------------------------------------------------
    # ENDING
    # -------------------------------------------------------------------------

    def action_end(self):
        """Open the form in which a suspension or a leaving is decided."""
        self.ensure_one()
        self._check_coordinates()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_collaborator_ending_action"
        )
        kind = "suspend" if self.state == "active" else "leave"
        context = {"default_collaborator_id": self.id, "default_kind": kind}
        return {**action, "context": {**context, "dialog_size": "extra-large"}}

    def _end_work(self, kind, reason, why="decision", choices=None):
        """Suspend somebody, or let somebody leave, today.

        :param str kind: ``suspend`` or ``leave``
        :param str reason: words for the coordinators
        :param str why: ``decision`` or ``inactive``
        :param dict choices: see :meth:`_hand_over_work`
        :return: list of sentences: what became of what was promised
        :raises UserError: nothing has changed then
        """
        self.ensure_one()
        self._check_coordinates()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Please write the reason."))
        state = ENDINGS[kind]
        self._check_next_state(state)
        if self.state == state:
            raise UserError(self.env._("This has been done already."))
        with self.env.cr.savepoint():
            sentences = self._hand_over_work(choices or {})
            equipment = self._get_equipment_to_return()
            self.write(
                {
                    "state": state,
                    "idle_kind": why,
                    "idle_reason": reason,
                    "idle_since": self.env["hcc.area.role"]._today(),
                }
            )
            self._journal("work_ended", kind=kind, why=why)
            self._tell_ending(kind, why, equipment)
            if kind == "leave":
                self._close_accounts()
            self.env.flush_all()
        return sentences

    def _tell_ending(self, kind, why, equipment):
        """Tell the people, with what they have to give back."""

        def words(person):
            _ = person.env._
            if kind == "leave":
                subject = _("Your work as a collaborator has ended")
                lines = [_("Thank you for the help that you have given.")]
            else:
                subject = _("Your work as a collaborator is paused")
                lines = [_("You are given no visits and no shifts for the time being.")]
            if why == "inactive":
                lines.append(
                    _(
                        "You have not been active for a long time. Tell your "
                        "coordinator if you would like to go on: you can be back "
                        "at once."
                    )
                )
            if equipment:
                lines.append(_("Please give back: %s", "; ".join(equipment)))
            return subject, "\n".join(lines)

        self.env["hcc.notice"]._tell(self, "suspended", words)

    # -------------------------------------------------------------------------
    # ACCESS
    # -------------------------------------------------------------------------

    def _end_access(self):
        """End every session of the accounts at once, and their programs' keys.

        It takes effect with this transaction, on all machines: the stamp is part
        of what a session is compared with.
        """
        # sudo: res.users, its devices and keys - coordinators do not manage users
        users_sudo = self.sudo().user_id
        if not users_sudo:
            return
        for user_sudo in users_sudo:
            user_sudo.hcc_access_stamp = secrets.token_hex(8)
        # A request that came before the commit kept what a session was compared with
        # until then, after the stamp had emptied that cache.
        self.env.cr.postcommit.add(self.env.registry.clear_cache)
        domain = [("user_id", "in", users_sudo.ids)]
        env_sudo = users_sudo.env
        env_sudo["res.device.log"].search([*domain, ("revoked", "=", False)]).write(
            {"revoked": True}
        )
        env_sudo["res.users.apikeys"].search(domain).unlink()
        self._journal("access_ended")

    def _close_accounts(self):
        """Archive the accounts of those who left and have no other role."""
        today = self.env["hcc.area.role"]._today()
        # sudo: res.users, hcc.area.role - coordinators do not manage users
        users_sudo = self.sudo().user_id - self.env.user.sudo()
        users_sudo = users_sudo.filtered(
            lambda user: not user._is_system()
            and all(
                role.date_to and role.date_to < today for role in user.hcc_area_role_ids
            )
            and all(
                person.state not in GROUP_STATES for person in user.hcc_collaborator_ids
            )
        )
        users_sudo.filtered("active").action_archive()

    # -------------------------------------------------------------------------
    # BACK AGAIN
    # -------------------------------------------------------------------------

    def action_back(self):
        """Somebody who was suspended works again."""
        self._check_coordinates()
        if self.filtered(lambda person: person.state != "suspended"):
            raise UserError(self.env._("Only who is suspended can come back."))
        self.write({"state": "active"})
        return True

    @api.model
    def _prepare_state_values(self, state):
        """What a new state means for the fields of this page."""
        if state != "active":
            return {}
        return {
            "idle_kind": False,
            "idle_reason": False,
            "idle_since": False,
            "activated_on": self.env["hcc.area.role"]._today(),
            "idle_reminded_on": False,
        }
