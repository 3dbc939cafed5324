from odoo import api, fields, models

WAITING_GROUPS = "hcc_collaborator.group_hcc_clerk,hcc_collaborator.group_hcc_reader"


class HccRequestWaiting(models.AbstractModel):
    """What a request has to do with the waiting list."""

    _name = "hcc.request.waiting"
    _description = "Request on the Waiting List"

    waiting_ids = fields.One2many(
        "hcc.waiting", "request_id", "Waiting List", groups=WAITING_GROUPS
    )
    line_position = fields.Integer(
        "Place on the Waiting List", compute="_compute_line", groups=WAITING_GROUPS
    )
    offer_start = fields.Datetime(
        "Offered Time", compute="_compute_line", groups=WAITING_GROUPS
    )
    offer_expires_at = fields.Datetime(
        "Open Until", compute="_compute_line", groups=WAITING_GROUPS
    )

    @api.depends("waiting_ids.state", "waiting_ids.offer_ids.state")
    def _compute_line(self):
        for request in self:
            entry_sudo = request._get_waiting()
            request.line_position = entry_sudo.position
            request.offer_start = entry_sudo.offer_start
            request.offer_expires_at = entry_sudo.offer_expires_at

    def action_accept_offer(self):
        """The citizen, on the telephone, takes the earlier time."""
        self._get_own_waiting().action_accept()
        return True

    def action_decline_offer(self):
        """The citizen, on the telephone, keeps what there is."""
        self._get_own_waiting().action_decline()
        return True

    def _get_own_waiting(self):
        """The place in the line, as the user may see it."""
        self.ensure_one()
        return self._get_waiting().with_env(self.env)

    def _get_waiting(self):
        """The place in the line that the request has now, in sudo, or none."""
        # sudo: hcc.waiting - of this request, which the caller may see
        return self.sudo().waiting_ids.filtered(
            lambda entry: entry.state in ("waiting", "offered")
        )

    def _get_open_offer(self):
        """The time that is offered to them now, in sudo, or none."""
        return self._get_waiting().offer_id

    def _leave_line(self, state):
        """The request needs no other time any more.

        :param str state: what becomes of its place on the waiting list
        """
        entries = self._get_waiting()
        if entries:
            entries._lock()._end(state)
