"""The roster of a week alone: no rule is ever broken, and no hour lost for nothing."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from _roster_cases import OFFICE, ON_CALL, small_case, ward_week  # noqa: E402
from _roster_exact import best_coverage  # noqa: E402
from solver import roster, roster_checks  # noqa: E402
from solver.roster_model import (  # noqa: E402
    DAY,
    Cover,
    Coverage,
    Gap,
    Load,
    Need,
    Person,
    Problem,
    Proposal,
    Rules,
    Skill,
    Span,
    Stretch,
    Turn,
)

ALL_WEEK = (Stretch(0, 7 * DAY),)


def at(hour, day=0):
    return day * DAY + round(hour * 60)


def need(key, start, stop, day=0, place=OFFICE, **more):
    return Need(key, place, at(start, day), at(stop, day), **more)


def solved(problem, **options):
    """The proposal, which breaks no rule."""
    proposal = roster.solve(problem, **options)
    assert roster_checks.violations(problem, proposal) == []
    return proposal


# -- against everything there is ---------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_coverage_is_the_best_there_is(seed):
    problem = small_case(seed)
    proposal = solved(problem)
    assert proposal.proven
    assert roster.measure(problem, proposal) == best_coverage(problem)


def test_small_cases_are_no_walk_over():
    """Most of them cannot be covered as a whole."""
    short = 0
    for seed in range(20):
        problem = small_case(seed)
        wanted = sum((n.stop - n.start) * n.people for n in problem.needs)
        short += best_coverage(problem)[1] < wanted
    assert short >= 10


# -- whatever comes in ---------------------------------------------------------

PLACES = (OFFICE, ON_CALL, "house")
SKILLS = ("", "", "advanced")


@st.composite
def spans(draw, most=12):
    start = draw(st.integers(0, 3 * 48)) * 30
    return start, start + draw(st.integers(1, most)) * 30


@st.composite
def people(draw, key):
    offered = draw(st.lists(spans(24), max_size=4))
    return Person(
        key,
        tuple(
            Stretch(*span, frozenset(draw(st.sets(st.sampled_from(PLACES)))))
            for span in offered
        ),
        tuple(Span(*span) for span in draw(st.lists(spans(), max_size=2))),
        tuple(Skill("advanced", *span) for span in draw(st.lists(spans(96)))[:1]),
        week_minutes=draw(st.integers(0, 24)) * 60,
        day_minutes=draw(st.integers(0, 10)) * 60,
        rest_minutes=draw(st.integers(0, 14)) * 60,
        before=Load(evening=draw(st.integers(0, 999))),
    )


@st.composite
def problems(draw):
    count = draw(st.integers(0, 4))
    wanted = draw(st.lists(spans(16), max_size=5))
    keys = st.integers(0, count + 1)
    turns = st.builds(
        lambda key, place, span: Turn(key, place, *span),
        keys,
        st.sampled_from(PLACES),
        spans(),
    )
    fixed = []
    for turn in draw(st.lists(turns, max_size=3)):
        if all(
            turn.person != other.person
            or turn.stop <= other.start
            or other.stop <= turn.start
            for other in fixed
        ):
            fixed.append(turn)
    return Problem(
        people=tuple(draw(people(key)) for key in range(count)),
        needs=tuple(
            Need(
                key,
                draw(st.sampled_from(PLACES)),
                *span,
                draw(st.integers(1, 3)),
                draw(st.sampled_from(SKILLS)),
            )
            for key, span in enumerate(wanted)
        ),
        fixed=tuple(fixed),
        barred=tuple(draw(st.lists(turns, max_size=2))),
        last=tuple(draw(st.lists(turns, max_size=3))),
        evening=(Span(at(17), at(24)),),
        weekend=(Span(2 * DAY, 3 * DAY),),
        rules=Rules(
            shortest=draw(st.sampled_from((30, 60, 120))),
            way_minutes=draw(st.sampled_from((0, 30))),
        ),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_no_proposal_breaks_a_rule(problem):
    proposal = roster.solve(problem, max_work=0.2, max_seconds=2)
    assert roster_checks.violations(problem, proposal) == []


def test_same_question_same_answer():
    problem = ward_week(3)
    # by work alone: on a busy machine the clock would end one search before the other
    first, again = (roster.solve(problem, seed=5, max_seconds=600) for _turn in "12")
    assert first == again


# -- one thing at a time -------------------------------------------------------


def test_nobody_wanted_nobody_comes():
    assert solved(Problem(people=(Person(1, ALL_WEEK),))) == Proposal(proven=True)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (Person(1), "nobody"),
        (Person(1, (Stretch(at(8), at(12), frozenset({"house"})),)), "nobody"),
        (Person(1, ALL_WEEK, (Span(at(7), at(13)),), (Skill("x"),)), "absent"),
        (Person(1, ALL_WEEK), "qualification"),
        (Person(1, ALL_WEEK, skills=(Skill("x", 0, at(6)),)), "qualification"),
        (Person(1, ALL_WEEK, skills=(Skill("x"),), week_minutes=60), "limits"),
    ],
)
def test_what_nobody_covers_says_why(person, reason):
    problem = Problem(people=(person,), needs=(need(7, 8, 12, skill="x"),))
    proposal = solved(problem)
    assert proposal.turns == ()
    assert proposal.gaps == (Gap(7, at(8), at(12), 1, reason),)


def test_whoever_works_elsewhere_is_busy():
    needs = (need(1, 8, 12, people=1, weight=2), need(2, 8, 12, place=ON_CALL))
    proposal = solved(Problem(people=(Person(1, ALL_WEEK),), needs=needs))
    assert proposal.covers == (Cover(1, 1, at(8), at(12)),)
    assert proposal.gaps == (Gap(2, at(8), at(12), 1, "busy"),)


def test_part_of_the_hours_is_better_than_none():
    person = Person(1, (Stretch(at(9), at(11.5)),))
    proposal = solved(Problem(people=(person,), needs=(need(1, 8, 12),)))
    assert proposal.turns == (Turn(1, OFFICE, at(9), at(11.5)),)
    assert [gap[1:3] for gap in proposal.gaps] == [
        (at(8), at(9)),
        (at(11.5), at(12)),
    ]


def test_somebody_everywhere_before_two_anywhere():
    needs = (need(1, 8, 12, people=2), need(2, 8, 12, place=ON_CALL))
    members = (Person(1, ALL_WEEK), Person(2, ALL_WEEK))
    problem = Problem(people=members, needs=needs)
    assert roster.measure(problem, solved(problem)) == Coverage(480, 480)


def test_rest_after_a_late_shift():
    needs = (need(1, 18, 23), need(2, 7, 11, day=1))
    person = Person(1, ALL_WEEK, rest_minutes=11 * 60)
    proposal = solved(Problem(people=(person,), needs=needs))
    # an hour less in the evening gives two in the morning
    assert proposal.turns == (
        Turn(1, OFFICE, at(18), at(22)),
        Turn(1, OFFICE, at(9, 1), at(11, 1)),
    )
    assert {gap.reason for gap in proposal.gaps} == {"limits"}


def test_evenings_go_to_whoever_had_few():
    needs = tuple(need(day, 18, 21, day=day) for day in range(3))
    members = (
        Person(1, ALL_WEEK, before=Load(1440, evening=1440)),
        Person(2, ALL_WEEK, before=Load(1440, evening=900)),
    )
    evening = tuple(Span(at(17, day), at(24, day)) for day in range(7))
    proposal = solved(Problem(people=members, needs=needs, evening=evening))
    assert {turn.person for turn in proposal.turns} == {2}


def test_as_last_week_when_nothing_speaks_against_it():
    needs = (need(1, 8, 12), need(2, 8, 12, place=ON_CALL))
    members = (Person(1, ALL_WEEK), Person(2, ALL_WEEK))
    for first, second in ((1, 2), (2, 1)):
        last = (
            Turn(first, OFFICE, at(8), at(12)),
            Turn(second, ON_CALL, at(8), at(12)),
        )
        problem = Problem(people=members, needs=needs, last=last)
        assert solved(problem).turns == tuple(sorted(last))


def test_pinned_shifts_stay_and_count():
    pin = Turn(1, OFFICE, at(8), at(12))
    person = Person(1, ALL_WEEK, week_minutes=6 * 60)
    needs = (need(1, 8, 12), need(2, 13, 17))
    problem = Problem(people=(person,), needs=needs, fixed=(pin,))
    proposal = solved(problem)
    assert Cover(1, 1, at(8), at(12)) in proposal.covers
    assert sum(turn.stop - turn.start for turn in proposal.turns) == 120
    # somebody of another ward covers as well
    other = replace(problem, fixed=(Turn(99, OFFICE, at(8), at(17)),))
    assert solved(other).gaps == ()


def test_what_a_human_took_away_is_not_proposed_again():
    taken = Turn(1, OFFICE, at(8), at(12))
    problem = Problem(
        people=(Person(1, ALL_WEEK),), needs=(need(1, 8, 12),), barred=(taken,)
    )
    assert solved(problem).turns == ()


def test_mix_of_qualifications():
    needs = (need(1, 8, 12, skill="x"), need(2, 8, 12))
    members = (Person(1, ALL_WEEK, skills=(Skill("x"),)), Person(2, ALL_WEEK))
    proposal = solved(Problem(people=members, needs=needs))
    assert {cover[:2] for cover in proposal.covers} == {(1, 1), (2, 2)}


# -- the checker sees ------------------------------------------------------------


@pytest.mark.parametrize(
    ("turns", "word"),
    [
        ([Turn(9, OFFICE, 480, 720)], "unknown"),
        ([Turn(1, OFFICE, 420, 720)], "not offered"),
        ([Turn(1, OFFICE, 480, 720), Turn(1, ON_CALL, 700, 760)], "overlaps"),
        ([Turn(1, OFFICE, 480, 720), Turn(1, ON_CALL, 730, 800)], "the way"),
        ([Turn(1, OFFICE, 480, 1100)], "works"),
        ([Turn(1, OFFICE, 1320, 1400), Turn(1, OFFICE, 1480, 1500)], "no rest"),
        ([Turn(1, OFFICE, 900, 960)], "absence"),
        ([Turn(1, OFFICE, 480, 720)], "longer than wanted"),
    ],
)
def test_the_checker_sees(turns, word):
    person = Person(1, (Stretch(480, 2000),), (Span(900, 960),))
    problem = Problem(people=(person,), needs=(need(1, 8, 12),))
    wrong = roster_checks.violations(problem, Proposal(tuple(turns)))
    assert any(word in text for text in wrong), wrong
