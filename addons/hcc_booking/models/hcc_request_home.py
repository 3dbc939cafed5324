from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.models.fields import NoteText

from ..exceptions import BookingError
from .hcc_citizen import PERSONAL_GROUPS

REVIEW_LENGTH = 2000


class HccRequestHome(models.AbstractModel):
    """Whether a person is visited at home: reasons, evidence, decision, second look.

    Reasons tell of health and poverty, so clerks and data officers alone read them.
    A decision that is pending keeps the time; a "no" is an offer of a point or of a
    call; whoever asks for another look gets it from another person.
    """

    _name = "hcc.request.home"
    _description = "Home Visit of a Request"
    _inherit = ["hcc.guard.mixin", "hcc.request.home.rules"]

    home_reason_ids = fields.Many2many(
        "hcc.home.reason", string="Why at Home", groups=PERSONAL_GROUPS
    )
    home_evidence_ids = fields.One2many(
        "hcc.home.evidence", "request_id", "Evidence Seen", groups=PERSONAL_GROUPS
    )
    home_decided_by_id = fields.Many2one(
        "res.users",
        "Decided By",
        index="btree_not_null",
        ondelete="set null",
        groups=PERSONAL_GROUPS,
    )
    home_decided_at = fields.Datetime("Decided On", groups=PERSONAL_GROUPS)
    home_review = fields.Selection(
        [
            ("none", "Not asked for"),
            ("asked", "Asked for"),
            ("upheld", "Same answer"),
            ("changed", "Changed"),
        ],
        "Second Look",
        required=True,
        default="none",
    )
    home_review_at = fields.Datetime("Second Look Asked On", groups=PERSONAL_GROUPS)
    home_review_text = NoteText(
        "Why Another Look", groups=PERSONAL_GROUPS, help="The citizen's own words."
    )
    home_review_by_id = fields.Many2one(
        "res.users",
        "Second Look By",
        index="btree_not_null",
        ondelete="set null",
        groups=PERSONAL_GROUPS,
    )
    asks_own_consent = fields.Boolean(
        compute="_compute_asks_own_consent", groups=PERSONAL_GROUPS
    )
    home_review_reason = fields.Char(
        "Answer of the Second Look", groups=PERSONAL_GROUPS
    )

    _home_review_idx = models.Index("(ward_id) WHERE home_review = 'asked'")

    @api.depends("consent_ids.confirmed_at", "consent_ids.withdrawn_at")
    def _compute_asks_own_consent(self):
        for request in self:
            request.asks_own_consent = bool(request._get_unconfirmed_consents())

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "home_decided_by_id",
            "home_decided_at",
            "home_review",
            "home_review_at",
            "home_review_text",
            "home_review_by_id",
            "home_review_reason",
        }

    def _get_door_note(self):
        """How to find the door, for a visit at home."""
        self.ensure_one()
        return self.place == "home" and self.citizen_id.address_note or ""

    def _get_papers_to_see(self):
        """Papers that nobody has seen yet, for the reasons that need one."""
        self.ensure_one()
        if self.place != "home":
            return ""
        missing = self.home_reason_ids - self.home_evidence_ids.reason_id
        return ", ".join(
            reason.evidence_hint or reason.name
            for reason in missing
            if reason.needs_evidence
        )

    def _get_unconfirmed_consents(self):
        """Consents that somebody gave for the person, who has not been asked."""
        return self.consent_ids.filtered(
            lambda consent: (
                consent.given_by_id
                and not consent.confirmed_at
                and not consent.withdrawn_at
            )
        )

    def action_confirm_consent(self):
        """The person told a clerk that they agree themselves."""
        self.check_access("write")
        self._check_by("clerk")
        # sudo: hcc.consent - a clerk of the ward asked the person
        self.sudo()._get_unconfirmed_consents()._confirm(self.env.user)
        return True

    def _read_group_groupby(self, alias, groupby_spec, query):
        # core groups by a many2many without asking who may read it
        name = groupby_spec.partition(":")[0].partition(".")[0]
        if name == "home_reason_ids":
            self._check_field_access(self._fields[name], "read")
        return super()._read_group_groupby(alias, groupby_spec, query)

    # -------------------------------------------------------------------------
    # THE DECISION
    # -------------------------------------------------------------------------

    def _decide_home(self, decision, reason=False, offer="point"):
        """Say whether the home visit is justified.

        A refusal takes the visit away and puts the request back among those who
        wait for a time, now at a point, so that nobody is forgotten.

        :param str decision: ``approved`` or ``refused``
        :param str reason: needed for a refusal; the citizen reads it
        :param str offer: with a refusal ``point``: the citizen is written to and
            may choose a time at a point; ``call``: somebody calls and says it
        """
        self.ensure_one()
        self._check_step(("waiting", "booked"))
        self._check_by("clerk")
        self._check_length(reason)
        if self.home_decision != "pending":
            raise UserError(self.env._("This home visit is not to be decided on."))
        if decision not in ("approved", "refused"):
            raise UserError(self.env._("Choose whether to approve or to refuse."))
        reason = (reason or "").strip()
        if decision == "refused" and not reason:
            raise UserError(self.env._("Give the reason: the citizen reads it."))
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        request_sudo._write_guarded(
            {
                "home_decision": decision,
                "home_decision_reason": reason,
                "home_decided_by_id": self.env.uid,
                "home_decided_at": fields.Datetime.now(),
            }
        )
        request_sudo._journal("home_decision", decision=decision, offer=offer)
        if decision == "refused":
            request_sudo.appointment_ids.filtered(
                lambda visit: visit.state == "booked"
            )._call_off()
            request_sudo._write_guarded({"place": "point"})
            request_sudo._wait_for_time(request_sudo.wish)
            told_sudo = self.env["hcc.message"]._tell_citizens("refused", self, reason)
            if offer == "call":
                told_sudo._write_guarded({"channel": "call", "state": "to_call"})

    def _choose_point_time(self, start, service_point, **how):
        """The citizen takes a time at a point instead of the home visit.

        :param datetime start: naive UTC
        :param service_point: ``hcc.service.point`` of the ward
        :raises SlotTaken: when it is not free any more
        """
        self.ensure_one()
        if self.home_decision != "refused":
            raise UserError(self.env._("This home visit was not refused."))
        self._check_start(start, "citizen")
        return self._answer_wish(start, service_point, **how)

    # -------------------------------------------------------------------------
    # ANOTHER LOOK
    # -------------------------------------------------------------------------

    def _ask_home_review(self, text=False):
        """The citizen asks that somebody else looks at a refusal; once.

        :param str text: the citizen's words, may be empty
        """
        self.ensure_one()
        self._check_step(("waiting", "booked"))
        if self.home_decision != "refused":
            raise UserError(self.env._("This home visit was not refused."))
        if self.home_review != "none":
            raise UserError(self.env._("Another look was asked for already."))
        text = (text or "").strip()
        if len(text) > REVIEW_LENGTH:
            raise BookingError({"text": self._say_too_long(REVIEW_LENGTH)})
        request_sudo = self.sudo()  # sudo: hcc.request - access was checked above
        request_sudo._write_guarded(
            {
                "home_review": "asked",
                "home_review_at": fields.Datetime.now(),
                "home_review_text": text,
            }
        )
        request_sudo._journal("home_review_asked")

    def _review_home(self, outcome, reason):
        """Answer somebody who asked for another look.

        When the visit becomes possible the request is about the home again, unless
        a time at a point was promised meanwhile: that one stays until the citizen
        asks for another.

        :param str outcome: ``upheld`` or ``changed``
        :param str reason: the citizen reads it
        :raises UserError: also when the user made the first decision
        """
        self.ensure_one()
        self._check_step(("waiting", "booked"))
        self._check_by("clerk")
        self._check_length(reason)
        if self.home_review != "asked":
            raise UserError(self.env._("Nobody asked for another look."))
        # sudo: hcc.request - access was checked above
        request_sudo = self.sudo()
        if request_sudo.home_decided_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You made the first decision. Somebody else has to look at it now."
                )
            )
        if outcome not in ("upheld", "changed"):
            raise UserError(self.env._("Choose whether the answer changes."))
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason: the citizen reads it."))
        values = {
            "home_review": outcome,
            "home_review_by_id": self.env.uid,
            "home_review_reason": reason,
        }
        if outcome == "changed":
            values["home_decision"] = "approved"
            if self.state == "waiting":
                values |= {"place": "home", "service_point_id": False}
        request_sudo._write_guarded(values)
        if self.state == "waiting":
            request_sudo._wait_for_time(request_sudo.wish)
        request_sudo._journal("home_review", outcome=outcome)
        self.env["hcc.message"]._tell_citizens("home_review", self, reason)
