"""Measures plans of days; run by dispatch.py in the environment that has solvers.

    python _dispatch_run.py '{"part": "ward", "scale": 1.0}'

prints one JSON object. `scale` shortens the comparisons, for a first look.
"""

import json
import multiprocessing
import random
import resource
import sys
import time
from dataclasses import replace

import _days
import _dispatch_ortools
from solver import checks, portfolio
from solver.day import Day
from solver.insertion import State, insert_all
from solver.model import Break, Span

SIZES = ((40, 5), (80, 10), (120, 10), (300, 30))
SEEDS = (11, 12, 13)
#: the ward that days of a ward are in, dense and in the middle
WARD = 5
CITY = (60, 8)
RANDOM = 1000
#: iterations that no run reaches before its seconds are over
ENDLESS = 10**7


def timed(call, *arguments, **values):
    started = time.perf_counter()
    found = call(*arguments, **values)
    return time.perf_counter() - started, found


def measured(problem, plan):
    assert not checks.violations(problem, plan)
    return checks.measure(problem, plan)


def ward(scale):
    """The four sizes, beside plain insertion and others with ten times the time."""
    place = _days.wards()[WARD]
    figures = {}
    excess = 0
    for visits, helpers in SIZES:
        name = f"{visits}_{helpers}"
        rows = []
        for seed in SEEDS if scale >= 1 else SEEDS[:1]:
            problem = _days.ward_day(place, visits, helpers, seed)
            seconds, plan = timed(portfolio.solve, problem)
            own = measured(problem, plan)
            plain = measured(problem, portfolio.solve_plainly(problem))
            peers = compare(problem, max(10 * seconds * scale, 1))
            excess += max(0, own.unserved - min(one.unserved for one in peers))
            rows.append((seconds, own, plain, peers))
        figures[f"seconds_{name}"] = round(max(row[0] for row in rows), 2)
        for label, number in (
            ("unserved", lambda row: row[1].unserved),
            ("unserved_plain", lambda row: row[2].unserved),
            ("unserved_pyvrp", lambda row: row[3][0].unserved),
            ("unserved_ortools", lambda row: row[3][1].unserved),
            ("travel", lambda row: row[1].travel_minutes),
            ("travel_plain", lambda row: row[2].travel_minutes),
        ):
            figures[f"{label}_{name}"] = sum(number(row) for row in rows)
    figures["ward_seconds"] = figures["seconds_80_10"]
    figures["unserved_excess"] = excess
    return figures


def compare(problem, seconds):
    """:return: figures of PyVRP alone and of OR-Tools alone"""
    from solver import pyvrp_solver

    state = pyvrp_solver.improve(insert_all(State(Day(problem))), 1, ENDLESS, seconds)
    alone = measured(problem, portfolio._finish(state, "pyvrp"))
    state = _dispatch_ortools.solve(problem, seconds)
    return alone, measured(problem, portfolio._finish(state, "ortools"))


def gap(scale):
    """A plan of the usual iterations beside the best of sixty seconds.

    Ways are compared among plans that serve as many; where the long run serves
    more, so many per cent are its citizens.
    """
    place = _days.wards()[WARD]
    gaps = []
    for seed in SEEDS if scale >= 1 else SEEDS[:1]:
        problem = _days.ward_day(place, 80, 10, seed)
        own = measured(problem, portfolio.solve(problem))
        best = min(
            measured(
                problem,
                portfolio.solve(problem, other, ENDLESS, 60 * scale),
            ).rank
            for other in (1,)
        )
        if own.unserved == best[0]:
            gaps.append(100 * (own.travel_minutes - best[1]) / max(best[1], 1))
        else:
            gaps.append(100 * (own.unserved - best[0]) / max(best[0], 1))
    return {"ward_gap_pct": round(max(gaps), 2)}


def plan_ward(number):
    """:return: (served, memory of this process in MB)"""
    place = _days.wards()[number]
    problem = _days.ward_day(place, *CITY, 1)
    found = measured(problem, portfolio.solve(problem))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found.served, used, multiprocessing.current_process().pid


def city(scale):
    """All wards on two processes, and half of them, to see how it grows."""
    count = max(int(len(_days.wards()) * min(scale, 1)), 4)
    figures = {}
    for name, wards in (("half", count // 2), ("city", count)):
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            seconds, rows = timed(pool.map, plan_ward, range(wards), 1)
        figures[f"{name}_seconds"] = round(seconds, 1)
        of_process = {pid: memory for _served, memory, pid in rows}
    figures["city_wards"] = count
    figures["city_served"] = sum(served for served, _memory, _pid in rows)
    figures["city_mb"] = round(
        sum(of_process.values())
        + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    )
    figures["city_growth"] = round(
        figures["city_seconds"] / max(figures.pop("half_seconds"), 0.1) / 2, 2
    )
    return figures


def random_plans(scale):
    """Days with every rule, each solved by another way; rules that are broken."""
    places = _days.wards()
    wrong = 0
    count = int(RANDOM * min(scale, 1))
    for number in range(count):
        draw = random.Random(number)
        problem = spoil(
            _days.ward_day(
                draw.choice(places), draw.randrange(1, 25), draw.randrange(1, 6), number
            ),
            draw,
        )
        plan = portfolio.solve(problem, number, draw.choice((0, 5, 30)))
        wrong += len(checks.violations(problem, plan))
    return {"violations": wrong, "random_plans": count}


def spoil(problem, draw):
    """Add what days of the office have besides: breaks, pairs, wide times, pins."""
    people = tuple(
        replace(
            one,
            breaks=draw.choice(((), (Break(660, 750, 45),))),
            max_minutes=draw.choice((None, 240)),
            may_lead=draw.random() < 0.9,
        )
        for one in problem.helpers
    )
    free = [one.key for one in people]
    visits = []
    for one in problem.visits:
        start = one.windows[0].start
        changes = {}
        if draw.random() < 0.2:
            changes["crew"] = 2
        if draw.random() < 0.3:
            changes["windows"] = (Span(start, start + 90),)
        elif free and draw.random() < 0.1:
            changes["pinned"] = ((free.pop(), "lead"),)
        if draw.random() < 0.1:
            changes["barred"] = frozenset([draw.choice(people).key])
        visits.append(replace(one, **changes))
    return replace(problem, helpers=people, visits=tuple(visits))


PARTS = {"ward": ward, "gap": gap, "city": city, "random": random_plans}


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    print(json.dumps(PARTS[asked["part"]](asked["scale"])))
