import time
from dataclasses import dataclass

from odoo import api, fields, models

from odoo.addons.hcc_booking.slots.minutes import to_minute
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..solver.checks import measure, violations
from ..solver.model import LEAD
from ..solver.portfolio import solve

SEED = 7
#: parameters that are no settings, and what they are when nobody set them
DEFAULTS = {"iterations": 400, "seconds": 20}


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it was made from.

    :ivar day: ``Day`` of the reader
    :ivar plan: ``Plan``
    :ivar before: ``Figures`` of what is now
    :ivar after: ``Figures`` of the plan
    """

    day: object
    plan: object
    before: object
    after: object


class HccDispatch(models.AbstractModel):
    """Plans who goes to whom in a ward on a day; the runs keep what came of it."""

    _name = "hcc.dispatch"
    _description = "Day Plans"
    _inherit = ["hcc.dispatch.reader", "hcc.dispatch.apply", "hcc.dispatch.jobs"]

    @api.model
    def _get_number(self, key):
        """A setting of the wing: core keeps a nought by keeping nothing."""
        # sudo: ir.config_parameter - one number, whoever asks
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        value = parameters_sudo.get_param(f"hcc_dispatch.{key}", None)
        try:
            return int(value)
        except (TypeError, ValueError):
            return DEFAULTS.get(key, 0)

    @api.model
    def _plan(self, ward, day):
        """Find a better day.

        Nobody loses the helper that a citizen has: where the plan has no place for
        a visit, whoever has it keeps it, and the day is planned around that. People
        of other wards of the branch are asked only for what the own cannot do.

        :param ward: ``hcc.ward``
        :param date day: local
        :return: ``Planned``
        """
        frozen = self._get_frozen_until(day)
        read = self._read_day(ward, day, frozen_until=frozen)
        plan = self._solve(read.problem)
        if plan.unserved:
            kept = self._get_losers(read.problem, plan)
            read = self._read_day(
                ward, day, with_borrowed=True, fixed_ids=kept, frozen_until=frozen
            )
            plan = self._solve(read.problem)
        wrong = violations(read.problem, plan)
        if wrong:
            raise ValueError(f"a plan with {len(wrong)} violations")
        return Planned(
            read,
            plan,
            measure(read.problem, read.current),
            measure(read.problem, plan),
        )

    @api.model
    def _solve(self, problem):
        return solve(
            problem,
            seed=SEED,
            max_iterations=self._get_number("iterations"),
            max_seconds=self._get_number("seconds"),
        )

    @api.model
    def _get_frozen_until(self, day):
        """The minute of the day until which nothing is changed any more."""
        now = to_minute(fields.Datetime.now()) - to_minute(utc_datetime(day))
        return max(now + self._get_number("frozen_minutes"), 0)

    @api.model
    def _get_losers(self, problem, plan):
        """Visits whose helpers the plan would take away for nothing."""
        return {
            visit.key
            for visit in problem.visits
            if visit.key in plan.unserved and visit.current
        }

    @api.model
    def _measure_preparation(self, ward, day):
        """Seconds to read a day, for measurements."""
        start = time.perf_counter()
        read = self._read_day(ward, day)
        return time.perf_counter() - start, len(read.problem.visits)

    @api.model
    def _get_crews(self, plan):
        """Who goes where: {visit key: ids of helpers, the lead first}."""
        crews = {}
        for helper, stops in plan.routes.items():
            for stop in stops:
                crews.setdefault(stop.visit, []).append((stop.role != LEAD, helper))
        return {
            key: [one for _role, one in sorted(crew)] for key, crew in crews.items()
        }
