"""The checks catch every kind of mistake: valid plans, broken one way at a time."""

from dataclasses import replace

import pytest
from dispatch_days import problems
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from solver import checks, portfolio
from solver.model import (
    Break,
    Helper,
    Plan,
    Problem,
    Shift,
    Span,
    Stop,
    Travel,
    Visit,
)

ROW = [[10 * abs(here - there) for there in range(4)] for here in range(4)]
TRAVEL = Travel({"walk": ROW}, [[100 * way for way in row] for row in ROW])
ALL_DAY = (Shift(480, 1020, frozenset(["w"])),)
BASE = Problem(
    helpers=(
        Helper(
            "a",
            ALL_DAY,
            0,
            0,
            "walk",
            skills=frozenset("x"),
            languages=frozenset(["vi"]),
            gender="female",
            breaks=(Break(700, 720, 30),),
            month_minutes=100,
            max_minutes=200,
            capacity=5,
        ),
        Helper(
            "b",
            ALL_DAY,
            3,
            None,
            "walk",
            languages=frozenset(["vi"]),
            gender="female",
            may_lead=False,
        ),
    ),
    visits=(
        Visit(
            "v",
            1,
            60,
            (Span(600, 600),),
            "w",
            skills=frozenset("x"),
            languages=frozenset(["vi"]),
            gender="female",
            crew=2,
            demand=2,
        ),
        Visit("w", 2, 30, (Span(800, 900), Span(950, 960)), "w", demand=3),
        Visit("p", 3, 20, (Span(300, 300),), pinned=(("b", "lead"),), current=("a",)),
    ),
    travel=TRAVEL,
)
PLAN = Plan(
    {
        "a": (Stop("v", 600, 660, "lead"), Stop("w", 820, 850, "lead")),
        "b": (Stop("p", 300, 320, "lead"), Stop("v", 600, 660, "second")),
    }
)


def rules(problem, plan):
    return {found.rule for found in checks.violations(problem, plan)}


def of_helper(key, **values):
    people = [replace(one, **values) if one.key == key else one for one in BASE.helpers]
    return replace(BASE, helpers=tuple(people))


def of_visit(key, **values):
    asked = [replace(one, **values) if one.key == key else one for one in BASE.visits]
    return replace(BASE, visits=tuple(asked))


def routes(a=None, b=None, unserved=()):
    found = {
        "a": PLAN.routes["a"] if a is None else a,
        "b": PLAN.routes["b"] if b is None else b,
    }
    return Plan(found, dict.fromkeys(unserved, "busy"))


def test_nothing_is_wrong_with_the_plan():
    assert checks.violations(BASE, PLAN) == []


def test_measures():
    found = checks.measure(BASE, PLAN)
    # a: 0-1-2-0 is 40 minutes; b: from 3 to 3 to 1 is 20
    assert (found.served, found.unserved) == (3, 0)
    assert (found.travel_minutes, found.travel_metres) == (60, 6000)
    assert found.spread_minutes == (100 + 90) - 80
    assert found.moved == 1
    left = checks.measure(BASE, routes(a=(), unserved=["v", "w"]))
    assert (left.served, left.unserved) == (1, 2)


LEAD_V, LEAD_W = PLAN.routes["a"]
PIN, SECOND_V = PLAN.routes["b"]


