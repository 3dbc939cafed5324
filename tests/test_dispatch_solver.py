"""Plans of days: no rule is ever broken, and the better plan is kept."""

import itertools
import random
import sys
from dataclasses import replace

import pytest
from dispatch_days import problems
from hypothesis import HealthCheck, given, settings
from solver import checks, exchange, portfolio
from solver.day import Day
from solver.insertion import State, insert_all
from solver.model import (
    Break,
    Helper,
    Problem,
    Shift,
    Span,
    Travel,
    Visit,
)
from solver.validate import ProblemError, check_problem

#: four places in a row, ten minutes from one to the next
ROW = [[10 * abs(here - there) for there in range(4)] for here in range(4)]
TRAVEL = Travel({"motorbike": ROW}, [[1000 * way for way in row] for row in ROW])
ALL_DAY = (Shift(480, 1020, frozenset(["w"])),)

bounded = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def helper(key="one", **values):
    return Helper(**{"key": key, "shifts": ALL_DAY, "start_place": 0, **values})


def visit(key, start, stop=None, **values):
    window = Span(start, start if stop is None else stop)
    defaults = {"place": 1, "minutes": 30, "windows": (window,), "area": "w"}
    return Visit(**{"key": key, **defaults, **values})


def day_of(people, asked):
    return Problem(tuple(people), tuple(asked), TRAVEL)


def served_by(plan):
    """{visit: keys of its helpers}"""
    found = {}
    for key, route in sorted(plan.routes.items()):
        for stop in route:
            found.setdefault(stop.visit, []).append(key)
    return found


# --- always ------------------------------------------------------------------


@given(problem=problems())
@settings(bounded, max_examples=200)
def test_insertion_and_exchange_never_break_a_rule(problem):
    plan = portfolio.solve(problem, max_iterations=0)
    assert checks.violations(problem, plan) == []
    assert plan.method == "insertion"
    plain = portfolio.solve_plainly(problem)
    assert checks.violations(problem, plain) == []


@given(problem=problems())
@settings(bounded, max_examples=80)
def test_pyvrp_never_breaks_a_rule(problem):
    """Also before the portfolio looks at the plan."""
    pyvrp_solver = pytest.importorskip("solver.pyvrp_solver")
    state = insert_all(State(Day(problem)))
    better = pyvrp_solver.improve(state, 1, 20, None)
    plan = portfolio._finish(exchange.improve(better), "pyvrp")
    assert checks.violations(problem, plan) == []


@pytest.mark.parametrize("most", [2, 12])
@given(problem=problems())
@settings(bounded, max_examples=60)
def test_linear_program_never_breaks_a_rule_nor_loses_anybody(most, problem):
    columns = pytest.importorskip("solver.columns")
    columns.MOST, usual = most, columns.MOST
    state = insert_all(State(Day(problem)))
    better = columns.improve(state)
    columns.MOST = usual
    assert better.rank()[0] <= state.rank()[0]
    plan = portfolio._finish(exchange.improve(better), "columns")
    assert checks.violations(problem, plan) == []


@given(problem=problems())
@settings(bounded, max_examples=30)
def test_better_plan_is_kept(problem):
    few = portfolio.solve(problem, max_iterations=0)
    more = portfolio.solve(problem, max_iterations=20)
    assert checks.measure(problem, more).rank <= checks.measure(problem, few).rank


@given(problem=problems(most_helpers=3, most_visits=6))
@settings(bounded, max_examples=20)
def test_same_seed_gives_the_same_plan(problem):
    plans = [portfolio.solve(problem, seed=5, max_iterations=20) for _ in range(2)]
    assert plans[0] == plans[1]


# --- what comes first --------------------------------------------------------


def test_citizens_come_before_ways():
    problem = day_of(
        [helper()], [visit("near", 500), visit("far", 590, place=3), visit("b", 530)]
    )
    plan = portfolio.solve(problem, max_iterations=50)
    assert checks.measure(problem, plan).served == 3


def test_of_two_that_collide_the_heavier_is_served():
    problem = day_of([helper()], [visit("light", 500), visit("heavy", 510, weight=5)])
    plan = portfolio.solve(problem, max_iterations=50)
    assert served_by(plan) == {"heavy": ["one"]}
    assert plan.unserved == {"light": "busy"}


def test_shorter_way_is_taken():
    people = [helper("a", start_place=0), helper("b", start_place=3)]
    problem = day_of(people, [visit("v", 600, place=3), visit("w", 600, place=0)])
    plan = portfolio.solve(problem, max_iterations=50)
    assert served_by(plan) == {"v": ["b"], "w": ["a"]}


def test_two_come_together_and_one_of_them_leads():
    people = [helper("a", may_lead=False), helper("b")]
    problem = day_of(people, [visit("pair", 600, 660, crew=2)])
    plan = portfolio.solve(problem, max_iterations=50)
    (first,), (second,) = plan.routes["a"], plan.routes["b"]
    assert first.start == second.start
    assert (first.role, second.role) == ("second", "lead")


def test_break_is_held_although_a_citizen_waits():
    rest = (Break(700, 720, 60),)
    asked = [visit("v", 690), visit("w", 750), visit("x", 640)]
    problem = day_of([helper(breaks=rest)], asked)
    plan = portfolio.solve(problem, max_iterations=50)
    assert checks.measure(problem, plan).served == 2
    free = day_of([helper()], asked)
    plan = portfolio.solve(free, max_iterations=50)
    assert checks.measure(free, plan).served == 3


