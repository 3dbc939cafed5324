"""The most that a small week can be covered, by trying everything there is.

For three people and needs of whole hours, without fixed shifts. Each person's
possible weeks are listed one by one; all sums of them are looked at. A week is one
number: two bits for each hour of each need.
"""

import itertools

import numpy

HOUR, DAY = 60, 1440


def best_coverage(problem):
    """:return: (minutes with somebody, minutes of people), weighted, at best"""
    first_bit, width = {}, 0
    for need in problem.needs:
        first_bit[need.key] = width
        width += 2 * ((need.stop - need.start) // HOUR)
    weeks = [_weeks(problem, person, first_bit) for person in problem.people]
    states = numpy.zeros(1, dtype=numpy.int64)
    for options in weeks:
        sums = numpy.unique(
            numpy.concatenate([states + option for option in sorted(options)])
        )
        states = sums[_allowed(problem, first_bit, sums)]
    somebody = people = 0
    for need, shift in _hours(problem, first_bit):
        count = (states >> shift) & 3
        people = people + count * HOUR * need.weight
        somebody = somebody + numpy.minimum(count, 1) * HOUR * need.weight
    best = max(zip(somebody.tolist(), people.tolist(), strict=True))
    return best


def _hours(problem, first_bit):
    for need in problem.needs:
        for hour in range((need.stop - need.start) // HOUR):
            yield need, first_bit[need.key] + 2 * hour


def _allowed(problem, first_bit, states):
    """Nobody stands where nobody is wanted."""
    allowed = numpy.ones(len(states), dtype=bool)
    for need, shift in _hours(problem, first_bit):
        allowed &= ((states >> shift) & 3) <= need.people
    return allowed


def _weeks(problem, person, first_bit):
    """Every week that a person may work, as a set of numbers."""
    shifts = []
    for need in problem.needs:
        mine = [None]
        hours = range(need.start, need.stop + 1, HOUR)
        for start, stop in itertools.combinations(hours, 2):
            if stop - start >= min(problem.rules.shortest, need.stop - need.start):
                if _can(person, need, start, stop):
                    mine.append((need, start, stop))
        shifts.append(mine)
    found = set()
    for chosen in itertools.product(*shifts):
        week = [shift for shift in chosen if shift]
        if _keeps_rules(problem, person, week):
            number = 0
            for need, start, stop in week:
                for moment in range(start, stop, HOUR):
                    hour = (moment - need.start) // HOUR
                    number += 1 << (first_bit[need.key] + 2 * hour)
            found.add(number)
    return found


def _can(person, need, start, stop):
    if need.skill and not any(skill.name == need.skill for skill in person.skills):
        return False
    return all(
        any(
            s.start <= m < s.stop and (not s.places or need.place in s.places)
            for s in person.available
        )
        and not any(away.start <= m < away.stop for away in person.away)
        for m in range(start, stop, 30)
    )


def _keeps_rules(problem, person, week):
    if sum(stop - start for _need, start, stop in week) > person.week_minutes:
        return False
    for day in (0, 1):
        minutes = sum(b - a for _need, a, b in week if a // DAY == day)
        if minutes > person.day_minutes:
            return False
    for one, other in itertools.combinations(week, 2):
        one, other = sorted((one, other), key=lambda shift: shift[1])
        between = other[1] - one[2]
        least = 0 if one[0].place == other[0].place else problem.rules.way_minutes
        if one[1] // DAY != other[1] // DAY:
            least = person.rest_minutes
        if between < least:
            return False
    return True
