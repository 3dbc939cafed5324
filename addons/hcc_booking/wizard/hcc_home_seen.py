from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.hcc_home_evidence import PAPERS

OPEN_FOR_HELPER = ("accepted", "started")


class HccHomeSeen(models.TransientModel):
    """Note that a paper was seen: by a clerk, or by the helper at the door.

    The helper chooses among the reasons that were given for this visit, and only
    while the visit is open.
    """

    _name = "hcc.home.seen"
    _description = "Paper Seen for a Home Visit"
    _inherit = ["hcc.office.form"]

    request_id = fields.Many2one("hcc.request", readonly=True)
    assignment_id = fields.Many2one("hcc.assignment", readonly=True)
    allowed_ids = fields.Many2many("hcc.home.reason", compute="_compute_allowed_ids")
    reason_id = fields.Many2one("hcc.home.reason", "What For", required=True)
    hint = fields.Char(related="reason_id.evidence_hint", string="Usual Paper")
    paper = fields.Selection(PAPERS, "What I Saw", required=True)

    @api.depends("request_id", "assignment_id")
    def _compute_allowed_ids(self):
        for form in self:
            if form.assignment_id:
                request_sudo = form._get_request_of_helper()
                form.allowed_ids = request_sudo.home_reason_ids
            else:
                form.allowed_ids = self.env["hcc.home.reason"]._get_active()

    def action_confirm(self):
        """Write down what was seen."""
        self.ensure_one()
        if self.reason_id not in self.allowed_ids:
            raise UserError(self.env._("This reason was not given for this visit."))
        at_the_door = bool(self.assignment_id)
        if at_the_door:
            request = self._get_request_of_helper()
        else:
            request = self.request_id.ensure_one()
            request.check_access("write")
        self.env["hcc.home.evidence"]._note(
            request, self.reason_id, self.paper, at_the_door=at_the_door
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_request_of_helper(self):
        """The request of the helper's own open visit, in sudo.

        :raises AccessError: for another's visit, or one that is over
        """
        entry = self.assignment_id
        entry.check_access("write")
        if entry.user_id != self.env.user or entry.state not in OPEN_FOR_HELPER:
            raise AccessError(
                self.env._("You note this at your own visit, while it is open.")
            )
        # sudo: hcc.request - the reasons of the own visit, while it is open
        return entry.sudo().request_id