def test_pinned_stays_although_nothing_about_it_is_right():
    problem = day_of(
        [helper(shifts=(), may_lead=False, mode="motorbike"), helper("two")],
        [
            visit(
                "v",
                200,
                pinned=(("one", "lead"),),
                barred=frozenset(["one"]),
                skills=frozenset("x"),
            )
        ],
    )
    plan = portfolio.solve(problem, max_iterations=50)
    assert served_by(plan) == {"v": ["one"]}


@pytest.mark.parametrize(
    ("changes", "of_visit", "reason"),
    [
        ({"shifts": ()}, {}, "no_shift"),
        ({}, {"area": "elsewhere"}, "no_shift"),
        ({}, {"point": "desk"}, "no_shift"),
        ({}, {"skills": frozenset("x")}, "qualification"),
        ({}, {"languages": frozenset(["en"])}, "language"),
        ({"gender": "male"}, {"gender": "female"}, "gender"),
        ({}, {"barred": frozenset(["one"])}, "relative"),
        ({"may_lead": False}, {}, "no_lead"),
        ({}, {"crew": 2}, "no_second"),
        ({"max_minutes": 10}, {}, "busy"),
    ],
)
def test_reason_of_what_is_left(changes, of_visit, reason):
    problem = day_of([helper(**changes)], [visit("v", 600, **of_visit)])
    plan = portfolio.solve(problem, max_iterations=20)
    assert plan.unserved == {"v": reason}
    assert checks.violations(problem, plan) == []


def test_without_solvers_insertion_answers(monkeypatch):
    for name in ("pyvrp_solver", "columns"):
        monkeypatch.setitem(sys.modules, f"solver.{name}", None)
        monkeypatch.delattr(f"solver.{name}", raising=False)
    problem = day_of([helper()], [visit("v", 600)])
    plan = portfolio.solve(problem)
    assert plan.method == "insertion"
    assert served_by(plan) == {"v": ["one"]}


def best_by_trying_all(problem):
    """(served, minutes) of the best plan there is, for promised times and one each."""
    best = (0, 0)
    people = [*range(len(problem.helpers)), None]
    day = Day(problem)
    for who in itertools.product(people, repeat=len(problem.visits)):
        routes = [[] for _ in problem.helpers]
        order = sorted(range(len(who)), key=lambda one: day.fixed[one])
        for number in order:
            if who[number] is not None:
                routes[who[number]].append(number)
        if all(
            day.schedule(one, route) is not None for one, route in enumerate(routes)
        ):
            served = sum(len(route) for route in routes)
            way = sum(day.travel(one, route) for one, route in enumerate(routes))
            best = max(best, (served, -way))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_small_days_are_solved_as_well_as_can_be(seed):
    draw = random.Random(seed)
    people = [helper(key, start_place=draw.randrange(4)) for key in ("a", "b")]
    asked = [
        visit(f"v{number}", 480 + 10 * draw.randrange(24), place=draw.randrange(4))
        for number in range(7)
    ]
    problem = day_of(people, asked)
    plan = portfolio.solve(problem, seed)
    found = checks.measure(problem, plan)
    assert (found.served, -found.travel_minutes) == best_by_trying_all(problem)


def test_empty_days_are_plans_too():
    for problem in (
        day_of([], []),
        day_of([helper()], []),
        day_of([], [visit("v", 5)]),
    ):
        plan = portfolio.solve(problem)
        assert checks.violations(problem, plan) == []


# --- problems that make no sense ---------------------------------------------


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (day_of([helper(), helper()], []), "helper 'one' is there 2 times"),
        (day_of([helper(mode="boat")], []), "mode 'boat' is not of travel"),
        (day_of([helper(start_place=9)], []), "place 9 is none of the 4"),
        (day_of([helper(shifts=(Shift(9, 9),))], []), "ends before it begins"),
        (day_of([helper(shifts=ALL_DAY * 2)], []), "shifts overlap"),
        (day_of([helper(max_minutes=-1)], []), "max_minutes"),
        (day_of([], [visit("v", 600, windows=())]), "needs a window"),
        (day_of([], [visit("v", 600, 500)]), "begins before it ends"),
        (day_of([], [visit("v", 600, minutes=0)]), "whole number from 1"),
        (day_of([], [visit("v", 600, minutes=1.5)]), "whole number from 1"),
        (day_of([], [visit("v", 600, crew=3)]), "a crew is 1 or 2"),
        (day_of([], [visit("v", 600, weight=0)]), "weight"),
        (
            day_of([helper()], [visit("v", 600, 700, pinned=(("one", "lead"),))]),
            "one promised time",
        ),
        (
            day_of([helper()], [visit("v", 600, pinned=(("x", "lead"),))]),
            "not a helper",
        ),
        (
            day_of([helper()], [visit("v", 600, pinned=(("one", "second"),))]),
            "roles",
        ),
        (
            replace(day_of([], []), travel=Travel({"walk": [[0, 1]]}, [[0]])),
            "1 rows of 1 numbers",
        ),
        (replace(day_of([], []), travel=Travel({}, [[3]])), "to itself must be 0"),
        (replace(day_of([], []), travel=Travel({}, [[-3]])), "whole numbers"),
    ],
)
def test_problem_without_sense_is_refused(broken, message):
    with pytest.raises(ProblemError, match=message):
        check_problem(broken)
    with pytest.raises(ProblemError):
        portfolio.solve(broken)