@pytest.mark.parametrize(
    ("rule", "plan"),
    [
        ("unknown", routes(a=(*PLAN.routes["a"], Stop("z", 1, 2)))),
        ("unknown", Plan({**PLAN.routes, "z": ()})),
        ("unknown", routes(unserved=["z"])),
        ("window", routes(a=(LEAD_V, Stop("w", 901, 931)))),
        ("window", routes(a=(LEAD_V, Stop("w", 949, 979)))),
        ("length", routes(a=(LEAD_V, Stop("w", 820, 849)))),
        ("order", routes(a=(LEAD_W, LEAD_V))),
        ("forgotten", routes(a=(LEAD_V,))),
        ("crew", routes(b=(PIN,))),
        ("together", routes(b=(PIN, Stop("v", 605, 665, "second")))),
        ("roles", routes(b=(PIN, Stop("v", 600, 660, "lead")))),
        ("roles", routes(a=(LEAD_V, Stop("w", 820, 850, "second")))),
        ("twice", routes(a=(*PLAN.routes["a"], Stop("w", 890, 920)))),
        ("pinned", routes(b=(SECOND_V,), unserved=["p"])),
        ("served_and_unserved", routes(unserved=["w"])),
        ("served_and_unserved", routes(b=(PIN,), unserved=["v"])),
        ("may_lead", routes(b=(*PLAN.routes["b"], Stop("w", 820, 850)))),
    ],
)
def test_broken_plan_is_caught(rule, plan):
    assert rule in rules(BASE, plan)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("shift", of_helper("a", shifts=())),
        ("shift", of_helper("a", shifts=(Shift(480, 659, frozenset(["w"])),))),
        ("shift", of_helper("a", shifts=(Shift(601, 900, frozenset(["w"])),))),
        ("shift", of_helper("a", shifts=(Shift(480, 1020, frozenset(["z"])),))),
        ("shift", of_helper("a", shifts=(Shift(480, 1020, frozenset("w"), "desk"),))),
        ("shift", of_visit("w", point="desk")),
        ("may_lead", of_helper("a", may_lead=False)),
        ("qualification", of_helper("a", skills=frozenset())),
        ("language", of_helper("b", languages=frozenset(["en"]))),
        ("gender", of_helper("b", gender="male")),
        ("relative", of_visit("w", barred=frozenset("a"))),
        (
            "presence",
            of_helper(
                "a", shifts=(*ALL_DAY, Shift(1025, 1100, frozenset(), "desk", 3))
            ),
        ),
        ("travel", of_visit("v", windows=(Span(600, 600),), minutes=215)),
        ("max_minutes", of_helper("a", max_minutes=89)),
        ("capacity", of_helper("a", capacity=4)),
        ("break", of_helper("a", breaks=(Break(560, 650, 100),))),
        ("break", of_helper("a", breaks=(Break(660, 660, 151),))),
    ],
)
def test_plan_of_a_stricter_problem_is_caught(rule, problem):
    plan = PLAN
    if rule == "presence":
        plan = routes(a=(LEAD_V, Stop("w", 990, 1020)))
        problem = replace(
            problem,
            visits=tuple(
                replace(one, windows=(Span(990, 990),)) if one.key == "w" else one
                for one in problem.visits
            ),
        )
    if rule == "travel":
        plan = routes(
            a=(Stop("v", 600, 815, "lead"), LEAD_W),
            b=(PIN, Stop("v", 600, 815, "second")),
        )
    assert rule in rules(problem, plan)


def test_break_needs_time_beside_the_way():
    """Ten minutes of way and thirty of rest do not fit into thirty-nine."""
    for start, wrong in ((700, False), (699, True)):
        problem = of_helper("a", breaks=(Break(600, 680, 30),))
        problem = replace(
            problem,
            visits=tuple(
                replace(one, windows=(Span(start, start),)) if one.key == "w" else one
                for one in problem.visits
            ),
        )
        plan = routes(a=(LEAD_V, Stop("w", start, start + 30)))
        assert ("break" in rules(problem, plan)) is wrong


def test_what_is_pinned_is_not_judged_but_blocks():
    problem = of_visit("p", windows=(Span(590, 590),))
    plan = routes(b=(Stop("p", 590, 610, "lead"), SECOND_V))
    assert rules(problem, plan) == {"travel"}


def test_pinned_one_of_two_may_wait_for_the_other():
    problem = of_visit("v", pinned=(("a", "lead"),))
    assert rules(problem, routes(b=(PIN,), unserved=["v"])) == set()
    assert "crew" in rules(problem, routes(b=(PIN,)))


@given(problem=problems(), data=st.data())
@settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=150,
    suppress_health_check=list(HealthCheck),
)
def test_any_stop_that_is_shifted_dropped_or_doubled_is_caught(problem, data):
    plan = portfolio.solve(problem, max_iterations=0)
    stops = [(key, stop) for key, route in plan.routes.items() for stop in route]
    assume(stops)
    key, stop = data.draw(st.sampled_from(stops))
    place = plan.routes[key].index(stop)
    route = plan.routes[key]
    way = data.draw(st.sampled_from(("drop", "double", "longer", "far")))
    changed = {
        "drop": [],
        "double": [stop, stop],
        "longer": [stop._replace(stop=stop.stop + 1)],
        "far": [stop._replace(start=5000, stop=5000 + stop.stop - stop.start)],
    }[way]
    broken = {**plan.routes, key: (*route[:place], *changed, *route[place + 1 :])}
    assert checks.violations(problem, replace(plan, routes=broken))
