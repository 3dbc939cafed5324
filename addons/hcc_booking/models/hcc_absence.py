from odoo import api, fields, models
from odoo.exceptions import UserError

#: assignments that are still to happen
OPEN_STATES = ("offered", "accepted", "started")


class HccAbsence(models.Model):
    """Time when a collaborator cannot work, whatever the shifts say.

    Entered by the collaborator or a coordinator; it takes the time out of the
    slots at once and out of weeks published later. Shifts stay as they are, so
    that cancelling an absence gives the time back.
    """

    _name = "hcc.absence"
    _description = "Absence"
    _inherit = ["hcc.journal.mixin"]
    _order = "start desc, id desc"

    @api.model
    def _default_collaborator_id(self):
        return self.env.user.hcc_collaborator_ids[:1]

    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_collaborator_id(),
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id", store=True, precompute=True, index=True
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True, index=True
    )
    start = fields.Datetime(string="From", required=True)
    stop = fields.Datetime(string="To", required=True)
    kind = fields.Selection(
        selection=[
            ("illness", "Illness"),
            ("study", "Study"),
            ("family", "Family"),
            ("other", "Other"),
        ],
        string="Reason",
        required=True,
        default="other",
    )
    note = fields.Char(size=250)
    state = fields.Selection(
        selection=[("live", "Absent"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="live",
        copy=False,
    )
    visit_count = fields.Integer(
        string="Visits in this time", compute="_compute_visit_count"
    )

    _time_ordered = models.Constraint(
        "CHECK (start < stop)", "An absence must begin before it ends."
    )
    _live_idx = models.Index("(collaborator_id, start, stop) WHERE state = 'live'")

    @api.depends("collaborator_id", "start", "stop", "state")
    def _compute_visit_count(self):
        live = self.filtered(
            lambda absence: absence.state == "live"
            and absence.start
            and absence.stop
            and absence.collaborator_id
        )
        (self - live).visit_count = 0
        if not live:
            return
        assignments = self.env["hcc.assignment"].search_fetch(
            [
                ("collaborator_id", "in", live.collaborator_id.ids),
                ("state", "in", OPEN_STATES),
                ("start", "<", max(live.mapped("stop"))),
                ("stop", ">", min(live.mapped("start"))),
            ],
            ["collaborator_id", "start", "stop"],
        )
        for absence in live:
            absence.visit_count = sum(
                assignment.collaborator_id == absence.collaborator_id
                and assignment.start < absence.stop
                and absence.start < assignment.stop
                for assignment in assignments
            )

    @api.depends("collaborator_id", "start")
    def _compute_display_name(self):
        for absence in self:
            absence.display_name = absence.collaborator_id.display_name or ""

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "live") != "live" for vals in vals_list):
            raise UserError(self.env._("A new absence is live."))
        absences = super().create(vals_list)
        absences._journal("absence_entered")
        return absences

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the button to cancel an absence."))
        if any(absence.state == "cancelled" for absence in self):
            raise UserError(self.env._("A cancelled absence cannot be changed."))
        result = super().write(vals)
        # rules are checked before a write: nobody enters somebody else's absence
        self.check_access("write")
        self._journal("absence_changed", fields=sorted(vals))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("An absence is cancelled, not deleted."))

    def action_cancel(self):
        """The person can work after all."""
        live = self.filtered(lambda absence: absence.state == "live")
        live.check_access("write")
        super(HccAbsence, live).write({"state": "cancelled"})
        live._journal("absence_cancelled")
        self.env["hcc.waiting"]._wake()
        return True
