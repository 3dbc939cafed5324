import logging
from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools.misc import format_date

from odoo.addons.hcc_booking.tools.locks import COLLABORATOR, lock
from odoo.addons.hcc_collaborator.tools.localtime import (
    local_date,
    local_datetime,
    utc_datetime,
)

from ..solver import roster as solver

_logger = logging.getLogger(__name__)

MY_SHIFTS = "/odoo/my-shifts"
#: a job proposes the week after next this many days before it begins
PROPOSE_AHEAD = 10


class HccRoster(models.Model):
    """One ward's week: what is wanted, who is proposed, what nobody covers.

    Proposed shifts are draft shifts; whatever a human has changed is pinned and
    stays. Coordinators work with those of their wards, clerks and readers see them.
    """

    _name = "hcc.roster"
    _description = "Week's Roster"
    _inherit = [
        "hcc.guard.mixin",
        "hcc.ward.scoped.mixin",
        "hcc.journal.mixin",
        "hcc.roster.input",
        "hcc.roster.figures",
    ]
    _order = "week desc, ward_id, id"

    ward_id = fields.Many2one(default=lambda self: self._default_ward_id())
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    week = fields.Date(
        "Week of",
        required=True,
        default=lambda self: self._get_this_week() + timedelta(days=7),
        help="Any day of the week; its Monday is kept.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("proposed", "Proposed"), ("published", "Published")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    shift_ids = fields.One2many("hcc.shift", "roster_id", "Shifts")
    pinned_count = fields.Integer("Pinned", compute="_compute_counts")
    draft_count = fields.Integer("To publish", compute="_compute_counts")
    proposed_at = fields.Datetime(readonly=True, copy=False)
    published_at = fields.Datetime(readonly=True, copy=False)

    _week_unique = models.Constraint(
        "UNIQUE (ward_id, week)", "This ward has a roster for that week already."
    )
    _monday = models.Constraint(
        "CHECK (EXTRACT(isodow FROM week) = 1)", "A week begins on a Monday."
    )

    def _default_ward_id(self):
        wards = self.env.user.hcc_coordinator_ward_ids
        return wards if len(wards) == 1 else self.env["hcc.ward"]

    @api.depends("ward_id", "week")
    def _compute_display_name(self):
        for roster in self:
            roster.display_name = self.env._(
                "%(ward)s, week of %(day)s",
                ward=roster.ward_id.display_name or "",
                day=format_date(self.env, roster.week, date_format="dd/MM/yyyy")
                if roster.week
                else "",
            )

    @api.depends("shift_ids.is_pinned", "shift_ids.state")
    def _compute_counts(self):
        for roster in self:
            drafts = roster.shift_ids.filtered(lambda shift: shift.state == "draft")
            roster.draft_count = len(drafts)
            roster.pinned_count = len(drafts.filtered("is_pinned"))

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "state",
            "proposed_at",
            "published_at",
            *self._get_figure_fields(),
        }

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A new roster is a draft."))
        return super().create([self._to_monday(vals) for vals in vals_list])

    def write(self, vals):
        if {"week", "ward_id"} & vals.keys() and self.shift_ids:
            raise UserError(
                self.env._("The roster has shifts already: make another one.")
            )
        return super().write(self._to_monday(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(shift.state == "published" for shift in self.shift_ids):
            raise UserError(self.env._("A published roster is not deleted."))

    def unlink(self):
        self.shift_ids.filtered(lambda shift: shift.state == "draft").unlink()
        return super().unlink()

    @api.model
    def _to_monday(self, vals):
        day = fields.Date.to_date(vals.get("week"))
        if not day:
            return vals
        return {**vals, "week": day - timedelta(days=day.weekday())}

    # -------------------------------------------------------------------------
    # ACTIONS
    # -------------------------------------------------------------------------

    def action_propose(self):
        """Propose shifts around what is pinned and published.

        :raises UserError: when the week is over, nothing is wanted, or somebody
            else is at it
        """
        for roster in self:
            roster.check_access("write")
            if roster.week + timedelta(days=7) <= local_date(fields.Datetime.now()):
                raise UserError(self.env._("This week is over."))
            roster._propose()
        return True

    def action_publish(self):
        """Let citizens be given times in the proposed shifts; tell everybody.

        :raises UserError: naming who cannot work any more at a proposed time
        """
        for roster in self:
            roster.check_access("write")
            roster._publish()
        return True

    def action_open_calendar(self):
        """Show the week's shifts of the ward on the calendar."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_shift_action"
        )
        return {
            **action,
            "domain": [("ward_id", "=", self.ward_id.id)],
            "context": {
                "initial_date": str(self.week),
                "search_default_not_cancelled": 1,
            },
        }

    # -------------------------------------------------------------------------
    # BUSINESS METHODS
    # -------------------------------------------------------------------------

    def _propose(self):
        self.ensure_one()
        if not self.try_lock_for_update():
            raise UserError(
                self.env._("Somebody is working on this roster just now. Try again.")
            )
        old = self.shift_ids.filtered(
            lambda shift: shift.state == "draft" and not shift.is_pinned
        )
        problem, demands = self._read_problem(self.ward_id, self.week, drop=old)
        if not demands:
            raise UserError(
                self.env._(
                    "Nothing is wanted in this ward and week: enter first how many "
                    "people are needed when and where."
                )
            )
        proposal = solver.solve(problem, seed=self.id)
        people = {turn.person for turn in proposal.turns}
        lock(self.env.cr, COLLABORATOR, {*people, *old.collaborator_id.ids})
        places = {demand._get_place_key(): demand for demand in demands.values()}
        # before, it would be in the way of what takes its place
        old.unlink()
        old.flush_model()
        try:
            with self.env.cr.savepoint():
                self.env["hcc.shift"].create(
                    [
                        self._prepare_shift(turn, places[turn.place])
                        for turn in proposal.turns
                    ]
                )
        except ExclusionViolation as taken:
            # somebody was given a shift meanwhile: start over, and see it
            raise ConcurrencyError("hcc_roster") from taken
        self._write_guarded(
            {
                "state": "proposed",
                "is_proven": proposal.proven,
                "proposed_at": fields.Datetime.now(),
            }
        )
        self._refresh_figures()
        self._journal("roster_proposed", shifts=len(proposal.turns))

    def _prepare_shift(self, turn, demand):
        begin = utc_datetime(self.week)
        return {
            "collaborator_id": turn.person,
            "start": begin + timedelta(minutes=turn.start),
            "stop": begin + timedelta(minutes=turn.stop),
            "kind": demand.kind,
            "service_point_id": demand.service_point_id.id,
            "ward_id": self.ward_id.id,
            "branch_wide": demand.branch_wide,
            "state": "draft",
            "roster_id": self.id,
            "is_pinned": False,
        }

    def _publish(self):
        self.ensure_one()
        drafts = self.shift_ids.filtered(lambda shift: shift.state == "draft")
        if self.state == "published" and not drafts:
            # sent twice
            return
        lock(self.env.cr, COLLABORATOR, drafts.collaborator_id.ids)
        self._refuse_absent(drafts)
        drafts.action_publish()
        self._write_guarded(
            {"state": "published", "published_at": fields.Datetime.now()}
        )
        self._journal("roster_published", shifts=len(drafts))
        self._tell_people(drafts.collaborator_id)

    def _refuse_absent(self, drafts):
        """What was free when it was proposed may not be free any more."""
        if not drafts:
            return
        # sudo: hcc.absence - only whether there is one
        absences = (
            self.env["hcc.absence"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "in", drafts.collaborator_id.ids),
                    ("state", "=", "live"),
                    ("start", "<", max(drafts.mapped("stop"))),
                    ("stop", ">", min(drafts.mapped("start"))),
                ]
            )
        )
        for shift in drafts:
            if any(
                absence.collaborator_id == shift.collaborator_id
                and absence.start < shift.stop
                and shift.start < absence.stop
                for absence in absences
            ):
                raise UserError(
                    self.env._(
                        "%(name)s is absent on %(day)s: propose again, or change "
                        "the shift.",
                        name=shift.collaborator_id.display_name,
                        day=f"{local_datetime(shift.start):%d/%m/%Y}",
                    )
                )

    def _tell_people(self, people):
        """Each is told the own shifts of the week, once for each version of them."""
        shifts = self.shift_ids.filtered(
            lambda shift: shift.state == "published"
        ).sorted("start")
        mine = shifts.grouped("collaborator_id")

        def words(person):
            _ = person.env._
            subject = _(
                "Your shifts in the week of %(day)s",
                day=f"{self.week:%d/%m/%Y}",
            )
            # in the language of the person
            own = mine[person].with_env(person.env)
            return subject, "\n".join(shift._get_line() for shift in own)

        def key(person):
            times = [
                f"{shift.id}:{shift.start:%d%H%M}-{shift.stop:%d%H%M}"
                for shift in mine[person]
            ]
            return f"{self.id} {' '.join(times)}"

        self.env["hcc.notice"]._tell(people, "roster", words, key=key, path=MY_SHIFTS)

    # -------------------------------------------------------------------------
    # JOB
    # -------------------------------------------------------------------------

    @api.model
    def _cron_propose(self):
        """Propose the coming weeks of wards that say what they want, each once."""
        monday = self._get_this_week() + timedelta(days=7)
        if (monday - local_date(fields.Datetime.now())).days + 7 <= PROPOSE_AHEAD:
            monday += timedelta(days=7)
        wards = self.env["hcc.roster.demand"]._get_wards()
        done = self.search([("ward_id", "in", wards.ids), ("week", "=", monday)])
        missing = wards - done.ward_id
        commit_progress = self.env["ir.cron"]._commit_progress
        if not missing or not commit_progress(remaining=len(missing)):
            return
        for ward in missing:
            roster = self.create({"ward_id": ward.id, "week": monday})
            try:
                with self.env.cr.savepoint():
                    roster._propose()
            except UserError:
                # nothing wanted in that week: the empty draft says so
                roster._journal("roster_empty")
            except Exception as failure:
                # whatever it is, the other wards go on; this one stays a draft
                _logger.error("roster %s: %s", roster.id, type(failure).__name__)
            if not commit_progress(1):
                break
