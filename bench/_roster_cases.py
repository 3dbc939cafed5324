"""Weeks to be filled: a ward of ten people, and small ones that are solved exactly."""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "addons" / "hcc_dispatch"))

from solver.roster_model import (  # noqa: E402
    DAY,
    Load,
    Need,
    Person,
    Problem,
    Rules,
    Skill,
    Span,
    Stretch,
    Turn,
)

HOUR = 60
OFFICE, HOUSE, ON_CALL = "office", "house", "on_call"
EVENINGS = tuple(Span(d * DAY + 17 * HOUR, d * DAY + 24 * HOUR) for d in range(7))
WEEKEND = (Span(5 * DAY, 7 * DAY),)


def ward_week(seed, people=10):
    """A week of a ward: two points and helpers on call from morning to night."""
    chance = random.Random(seed)
    needs = []
    for day in range(7):
        wanted = [(ON_CALL, 8, 12, 1, ""), (ON_CALL, 17, 21, 1, "")]
        if day < 5:
            wanted += [
                (OFFICE, 8, 12, 1, ""),
                (OFFICE, 8, 12, 1, "advanced"),
                (OFFICE, 13, 17, 2, ""),
                (ON_CALL, 13, 17, 1, ""),
            ]
        else:
            wanted += [(HOUSE, 8, 12, 2, ""), (HOUSE, 13, 17, 1, "advanced")]
        for place, start, stop, count, skill in wanted:
            begin, end = day * DAY + start * HOUR, day * DAY + stop * HOUR
            needs.append(Need(len(needs) + 1, place, begin, end, count, skill))
    return Problem(
        people=tuple(_member(chance, key) for key in range(1, people + 1)),
        needs=tuple(needs),
        last=tuple(
            Turn(chance.randint(1, people), need.place, need.start, need.stop)
            for need in needs
        ),
        evening=EVENINGS,
        weekend=WEEKEND,
        holiday=(Span(DAY, 2 * DAY),),
    )


def _member(chance, key):
    stretches = []
    for day in range(7):
        for start, stop in ((7, 12), (12.5, 17.5), (17, 22)):
            if chance.random() < 0.45:
                begin = round((day * 24 + start) * HOUR)
                end = round((day * 24 + stop) * HOUR) - chance.choice((0, 0, 30, 60))
                places = chance.choice(((), (), (OFFICE,), (HOUSE, ON_CALL)))
                stretches.append(Stretch(begin, end, frozenset(places)))
    away = ()
    if chance.random() < 0.3:
        begin = chance.randrange(5) * DAY
        away = (Span(begin, begin + 2 * DAY),)
    evening, weekend = chance.randrange(0, 2400, 60), chance.randrange(0, 2400, 60)
    return Person(
        key,
        tuple(stretches),
        away,
        (Skill("advanced"),) if chance.random() < 0.4 else (),
        week_minutes=chance.choice((10, 16, 20, 30)) * HOUR,
        before=Load(evening + weekend + 3000, evening, weekend, 0),
    )


def small_case(seed):
    """Three people, four needs of three hours, everything at whole hours."""
    chance = random.Random(seed)
    needs = []
    for key in range(4):
        start = chance.randrange(2) * DAY + chance.choice((7, 8, 10, 13, 18)) * HOUR
        needs.append(
            Need(
                key,
                chance.choice((OFFICE, ON_CALL)),
                start,
                start + 3 * HOUR,
                chance.choice((1, 1, 2)),
                chance.choice(("", "", "advanced")),
            )
        )
    people = []
    for key in range(3):
        stretches = []
        for day in range(2):
            start = chance.randrange(6, 14)
            stop = start + chance.randrange(4, 11)
            places = chance.choice(((), (OFFICE,), (ON_CALL,), (OFFICE, ON_CALL)))
            stretches.append(
                Stretch(
                    (day * 24 + start) * HOUR,
                    (day * 24 + stop) * HOUR,
                    frozenset(places),
                )
            )
        away = Span(9 * HOUR, 12 * HOUR) if chance.random() < 0.2 else None
        people.append(
            Person(
                key,
                tuple(stretches),
                (away,) if away else (),
                (Skill("advanced"),) if chance.random() < 0.6 else (),
                week_minutes=chance.choice((4, 6, 9)) * HOUR,
                day_minutes=chance.choice((3, 5, 8)) * HOUR,
                rest_minutes=chance.choice((8, 11, 14)) * HOUR,
            )
        )
    return Problem(
        people=tuple(people),
        needs=tuple(needs),
        evening=EVENINGS,
        weekend=WEEKEND,
        rules=Rules(shortest=2 * HOUR, step=HOUR, way_minutes=30),
    )
