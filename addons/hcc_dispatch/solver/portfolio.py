"""Solves a day by several ways and keeps the better plan, after checking it."""

from . import checks, exchange
from .day import Day
from .insertion import State, insert_all, insert_cheapest
from .model import Plan, Problem
from .validate import check_problem

#: rounds of PyVRP when nobody says how many
ITERATIONS = 800


def solve(
    problem: Problem,
    seed: int = 0,
    max_iterations: int = ITERATIONS,
    max_seconds: float | None = None,
    ways: tuple[str, ...] = ("insertion", "pyvrp"),
) -> Plan:
    """Plan a day.

    The same problem, seed and iterations give the same plan; seconds are a cap for
    days on which there is no time, and may cut off what iterations would have found.

    :param max_seconds: for the whole; ``None``: as long as the iterations take
    :param ways: `insertion` alone, or what else is installed
    :return: a plan that `checks` finds nothing wrong with
    :raises ProblemError: when the problem makes no sense
    """
    check_problem(problem)
    day = Day(problem)
    state = exchange.improve(insert_all(State(day)))
    found = [_finish(state, "insertion")]
    if "pyvrp" in ways and max_iterations > 0:
        better = _by_pyvrp(state, seed, max_iterations, max_seconds)
        if better is not None:
            found.append(_finish(exchange.improve(better), "pyvrp"))
    valid = [plan for plan in found if not checks.violations(problem, plan)]
    if not valid:
        # never seen; what people pinned is a plan in any case
        return _finish(State(day), "pinned")
    return min(valid, key=lambda plan: checks.measure(problem, plan).rank)


def solve_plainly(problem: Problem) -> Plan:
    """The plan of plain insertion, to compare with."""
    check_problem(problem)
    return _finish(insert_cheapest(State(Day(problem))), "plain")


def _by_pyvrp(
    state: State, seed: int, iterations: int, seconds: float | None
) -> State | None:
    """:return: ``None`` where PyVRP is not installed"""
    try:
        from . import pyvrp_solver
    except ImportError:
        return None
    return pyvrp_solver.improve(state, seed, iterations, seconds)


def _finish(state: State, method: str) -> Plan:
    return state.day.plan(state.routes, state.roles, state.fixed, method)
