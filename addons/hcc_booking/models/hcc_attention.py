from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .hcc_attention_query import KINDS

SOON = timedelta(hours=2)


class HccAttention(models.Model):
    """One row for each thing that waits for a human hand, now.

    A view over requests, appointments, assignments and messages: nothing is
    stored, so a row goes away by itself once the thing is done. The id carries
    the kind (source id * 32 + position of the kind) and is the same at each read.
    Clerks and coordinators see the rows of their own wards.
    """

    _name = "hcc.attention"
    _description = "Thing That Needs a Hand"
    _inherit = ["hcc.attention.query", "hcc.attention.words"]
    _auto = False
    _order = "rank, due, id"
    _rec_name = "reference"
    _depends = {
        "hcc.request": [
            "state",
            "answer_deadline",
            "home_decision",
            "home_review",
            "ward_id",
            "branch_id",
            "reference",
        ],
        "hcc.appointment": [
            "state",
            "needs_hand",
            "start",
            "stop",
            "checkin_due",
            "checked_in_at",
            "ward_id",
            "branch_id",
            "request_id",
        ],
        "hcc.assignment": [
            "state",
            "start",
            "stop",
            "offered_at",
            "appointment_id",
            "request_id",
        ],
        "hcc.qualification": ["collaborator_id", "type_id", "date_from", "last_day"],
        "hcc.absence": ["state", "start", "stop", "collaborator_id"],
        "hcc.point.closure": ["service_point_id", "state", "start", "stop"],
        "hcc.dossier": [
            "outcome",
            "follow_up_on",
            "supplement_deadline",
            "owner_id",
            "user_id",
            "ward_id",
            "request_id",
            "appointment_id",
        ],
        "hcc.message": ["state", "request_id", "ward_id", "complaint_id", "kind"],
        "hcc.complaint": [
            "state",
            "deadline",
            "owner_id",
            "ward_id",
            "branch_id",
            "reference",
            "answered_at",
            "told_at",
            "phone",
        ],
    }

    kind = fields.Selection(KINDS, readonly=True)
    urgency = fields.Selection(
        [
            ("overdue", "Overdue"),
            ("soon", "Within two hours"),
            ("later", "Later"),
        ],
        readonly=True,
    )
    due = fields.Datetime(readonly=True)
    # what comes before everything else
    rank = fields.Integer(readonly=True, aggregator=None)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    reference = fields.Char(readonly=True)
    request_id = fields.Many2one("hcc.request", readonly=True)
    appointment_id = fields.Many2one("hcc.appointment", readonly=True)
    assignment_id = fields.Many2one("hcc.assignment", readonly=True)
    message_id = fields.Many2one("hcc.message", readonly=True)
    complaint_id = fields.Many2one("hcc.complaint", readonly=True)
    dossier_id = fields.Many2one("hcc.dossier", readonly=True)
    owner_id = fields.Many2one("res.users", "Owner", readonly=True)
    is_escalated = fields.Boolean("Out of Time", readonly=True)
    place = fields.Selection(
        [("home", "At home"), ("point", "At a fixed point")], readonly=True
    )
    summary = fields.Char("What to do", compute="_compute_summary")
    due_words = fields.Char("Due in", compute="_compute_due_words")

    # ------------------------------------------------------------------
    # Query
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        rows = SQL(" UNION ALL ").join(self._get_queries(now))
        return SQL(
            """SELECT rows.*,
                      CASE WHEN due <= %s THEN 'overdue'
                           WHEN due <= %s THEN 'soon'
                           ELSE 'later' END AS urgency,
                      CASE WHEN kind = ANY(%s) THEN 0 ELSE 1 END AS rank
                 FROM (%s) AS rows""",
            now,
            now + SOON,
            list(self._get_first_kinds()),
            rows,
        )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("kind", "due")
    def _compute_summary(self):
        words = self.env["hcc.words"]
        subjects = self._get_subjects()
        for row in self:
            appointment = row.appointment_id
            # sudo: hcc.collaborator - the name of a helper of another ward, too
            helper = (row.assignment_id.collaborator_id or appointment.lead_id).sudo()
            row.summary = row._get_sentence(
                when=words._when(appointment.start or row.due),
                helper=helper.name or self.env._("the helper"),
                subject=subjects.get(row.message_id.kind, ""),
            )

    @api.depends("due")
    def _compute_due_words(self):
        words = self.env["hcc.words"]
        for row in self:
            row.due_words = row.due and words._relative(row.due)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_next(self):
        """Open the one form that does what this row asks for.

        :raises UserError: when somebody else has dealt with it meanwhile
        """
        self.ensure_one()
        if not self.search_count([("id", "=", self.id)]):
            raise UserError(
                self.env._("Somebody has just dealt with this. Refresh the list.")
            )
        xmlid, context = {
            "no_helper": ("hcc_reassign_action", self._get_appointment_context()),
            "not_accepted": ("hcc_reassign_action", self._get_appointment_context()),
            "helper_away": ("hcc_reassign_action", self._get_appointment_context()),
            "answer_due": ("hcc_reschedule_action", self._get_request_context()),
            "home_decision": ("hcc_home_decision_action", self._get_request_context()),
            "check_in_due": ("hcc_check_in_action", {}),
            "call_citizen": ("hcc_message_call_action", {}),
            "message_failed": ("hcc_message_call_action", {}),
            "not_closed": ("hcc_visit_finish_action", self._get_appointment_context()),
            "complaint": ("hcc_complaint_action_one", {}),
            "home_review": ("hcc_home_review_action", self._get_request_context()),
            "point_closed": ("hcc_reschedule_action", self._get_request_context()),
            "dossier_due": ("hcc_dossier_action_one", {}),
            "qualification_ending": (
                "hcc_reassign_action",
                self._get_appointment_context(),
            ),
        }[self.kind]
        action = self.env["ir.actions.act_window"]._for_xml_id(f"hcc_booking.{xmlid}")
        action["context"] = context
        if self.kind in ("call_citizen", "message_failed"):
            action["res_id"] = self.message_id.id
        elif self.kind == "dossier_due":
            action["res_id"] = self.dossier_id.id
        elif self.kind == "complaint":
            action["res_id"] = self.complaint_id.id
        elif self.kind == "check_in_due":
            action["res_id"] = self.appointment_id.id
        return action

    def action_open_request(self):
        """Open the request, or the complaint, that the row is about."""
        self.ensure_one()
        if self.complaint_id:
            return self.action_next()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hcc.request",
            "res_id": self.request_id.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    @api.model
    def _get_first_kinds(self):
        """Kinds of rows that stand above all others, whenever those are due."""
        return ()

    def _get_request_context(self):
        return {"default_request_id": self.request_id.id}

    def _get_appointment_context(self):
        return {
            "default_appointment_id": self.appointment_id.id,
            "default_assignment_id": self.assignment_id.id,
        }
