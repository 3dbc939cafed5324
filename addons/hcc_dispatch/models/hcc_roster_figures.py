from datetime import timedelta

from odoo import fields, models

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..solver import roster as solver
from ..solver.roster_model import KINDS, Span, together

FIGURES = ("wanted_hours", "covered_hours", "uncovered_hours", "is_proven")


class HccRosterFigures(models.AbstractModel):
    """What the shifts of a roster cover, and how fairly they are shared out.

    Counted anew whenever a shift of the roster changes, by hand too.
    """

    _name = "hcc.roster.figures"
    _description = "Figures of a roster"

    gap_ids = fields.One2many(
        "hcc.roster.gap", "roster_id", "Hours that nobody covers", readonly=True
    )
    share_ids = fields.One2many(
        "hcc.roster.share", "roster_id", "Shares", readonly=True
    )
    wanted_hours = fields.Float(readonly=True, copy=False)
    covered_hours = fields.Float(readonly=True, copy=False)
    uncovered_hours = fields.Float("Hours Open", readonly=True, copy=False)
    is_proven = fields.Boolean(
        "Best Possible",
        readonly=True,
        copy=False,
        help="It is proven that the people available cannot cover more.",
    )

    def _get_figure_fields(self):
        return FIGURES

    def _refresh_figures(self):
        """Write what the shifts cover now, what they leave, and everybody's share."""
        for roster in self:
            problem, demands = roster._read_problem(roster.ward_id, roster.week)
            seen = solver.review(problem)
            missing = sum((gap.stop - gap.start) * gap.missing for gap in seen.gaps)
            wanted = sum((n.stop - n.start) * n.people for n in problem.needs)
            roster._write_guarded(
                {
                    "wanted_hours": wanted / 60,
                    "covered_hours": (wanted - missing) / 60,
                    "uncovered_hours": missing / 60,
                }
            )
            roster._write_gaps(seen, demands)
            roster._write_shares(problem)

    def _write_gaps(self, seen, demands):
        begin = utc_datetime(self.week)
        # sudo: hcc.roster.gap - rows are made by this method alone
        gaps_sudo = self.env["hcc.roster.gap"].sudo()
        gaps_sudo.search([("roster_id", "=", self.id)]).unlink()
        gaps_sudo.create(
            [
                {
                    "roster_id": self.id,
                    "demand_id": demands[gap.need].id,
                    "start": begin + timedelta(minutes=gap.start),
                    "stop": begin + timedelta(minutes=gap.stop),
                    "missing": gap.missing,
                    "reason": gap.reason,
                }
                for gap in seen.gaps
            ]
        )

    def _write_shares(self, problem):
        # sudo: hcc.roster.share - rows are made by this method alone
        shares_sudo = self.env["hcc.roster.share"].sudo()
        shares_sudo.search([("roster_id", "=", self.id)]).unlink()
        shares_sudo.create(
            [self._prepare_share(problem, person) for person in problem.people]
        )

    def _prepare_share(self, problem, person):
        week = Span(0, 7 * 24 * 60)
        turns = [
            turn
            for turn in problem.fixed
            if turn.person == person.key and week.start <= turn.start < week.stop
        ]
        values = {
            f"{kind}_hours": (
                getattr(person.before, kind)
                + sum(together(turn, getattr(problem, kind)) for turn in turns)
            )
            / 60
            for kind in KINDS
        }
        return {
            **values,
            "roster_id": self.id,
            "collaborator_id": person.key,
            "week_hours": sum(turn.stop - turn.start for turn in turns) / 60,
            "most_hours": person.week_minutes / 60,
            "total_hours": person.before.total / 60,
        }
