from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.dossier_code import tidy

#: somebody still waits for an answer of the authority
OPEN_OUTCOMES = ("filed", "accepted", "supplement", "returned")
#: what has a cause from the short list
FAILED_OUTCOMES = ("not_filed", "returned", "rejected")
#: what may follow what; nothing is forbidden that a portal really does
STEPS = {
    "filed": ("accepted", "supplement", "returned", "rejected", "resolved"),
    "accepted": ("supplement", "returned", "rejected", "resolved"),
    # once more: another deadline
    "supplement": (
        *("supplement", "filed", "accepted", "returned", "rejected", "resolved"),
    ),
    "returned": ("filed", "accepted", "rejected", "resolved"),
    "rejected": ("filed", "accepted"),
    # somebody pressed the wrong button
    "resolved": ("accepted",),
    "not_filed": ("filed",),
}


class HccDossierFlow(models.AbstractModel):
    """What becomes of a dossier: one method for every change of state."""

    _name = "hcc.dossier.flow"
    _description = "Steps of a Dossier"
    _inherit = ["hcc.guard.mixin", "hcc.journal.mixin"]

    outcome = fields.Selection(
        [
            ("filed", "Filed"),
            ("accepted", "Accepted"),
            ("supplement", "Supplement requested"),
            ("returned", "Returned"),
            ("rejected", "Rejected"),
            ("resolved", "Resolved"),
            ("not_filed", "Not filed"),
        ],
        required=True,
        default="filed",
    )
    outcome_on = fields.Date("Since")
    not_filed_reason = fields.Selection(
        [
            ("no_eid_level2", "No level-2 e-identity"),
            ("sim_not_own", "SIM not in own name"),
            ("originals_missing", "Paper originals missing"),
            ("portal_error", "Error of the portal"),
            ("no_network", "No network"),
            ("in_person_only", "Must be done in person"),
            ("other", "Other"),
        ],
        "Cause",
        help="Why it was not filed, returned or rejected.",
    )
    supplement_deadline = fields.Date(
        "Papers until", help="Last day to hand in what the authority asks for."
    )
    is_left_alone = fields.Boolean(
        "Not Followed",
        readonly=True,
        help="The person took the consent back, or was erased.",
    )
    is_open = fields.Boolean("Still Open", compute="_compute_is_open")

    @api.depends("outcome", "is_left_alone")
    def _compute_is_open(self):
        for dossier in self:
            dossier.is_open = (
                dossier.outcome in OPEN_OUTCOMES and not dossier.is_left_alone
            )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "is_left_alone",
            "not_filed_reason",
            "outcome",
            "outcome_on",
            "supplement_deadline",
        }

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_accepted(self):
        """The authority has taken the dossier in."""
        return self._set_outcome("accepted")

    def action_resolved(self):
        """The citizen has, or can fetch, what was applied for."""
        return self._set_outcome("resolved")

    def action_handed_in(self):
        """The missing papers are with the authority."""
        return self._set_outcome("filed")

    def action_step_form(self):
        """Open the form of a change that needs more than a tap."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_dossier_step_action"
        )
        outcome = self.env.context.get("dossier_outcome")
        names = dict(self._fields["outcome"]._description_selection(self.env))
        return {
            **action,
            "name": names.get(outcome, action["name"]),
            "context": {
                "default_dossier_id": self.id,
                "default_outcome": outcome,
            },
        }

    def action_open(self):
        """Open the dossier on a page of its own."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_dossier_action_one"
        )
        return {**action, "res_id": self.id}

    # -------------------------------------------------------------------------
    # BUSINESS METHODS
    # -------------------------------------------------------------------------

    def _set_outcome(self, outcome, on=None, **facts):
        """Note what became of the dossiers, and tell the citizens.

        :param str outcome: one of the outcomes
        :param date on: local day, today by default
        :param facts: ``deadline`` (date, of a supplement), ``cause`` (of what
            failed), ``code`` and ``filed_online`` (when it was filed again),
            ``note``, ``by`` (for the journal: ``portal`` when nobody pressed a button)
        :raises UserError: when this cannot follow, or something is missing
        """
        # the same right as writing: the own helper, the clerks of the ward
        self.check_access("write")
        on = on or self.env["hcc.words"]._today()
        # sudo: hcc.dossier - access was checked above
        dossiers_sudo = self.sudo()
        before = {dossier_sudo: dossier_sudo.outcome for dossier_sudo in dossiers_sudo}
        for dossier_sudo in dossiers_sudo:
            dossier_sudo._check_step(outcome, on, facts)
            dossier_sudo._write_guarded(dossier_sudo._prepare_step(outcome, on, facts))
        self._journal("dossier_outcome", outcome=outcome, by=facts.get("by", "person"))
        dossiers_sudo._tell_outcome(before)
        return True

    def _check_step(self, outcome, on, facts):
        """Check one change of one dossier; see :meth:`_set_outcome`."""
        _ = self.env._
        if outcome not in STEPS[self.outcome]:
            names = dict(self._fields["outcome"]._description_selection(self.env))
            raise UserError(
                _(
                    "This cannot be done: the dossier is “%(now)s” and cannot become "
                    "“%(then)s”.",
                    now=names[self.outcome],
                    then=names[outcome],
                )
            )
        if on > self.env["hcc.words"]._today():
            raise UserError(_("This day has not come yet."))
        if outcome == "supplement":
            deadline = facts.get("deadline")
            if not deadline:
                raise UserError(
                    _("Say until when the missing papers must be handed in.")
                )
            if deadline < on:
                raise UserError(
                    _("The papers cannot be due before the day they were asked for.")
                )
        if outcome in FAILED_OUTCOMES and not facts.get("cause"):
            raise UserError(_("Choose the cause."))
        if self.outcome == "not_filed" and facts.get("filed_online") is None:
            raise UserError(_("Say whether it was filed online or on paper."))
        if outcome != "not_filed" and not (self.code or tidy(facts.get("code"))):
            raise UserError(_("Enter the code of the dossier."))

    def _prepare_step(self, outcome, on, facts):
        """Return the values that one dossier gets by a change."""
        self.ensure_one()
        values = {
            "outcome": outcome,
            "outcome_on": on,
            "supplement_deadline": (
                facts["deadline"] if outcome == "supplement" else False
            ),
            "not_filed_reason": (
                facts["cause"] if outcome in FAILED_OUTCOMES else False
            ),
        }
        if tidy(facts.get("code")):
            values["code"] = tidy(facts["code"])
        if "note" in facts:
            values["note"] = facts["note"]
        if self.outcome == "not_filed":
            values["filed_on"] = on
        if outcome == "filed" and facts.get("filed_online") is not None:
            values["filed_online"] = facts["filed_online"]
        values |= self._prepare_follow_up(
            outcome, on, facts.get("deadline"), self.procedure_id
        )
        return values | ({"follow_up_on": False} if self.is_left_alone else {})
