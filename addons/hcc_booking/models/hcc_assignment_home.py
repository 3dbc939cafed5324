from odoo import api, fields, models
from odoo.exceptions import AccessError

OPEN_STATES = ("accepted", "started")


class HccAssignmentHome(models.AbstractModel):
    """What a helper does at the door besides helping, from acceptance to closing.

    Looks at the paper that shows why somebody is visited at home, and asks a person
    for whom somebody else asked whether they agree themselves.
    """

    _name = "hcc.assignment.home"
    _description = "Assignment at the Door"

    papers_to_see = fields.Char("Please look at", compute="_compute_at_the_door")
    asks_own_consent = fields.Boolean(compute="_compute_at_the_door")

    @api.depends("state", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_at_the_door(self):
        for entry in self:
            is_open = entry.state in OPEN_STATES and entry.user_id == self.env.user
            # sudo: hcc.request - for the helper of the visit, while it is open
            request_sudo = entry.sudo().request_id if is_open else None
            entry.papers_to_see = is_open and request_sudo._get_papers_to_see()
            entry.asks_own_consent = bool(
                is_open and request_sudo._get_unconfirmed_consents()
            )

    def action_confirm_consent(self):
        """The person said to the helper that they agree themselves.

        :raises AccessError: at another's visit, or one that is not open
        """
        self.check_access("write")
        for entry in self:
            if entry.state not in OPEN_STATES or entry.user_id != self.env.user:
                raise AccessError(
                    self.env._("You note this at your own visit, while it is open.")
                )
            # sudo: hcc.consent - the helper asked the person, as checked above
            entry.sudo().request_id._get_unconfirmed_consents()._confirm(self.env.user)
        return True
