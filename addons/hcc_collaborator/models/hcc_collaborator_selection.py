from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.text import fold
from .fields import NoteText
from .hcc_collaborator_application import DECISION_GROUPS, OPEN_STATES, STATUS_PATH
from .hcc_team import CANDIDATE_STATES

#: states that somebody decides on, with a reason
DECIDED_STATES = ("approved", "rejected")
ASSESSORS = ("hcc_collaborator.assessors", 2)


class HccCollaboratorSelection(models.AbstractModel):
    """Scores, and the decision on an applicant.

    Scores come in whole sets, one of each assessor. Nobody sees those of others
    before enough sets are there; then all are shown and no more are taken, since
    whoever has seen the others' no longer scores by themselves.
    """

    _name = "hcc.collaborator.selection"
    _description = "Selection of a Collaborator"
    _inherit = ["hcc.collaborator.application"]

    score_ids = fields.One2many(
        "hcc.selection.score",
        "collaborator_id",
        string="Scores",
        groups="hcc_collaborator.group_hcc_clerk,hcc_collaborator.group_hcc_trainer,"
        "hcc_collaborator.group_hcc_data_officer",
    )
    assessor_count = fields.Integer(
        "Assessors Ready", readonly=True, copy=False, aggregator=None
    )
    assessors_needed = fields.Integer(compute="_compute_assessors_needed")
    is_scored = fields.Boolean("All Scores Are In", readonly=True, copy=False)
    is_scored_by_me = fields.Boolean(
        "Scored by Me",
        compute="_compute_is_scored_by_me",
        search="_search_is_scored_by_me",
    )
    character_average = fields.Float(
        "Character",
        digits=(3, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=DECISION_GROUPS,
    )
    ability_average = fields.Float(
        "Ability",
        digits=(3, 2),
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=DECISION_GROUPS,
    )
    interview_ids = fields.One2many(
        "hcc.interview",
        "collaborator_id",
        string="Interviews",
        groups=DECISION_GROUPS,
    )
    # the decision
    decision_reason = NoteText(copy=False, groups=DECISION_GROUPS)
    decided_by_id = fields.Many2one(
        "res.users",
        "Decided by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=DECISION_GROUPS,
    )
    decided_at = fields.Datetime(
        "Decided on", readonly=True, copy=False, groups=DECISION_GROUPS
    )

    @api.model
    def _get_selection_fields(self):
        return super()._get_selection_fields() | {
            "assessor_count",
            "is_scored",
            "character_average",
            "ability_average",
            "decided_by_id",
            "decided_at",
        }

    # -------------------------------------------------------------------------
    # COMPUTE
    # -------------------------------------------------------------------------

    def _compute_assessors_needed(self):
        self.assessors_needed = self._get_assessors_needed()

    @api.depends("assessor_count")
    @api.depends_context("uid")
    def _compute_is_scored_by_me(self):
        mine = self._get_scored_by_me()
        for person in self:
            person.is_scored_by_me = person._origin in mine

    def _search_is_scored_by_me(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("id", "in", self._get_scored_by_me().ids)

    @api.model
    def _get_scored_by_me(self):
        # sudo: hcc.selection.score - whom the user scored, no score comes out
        groups = (
            self.env["hcc.selection.score"]
            .sudo()
            ._read_group([("assessor_id", "=", self.env.uid)], ["collaborator_id"])
        )
        return self.browse([person.id for (person,) in groups])

    @api.model
    def _expand_states(self, states, domain):
        """The board of candidates shows each step, also where nobody is."""
        if self.env.context.get("hcc_candidates"):
            others = [state for state in states if state not in CANDIDATE_STATES]
            return [*CANDIDATE_STATES, *others]
        return states

    # -------------------------------------------------------------------------
    # SCORES
    # -------------------------------------------------------------------------

    @api.model
    def _get_assessors_needed(self):
        key, default = ASSESSORS
        # sudo: ir.config_parameter - a number of the settings
        value = self.env["ir.config_parameter"].sudo().get_param(key, default)
        return max(int(value), 1)

    def _submit_scores(self, scores):
        """Take the whole set of the current user, or replace it as long as hidden.

        :param dict scores: {hcc.selection.criterion id: (points 1 to 5, note)}
        :raises UserError: set not whole, or nobody may score any more
        """
        self.ensure_one()
        self._check_may_score()
        criteria = self.env["hcc.selection.criterion"]._get_all()
        if set(scores) != set(criteria.ids) or not all(
            points in range(1, 6) for points, _note in scores.values()
        ):
            raise UserError(self.env._("Give 1 to 5 points for each criterion."))
        # sudo: hcc.selection.score - written here alone; the user was checked
        scores_sudo = self.env["hcc.selection.score"].sudo()
        domain = Domain("collaborator_id", "=", self.id)
        mine = Domain("assessor_id", "=", self.env.uid)
        scores_sudo.search(domain & mine).unlink()
        scores_sudo.create(
            [
                {
                    "collaborator_id": self.id,
                    "criterion_id": criterion,
                    "assessor_id": self.env.uid,
                    "score": points,
                    "note": note,
                }
                for criterion, (points, note) in scores.items()
            ]
        )
        self._journal("scored")
        everything_sudo = scores_sudo.search(domain)
        count = len(everything_sudo.assessor_id)
        values = {"assessor_count": count}
        if count >= self._get_assessors_needed():
            everything_sudo.write({"is_revealed": True})
            values |= self._prepare_averages(everything_sudo)
        # Always an UPDATE of the applicant's row: of two assessors who are ready
        # at once the second starts anew and sees the first one's set.
        # sudo: hcc.collaborator - assessors write nothing else about applicants
        self.sudo().write(values)
        self.sudo().flush_recordset()

    @api.model
    def _prepare_averages(self, scores_sudo):
        """Averages of all assessors, apart for character and for ability."""
        values = {"is_scored": True}
        for kind in ("character", "ability"):
            points = scores_sudo.filtered(lambda s, k=kind: s.kind == k).mapped("score")
            values[f"{kind}_average"] = sum(points) / len(points) if points else 0
        return values

    def _check_may_score(self):
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_groups(
            "hcc_collaborator.group_hcc_clerk,hcc_collaborator.group_hcc_trainer"
        ):
            raise AccessError(
                self.env._("Clerks, coordinators and trainers score applicants.")
            )
        if not self._is_candidate():
            raise UserError(self.env._("Only who is in selection is scored."))
        if self.is_scored:
            raise UserError(
                self.env._("All scores are in and shown: nothing is added any more.")
            )
        self._check_not_close(self.env.user)

    def _check_not_close(self, user):
        """Keep people from judging themselves or a relative.

        :raises UserError: the user is the applicant, or one is a relative of the other
        """
        self.ensure_one()
        if self._is_close(user):
            raise UserError(
                self.env._(
                    "Nobody judges themselves or a relative. Please leave this to a "
                    "colleague."
                )
            )

    def _is_close(self, user):
        # sudo: hcc.collaborator, res.users - relatives of both, a yes or no comes out
        person_sudo, user_sudo = self.sudo(), user.sudo()
        helper_sudo = user_sudo.hcc_collaborator_ids
        if user_sudo == person_sudo.user_id or person_sudo in helper_sudo:
            return True
        emails = {user_sudo.login, user_sudo.email}
        if person_sudo.email and person_sudo.email in emails:
            return True
        phones = {user_sudo.partner_id.phone_sanitized, *helper_sudo.mapped("phone")}
        names = {fold(user_sudo.name)}
        # the own telephone counts as a tie too, and so does a namesake
        if person_sudo._is_relative_of(phones, names):
            return True
        keys = ({person_sudo.phone}, {fold(person_sudo.name or "")})
        return bool(helper_sudo._is_relative_of(*keys))

    def action_score(self):
        """Open the form in which the current user scores the applicant."""
        self._check_may_score()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_selection_scoring_action"
        )
        return action | {"context": {"default_collaborator_id": self.id}}

    # -------------------------------------------------------------------------
    # DECISION
    # -------------------------------------------------------------------------

    def action_decide(self):
        """Open the form in which the applicant is taken in or not."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_selection_decision_action"
        )
        return action | {"context": {"default_collaborator_id": self.id}}

    def _decide(self, state, reason):
        """Take applicants in or not, and tell them.

        :param str state: ``approved`` or ``rejected``
        :param str reason: why, for the file; it is not sent
        """
        self.check_access("write")
        self.write({"state": state, "decision_reason": reason})

    def _prepare_step(self, vals, before):
        """Return the values of a write, completed; checks may refuse it.

        However a state is written, a decision needs its reason and its grounds.

        :param dict before: {person whose state changes: state until now}
        """
        moving = self.browse([person.id for person in before])
        state = vals.get("state")
        is_decision = state in DECIDED_STATES and moving == self
        if "decision_reason" in vals and not is_decision and not self.env.su:
            raise AccessError(self.env._("A reason is given with the decision alone."))
        if not moving:
            return vals
        if state in DECIDED_STATES:
            moving._check_decision(state, vals.get("decision_reason"))
            vals = vals | {
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        if state == "active":
            moving._check_documents_in_force()
        return vals

    def _check_decision(self, state, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Please give the reason of the decision."))
        for person in self:
            person._check_not_close(self.env.user)
            if state != "approved":
                continue
            if not person.is_scored:
                raise UserError(
                    self.env._(
                        "%(name)s: %(count)s of %(needed)s assessors are ready.",
                        name=person.name,
                        count=person.assessor_count,
                        needed=person.assessors_needed,
                    )
                )
            person._check_documents_seen()

    def _after_step(self, state, before):
        """What follows a change of state, once it is written."""
        open_until_now = self.filtered(lambda person: before[person] in OPEN_STATES)
        if state in DECIDED_STATES or state == "left":
            # sudo: hcc.interview - planned before it was decided
            open_until_now.sudo().interview_ids._end("cancelled")
        if state in ("rejected", "left"):
            # sudo: hcc.collaborator - nobody writes this day by hand
            open_until_now.sudo().write(
                {"application_closed_at": fields.Datetime.now()}
            )
        if state == "approved":
            self.filtered(lambda person: not person.badge_number)._number_badges()
            self._remind_documents()
        if state in DECIDED_STATES:
            self._tell_decision(state)

    def _tell_decision(self, state):
        def accepted(person):
            return (
                person.env._("Welcome to the team"),
                person.env._(
                    "We are glad to take you into the team of %(ward)s. We will tell "
                    "you about the training and your first day. Your badge number: "
                    "%(badge)s.",
                    ward=person.ward_id.full_name or person.ward_id.name,
                    badge=person.badge_number,
                ),
            )

        def declined(person):
            return (
                person.env._("Your application"),
                person.env._(
                    "Thank you for wanting to help people in %(ward)s. This time we "
                    "could not take you into the team. This says nothing against you, "
                    "and you may apply again. If you would like to know more, please "
                    "call us.",
                    ward=person.ward_id.full_name or person.ward_id.name,
                ),
            )

        words = accepted if state == "approved" else declined
        self.env["hcc.notice"]._tell(
            self, "application_changed", words, key=state, path=STATUS_PATH
        )
