"""Solves a day by several ways and keeps the better plan, after checking it."""

import time

from . import checks, exchange
from .day import Day
from .insertion import State, insert_all, insert_cheapest
from .model import Plan, Problem
from .validate import check_problem

#: rounds of PyVRP when nobody says how many
ITERATIONS = 800
#: of so many rounds the linear program gets one; PyVRP, when all times are promised
COLUMNS, PROMISED = 13, 20


def solve(
    problem: Problem,
    seed: int = 0,
    max_iterations: int = ITERATIONS,
    max_seconds: float | None = None,
    ways: tuple[str, ...] = ("insertion", "columns", "pyvrp"),
) -> Plan:
    """Plan a day.

    The same problem, seed and iterations give the same plan; seconds are a cap for
    days on which there is no time, and may cut off what iterations would have found.

    :param max_seconds: for the whole; ``None``: as long as the iterations take
    :param max_iterations: of PyVRP; the linear program gets a share of as many. When
        all times are promised it leaves little to find, and PyVRP gets a share
    :param ways: `insertion` is always tried, the others where they are installed
    :return: a plan that `checks` finds nothing wrong with
    :raises ProblemError: when the problem makes no sense
    """
    check_problem(problem)
    day = Day(problem)
    state = exchange.improve(insert_all(State(day)))
    found = [_finish(state, "insertion")]
    until = time.monotonic() + max_seconds if max_seconds is not None else None
    for name, way in (("columns", _by_columns), ("pyvrp", _by_pyvrp)):
        if name not in ways or max_iterations <= 0 or _left(until) == 0:
            continue
        better = way(state, seed, max_iterations, _left(until))
        if better is not None:
            better = exchange.improve(better)
            found.append(_finish(better, name))
            state = min(state, better, key=State.rank)
    valid = [plan for plan in found if not checks.violations(problem, plan)]
    if not valid:
        # never seen; what people pinned is a plan in any case
        return _finish(State(day), "pinned")
    return min(valid, key=lambda plan: checks.measure(problem, plan).rank)


def solve_plainly(problem: Problem) -> Plan:
    """The plan of plain insertion, to compare with."""
    check_problem(problem)
    return _finish(insert_cheapest(State(Day(problem))), "plain")


def _left(until: float | None) -> float | None:
    """:return: seconds left, if they are counted at all"""
    return None if until is None else max(until - time.monotonic(), 0)


def _by_columns(
    state: State, _seed: int, iterations: int, seconds: float | None
) -> State | None:
    """:return: ``None`` where OR-Tools is not installed"""
    try:
        from . import columns
    except ImportError:
        return None
    return columns.improve(state, 1 + iterations // COLUMNS, seconds)


def _by_pyvrp(
    state: State, seed: int, iterations: int, seconds: float | None
) -> State | None:
    """:return: ``None`` where PyVRP is not installed"""
    try:
        from . import pyvrp_solver
    except ImportError:
        return None
    if all(minute is not None for minute in state.fixed):
        iterations = 1 + iterations // PROMISED
    return pyvrp_solver.improve(state, seed, iterations, seconds)


def _finish(state: State, method: str) -> Plan:
    return state.day.plan(state.routes, state.roles, state.fixed, method)
