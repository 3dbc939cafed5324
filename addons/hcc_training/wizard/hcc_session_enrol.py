from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class HccSessionEnrol(models.TransientModel):
    """Picks the collaborators who need a session and gives each a seat."""

    _name = "hcc.session.enrol"
    _description = "Enrol collaborators"
    _inherit = ["hcc.about.mixin"]

    _about = ("session_id",)

    session_id = fields.Many2one("hcc.session", required=True, ondelete="cascade")
    course_id = fields.Many2one(related="session_id.course_id")
    seats_left = fields.Integer(related="session_id.seats_left")
    need = fields.Selection(
        [
            ("needed", "Who lack the qualification or will lose it soon"),
            ("all", "Everyone of my wards"),
        ],
        required=True,
        default="needed",
        string="Show",
    )
    within_days = fields.Integer(
        string="Soon means within (days)",
        required=True,
        default=60,
        help="Counted from the day of the session.",
    )
    ward_id = fields.Many2one("hcc.ward", domain="[('id', 'in', ward_ids)]")
    ward_ids = fields.Many2many("hcc.ward", string="Wards", compute="_compute_ward_ids")
    candidate_ids = fields.Many2many(
        "hcc.collaborator", compute="_compute_candidate_ids"
    )
    collaborator_ids = fields.Many2many(
        "hcc.collaborator",
        "hcc_session_enrol_collaborator_rel",
        string="Collaborators",
        domain="[('id', 'in', candidate_ids)]",
    )

    _within_days_range = models.Constraint(
        "CHECK (within_days BETWEEN 0 AND 730)",
        "The number of days lies between 0 and 730.",
    )

    @api.depends("session_id")
    def _compute_ward_ids(self):
        user = self.env.user
        wards = user.hcc_coordinator_ward_ids | user.hcc_trainer_ward_ids
        for form in self:
            branch = form.session_id.branch_id
            form.ward_ids = wards & branch.ward_ids if branch else wards

    @api.depends("session_id", "need", "within_days", "ward_id", "ward_ids")
    def _compute_candidate_ids(self):
        for form in self:
            form.candidate_ids = self.env["hcc.collaborator"].search(
                form._get_candidate_domain()
            )

    def action_add_all(self):
        """Choose all candidates, as many as there are seats."""
        self.ensure_one()
        self.collaborator_ids = self.candidate_ids[: self.seats_left]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enrol collaborators"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        self.ensure_one()
        self.session_id._enrol(self.collaborator_ids)
        return {"type": "ir.actions.act_window_close"}

    def _get_candidate_domain(self):
        """Return who may be chosen: of my wards, working, free at that time."""
        self.ensure_one()
        session = self.session_id
        wards = self.ward_id or self.ward_ids
        domain = (
            Domain("ward_id", "in", wards.ids)
            & Domain("state", "not in", ["suspended", "left", "rejected"])
            & Domain(
                "attendance_ids",
                "not any",
                Domain("state", "!=", "cancelled")
                & Domain("session_id.state", "=", "open")
                & Domain("session_id.start", "<", session.stop)
                & Domain("session_id.stop", ">", session.start),
            )
        )
        qualification_type = session.course_id.qualification_type_id
        if self.need == "needed" and qualification_type:
            last_day = session._get_first_day() + timedelta(days=self.within_days)
            domain &= Domain(
                "qualification_ids",
                "not any",
                Domain("type_id", "=", qualification_type.id)
                & (Domain("last_day", "=", False) | Domain("last_day", ">", last_day)),
            )
        elif self.need == "needed":
            domain &= Domain(
                "attendance_ids",
                "not any",
                Domain("course_id", "=", session.course_id.id)
                & Domain("result", "=", "passed"),
            )
        return domain
