"""How many collaborators a ward would need for a level of service. No Odoo here.

Work arrives hour by hour as measured, with the chance of a Poisson process drawn from
a fixed seed, and waits in line for people who work in the opening hours. What is
counted is the wait that somebody would have who asks in an hour, weighted by how many
ask in that hour of the week. Draws do not depend on the demand nor on the number of
people: more demand is the same arrivals and some more, so that more people never
lengthen a wait, and more demand never shortens one.
"""

import math
import random
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

WEEK = 7 * 24
WARM_UP = 2
WEEKS = 12
SEED = 20261128
MOST_PEOPLE = 500


class Level(NamedTuple):
    """So many of the requests begin within so many hours of asking."""

    share: float
    hours: float


class Answer(NamedTuple):
    share: float
    mean_hours: float


@cache
def _draws(seed, cells):
    """Return a random number for each hour, the same for every ward and demand."""
    chance = random.Random(seed)
    return tuple(chance.random() for __ in range(cells))


def poisson(mean, draw):
    """Return the number of arrivals that a draw means; it grows with the mean.

    >>> [poisson(mean, 0.5) for mean in (0, 0.5, 2, 10)]
    [0, 0, 2, 10]
    """
    if mean <= 0:
        return 0
    if mean > 500:
        return max(0, round(mean + (draw - 0.5) * 2 * math.sqrt(mean)))
    number, chance = 0, math.exp(-mean)
    total = chance
    while draw > total and number < mean + 40 * math.sqrt(mean) + 40:
        number += 1
        chance *= mean / number
        total += chance
    return number


def is_open(hour, days=5, first=8, last=17):
    """Whether an hour of the week (0: Monday, midnight) is one of work.

    >>> sum(is_open(hour) for hour in range(WEEK))
    45
    """
    return hour // 24 < days and first <= hour % 24 < last


def simulate(rates, minutes, capacity, opened, hours, weeks=WEEKS, seed=SEED):
    """Let a ward work for some weeks.

    :param rates: requests an hour, for each of the 168 hours of a week
    :param float minutes: of work for each request, with travel
    :param float capacity: people at work at a time in opening hours
    :param opened: 168 booleans
    :param float hours: wait that still counts as in time
    :return: :class:`Answer`; a share of 0 when nobody works, of 1 when nobody asks

    >>> opened = [is_open(hour) for hour in range(WEEK)]
    >>> simulate([0.1] * WEEK, 60, 0, opened, 24).share
    0.0
    >>> simulate([0.1] * WEEK, 60, 50, opened, 72).share
    1.0
    """
    if not sum(rates):
        return Answer(1.0, 0.0)
    if capacity <= 0 or not any(opened):
        return Answer(0.0, math.inf)
    cells = (WARM_UP + weeks) * WEEK
    draws = _draws(seed, cells)
    before = [0]
    for hour in range(WEEK):
        before.append(before[-1] + opened[hour])
    weekly = before[-1]
    work, weight, timely, waited = 0.0, 0.0, 0.0, 0.0
    for cell in range(cells):
        hour = cell % WEEK
        rate = rates[hour]
        if cell >= WARM_UP * WEEK and rate:
            wait = _wait(hour, work / capacity, opened, before, weekly)
            weight += rate
            waited += rate * wait
            timely += rate * (wait <= hours)
        work += poisson(rate, draws[cell]) * minutes / 60
        if opened[hour]:
            work = max(0.0, work - capacity)
    return Answer(timely / weight, waited / weight)


def _wait(hour, ahead, opened, before, weekly):
    """Return the hours until so many opening hours of work ahead are done."""
    if not ahead and opened[hour]:
        return 0.0
    target = before[hour] + ahead
    whole, rest = divmod(target, weekly)
    # the hour of the week in which the work ahead ends
    end = bisect_right(before, rest) - 1
    return whole * WEEK + end + (rest - before[end]) - hour


def people_for(capacity, open_hours, hours_each):
    """Return how many people with so many hours a week keep so many at work.

    >>> people_for(2, 45, 9)
    10
    """
    return math.ceil(round(capacity * open_hours / hours_each, 6))


def capacity_of(people, open_hours, hours_each):
    """Return how many are at work at a time, on average.

    >>> capacity_of(10, 45, 9)
    2.0
    """
    return people * hours_each / open_hours if open_hours else 0.0


def people_needed(rates, minutes, hours_each, opened, level, most=MOST_PEOPLE):
    """Return the least number of people that reach a level; None beyond ``most``.

    >>> opened = [is_open(hour) for hour in range(WEEK)]
    >>> people_needed([0.0] * WEEK, 60, 8, opened, Level(0.9, 48))
    0
    """
    if not sum(rates):
        return 0
    open_hours = sum(opened)

    def reaches(people):
        capacity = capacity_of(people, open_hours, hours_each)
        answer = simulate(rates, minutes, capacity, opened, level.hours)
        return answer.share >= level.share

    low, high = 0, 1
    while not reaches(high):
        low, high = high, high * 2
        if low >= most:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high if high <= most else None


def fits(predicted, measured, hours=6, share=0.3):
    """Whether a predicted mean wait is near enough to the measured one to believe it.

    >>> fits(20, 24), fits(2, 100), fits(5, None) is None
    (True, False, True)
    """
    if measured is None:
        return None
    return abs(predicted - measured) <= max(hours, share * measured)
