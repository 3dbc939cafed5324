from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.localtime import local_date

NOTE_LENGTH = 250


class HccPracticeVisit(models.Model):
    """A visit that somebody went to as a companion, to be signed by the mentor.

    Whoever led the visit is the mentor and signs or refuses, nobody else; both
    read it, as do coordinators, trainers and readers of the ward. Rows are made
    when a visit is done, never by hand.
    """

    _name = "hcc.practice.visit"
    _description = "Practice Visit"
    _inherit = ["hcc.ward.scoped.mixin", "hcc.journal.mixin"]
    _order = "day desc, id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "collaborator_id"]

    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Companion",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    collaborator_name = fields.Char(
        related="collaborator_id.name", string="Name", store=True, precompute=True
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        string="Companion's User",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    mentor_id = fields.Many2one(
        "hcc.collaborator",
        "Mentor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    mentor_name = fields.Char(
        related="mentor_id.name", string="Led by", store=True, precompute=True
    )
    mentor_user_id = fields.Many2one(
        related="mentor_id.user_id",
        string="Mentor's User",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    day = fields.Date(required=True, readonly=True)
    reference = fields.Char("Visit", required=True, readonly=True)
    state = fields.Selection(
        [("to_sign", "To sign"), ("signed", "Signed"), ("refused", "Refused")],
        required=True,
        readonly=True,
        default="to_sign",
    )
    note = fields.Char("Why Not", readonly=True)
    decided_at = fields.Datetime("Decided On", readonly=True)
    may_sign = fields.Boolean(compute="_compute_may_sign")

    _once_each = models.Constraint(
        "UNIQUE (reference, collaborator_id)",
        "This visit stands already as practice of this person.",
    )
    _not_own = models.Constraint(
        "CHECK (mentor_id <> collaborator_id)",
        "Nobody signs the own practice.",
    )
    _refusal_has_reason = models.Constraint(
        "CHECK (state <> 'refused' OR note IS NOT NULL)", "Please say why."
    )
    _to_sign_idx = models.Index("(mentor_user_id) WHERE state = 'to_sign'")
    _signed_idx = models.Index("(collaborator_id) WHERE state = 'signed'")

    @api.depends("state", "mentor_user_id", "user_id")
    @api.depends_context("uid")
    def _compute_may_sign(self):
        for visit in self:
            visit.may_sign = visit.state == "to_sign" and visit._is_mentor()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_sign(self):
        """The mentor confirms that it went well."""
        self._decide("signed")
        return True

    def action_refuse_form(self):
        """Ask the mentor why it is not signed."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why is it not signed?"),
            "res_model": "hcc.practice.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_visit_id": self.id},
        }

    # ------------------------------------------------------------------
    # Business methods
    # ------------------------------------------------------------------

    @api.model
    def _record(self, companion, mentor, start, reference):
        """Write down that somebody came along; the second time changes nothing.

        :param companion: ``hcc.collaborator`` who came along
        :param mentor: ``hcc.collaborator`` who led
        :param datetime start: naive UTC
        :param str reference: names the visit, without personal data
        :return: the practice visit, or none when there is nobody to sign
        """
        # sudo: hcc.practice.visit - made by this method only
        visits_sudo = self.sudo()
        if not companion or not mentor or self._is_same_person(companion, mentor):
            return visits_sudo.browse()
        known = visits_sudo.search(
            [("reference", "=", reference), ("collaborator_id", "=", companion.id)]
        )
        if known:
            return known
        visit = visits_sudo.create(
            {
                "collaborator_id": companion.id,
                "mentor_id": mentor.id,
                "day": local_date(start),
                "reference": reference,
            }
        )
        visit._journal("practice_recorded", mentor=mentor.id)
        return visit

    def _refuse(self, note):
        """The mentor does not sign.

        :param str note: why, for the companion and the trainers
        """
        note = (note or "").strip()
        if not note:
            raise UserError(self.env._("Please say why."))
        if len(note) > NOTE_LENGTH:
            raise UserError(
                self.env._("At most %(limit)s characters, please.", limit=NOTE_LENGTH)
            )
        self._decide("refused", note=note)

    def _decide(self, state, **values):
        self.check_access("read")
        if not all(visit._is_mentor() for visit in self):
            raise AccessError(
                self.env._("Only the one who led the visit can sign it or not.")
            )
        if any(visit.state != "to_sign" for visit in self):
            raise UserError(self.env._("This was decided already."))
        # sudo: hcc.practice.visit - the mentor was checked above
        visits_sudo = self.sudo()
        visits_sudo.write(
            {"state": state, "decided_at": fields.Datetime.now(), **values}
        )
        # at once: of two clicks PostgreSQL refuses the second, Odoo replays it
        visits_sudo.flush_recordset()
        self._journal(f"practice_{state}")
        if state == "signed":
            visits_sudo.collaborator_id._on_practice_signed()

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _is_mentor(self):
        """Whether the user led this visit, as somebody else than the companion."""
        self.ensure_one()
        if self.env.su:
            return True
        return self.mentor_user_id == self.env.user != self.user_id

    @api.model
    def _is_same_person(self, companion, mentor):
        return companion == mentor or (
            bool(companion.user_id) and companion.user_id == mentor.user_id
        )
