"""Checks any proposal against its problem, minute by minute and rule by rule.

Shares no code with whoever made the proposal but the values themselves.
"""

from collections import defaultdict
from itertools import combinations

from .roster_model import DAY, Problem, Proposal


def violations(problem: Problem, proposal: Proposal) -> list[str]:
    """What is wrong with a proposal, as short technical texts; empty when nothing."""
    found: list[str] = []
    people = {person.key: person for person in problem.people}
    unknown = {turn.person for turn in proposal.turns} - set(people)
    if unknown:
        return [f"unknown person {key}" for key in sorted(unknown)]
    for key, person in people.items():
        turns = [turn for turn in proposal.turns if turn.person == key]
        fixed = [turn for turn in problem.fixed if turn.person == key]
        found += _not_offered(problem, person, turns)
        found += _too_close(problem, person, turns, fixed)
        found += _too_much(person, turns, fixed)
    found += _wrong_covers(problem, proposal, people)
    found += _wrong_gaps(problem, proposal)
    return found


def _not_offered(problem, person, turns):
    for turn in turns:
        if turn.start >= turn.stop:
            yield f"{turn} is empty"
        for minute in range(turn.start, turn.stop):
            if not any(
                stretch.start <= minute < stretch.stop
                and (not stretch.places or turn.place in stretch.places)
                for stretch in person.available
            ):
                yield f"{turn} was not offered at {minute}"
                break
        if any(a.start < turn.stop and turn.start < a.stop for a in person.away):
            yield f"{turn} lies in an absence"
        for barred in problem.barred:
            if (
                barred[:2] == turn[:2]
                and barred.start < turn.stop
                and turn.start < barred.stop
            ):
                yield f"{turn} was taken away before"


def _too_close(problem, person, turns, fixed):
    pairs = list(combinations(turns, 2))
    pairs += [(turn, other) for turn in turns for other in fixed]
    for one, other in pairs:
        first, second = sorted((one, other), key=lambda turn: (turn.start, turn.stop))
        between = second.start - first.stop
        if between < 0:
            yield f"{first} overlaps {second}"
        elif first.start // DAY != second.start // DAY:
            if between < person.rest_minutes:
                yield f"no rest between {first} and {second}"
        elif first.place != second.place and between < problem.rules.way_minutes:
            yield f"no time for the way between {first} and {second}"


def _too_much(person, turns, fixed):
    by_day, days = defaultdict(int), {turn.start // DAY for turn in turns}
    for turn in (*turns, *(turn for turn in fixed if 0 <= turn.start < 7 * DAY)):
        by_day[turn.start // DAY] += turn.stop - turn.start
    for day in sorted(days):
        if by_day[day] > person.day_minutes:
            yield f"{person.key} works {by_day[day]} minutes on day {day}"
    if turns and sum(by_day.values()) > person.week_minutes:
        yield f"{person.key} works {sum(by_day.values())} minutes"


def _wrong_covers(problem, proposal, people):
    needs = {need.key: need for need in problem.needs}
    everything = (*problem.fixed, *proposal.turns)
    used = defaultdict(int)
    for cover in proposal.covers:
        need, person = needs[cover.need], people.get(cover.person)
        if not need.start <= cover.start < cover.stop <= need.stop:
            yield f"{cover} lies outside the need"
        holding = [
            turn
            for turn in everything
            if turn.person == cover.person
            and turn.place == need.place
            and turn.start <= cover.start
            and cover.stop <= turn.stop
        ]
        if not holding:
            yield f"{cover} lies in no shift"
        for turn in holding:
            used[turn] += cover.stop - cover.start
        if need.skill and not (person and _has_skill(person, need.skill, cover)):
            yield f"{cover} without {need.skill}"
    for one, other in combinations(proposal.covers, 2):
        if one.person == other.person and one.start < other.stop:
            if other.start < one.stop:
                yield f"{one} and {other} at once"
    for turn in proposal.turns:
        if used[turn] != turn.stop - turn.start:
            yield f"{turn} is longer than wanted"


def _has_skill(person, skill, cover):
    return all(
        any(s.name == skill and s.start <= minute < s.stop for s in person.skills)
        for minute in range(cover.start, cover.stop)
    )


def _wrong_gaps(problem, proposal):
    for need in problem.needs:
        covers = [cover for cover in proposal.covers if cover.need == need.key]
        gaps = [gap for gap in proposal.gaps if gap.need == need.key]
        for minute in range(need.start, need.stop):
            there = sum(cover.start <= minute < cover.stop for cover in covers)
            told = sum(gap.missing for gap in gaps if gap.start <= minute < gap.stop)
            if there > need.people:
                yield f"need {need.key} has {there} people at {minute}"
                break
            if need.people - there != told:
                yield f"need {need.key} misses {need.people - there} at {minute}"
                break
