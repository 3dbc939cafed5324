"""What goes into the roster of a week and what comes out of it. No Odoo.

Times are whole minutes since the local Monday midnight of the week; they may lie
before it or beyond its end. A place is any text that two needs may share.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

DAY = 24 * 60
WEEK = 7 * DAY

#: kinds of hours that are shared out fairly, beside all hours together
KINDS = ("evening", "weekend", "holiday")


class Span(NamedTuple):
    """Time from ``start`` until just before ``stop``."""

    start: int
    stop: int


class Turn(NamedTuple):
    """Somebody's time at a place: one shift."""

    person: int
    place: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time in which somebody can work; ``places`` empty: wherever wanted."""

    start: int
    stop: int
    places: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Skill:
    """A qualification and when it is valid."""

    name: str
    start: int = -WEEK
    stop: int = 2 * WEEK


@dataclass(frozen=True, slots=True)
class Load:
    """Minutes that somebody has worked in the weeks before."""

    total: int = 0
    evening: int = 0
    weekend: int = 0
    holiday: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be put on the roster.

    :ivar available: what the person offered
    :ivar away: absences; they win over what was offered
    :ivar week_minutes: most in a week
    :ivar day_minutes: most in shifts that begin on one day
    :ivar rest_minutes: least between the shifts of two days
    """

    key: int
    available: tuple[Stretch, ...] = ()
    away: tuple[Span, ...] = ()
    skills: tuple[Skill, ...] = ()
    week_minutes: int = 40 * 60
    day_minutes: int = 8 * 60
    rest_minutes: int = 11 * 60
    before: Load = field(default_factory=Load)


@dataclass(frozen=True, slots=True)
class Need:
    """So many people, wanted at a place for a time.

    :ivar skill: qualification that each of them needs; empty: none
    :ivar weight: how much more than others it counts
    """

    key: int
    place: str
    start: int
    stop: int
    people: int = 1
    skill: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for everybody.

    :ivar shortest: nobody comes for less, unless no more is wanted
    :ivar step: shifts begin and end whole steps after a need begins, or where
        somebody's time does
    :ivar way_minutes: least between shifts at two places
    """

    shortest: int = 120
    step: int = 60
    way_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """A week to be filled.

    :ivar fixed: shifts that stay as they are, of anybody: they cover needs, and count
        in hours and rest; those of the days around the week count in rest alone
    :ivar barred: shifts that a human took away; they are not proposed again
    :ivar last: the shifts of the week before, moved into this one
    :ivar evening, weekend, holiday: the hours of each kind
    """

    people: tuple[Person, ...] = ()
    needs: tuple[Need, ...] = ()
    fixed: tuple[Turn, ...] = ()
    barred: tuple[Turn, ...] = ()
    last: tuple[Turn, ...] = ()
    evening: tuple[Span, ...] = ()
    weekend: tuple[Span, ...] = ()
    holiday: tuple[Span, ...] = ()
    rules: Rules = field(default_factory=Rules)


class Cover(NamedTuple):
    """Who covers which need when; the time lies in a shift of that person."""

    person: int
    need: int
    start: int
    stop: int


class Gap(NamedTuple):
    """Hours that are wanted and that nobody covers.

    :ivar missing: how many people
    :ivar reason: ``nobody`` (nobody offered that time), ``absent`` (whoever did is
        away), ``qualification`` (nobody there has it), ``busy`` (all work elsewhere)
        or ``limits`` (hours, rest, or too short a time)
    """

    need: int
    start: int
    stop: int
    missing: int
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who works when, beside the fixed shifts.

    :ivar proven: no other proposal covers more
    """

    turns: tuple[Turn, ...] = ()
    covers: tuple[Cover, ...] = ()
    gaps: tuple[Gap, ...] = ()
    proven: bool = False


class Coverage(NamedTuple):
    """What comes first: weighted minutes with somebody, then with everybody."""

    somebody: int
    people: int


def day_of(minute: int) -> int:
    """The day of the week, 0 for Monday, that a minute lies in."""
    return minute // DAY


def together(turn: Turn | Span, spans: tuple[Span, ...]) -> int:
    """The minutes that a time shares with others, which do not overlap."""
    return sum(
        max(0, min(turn.stop, span.stop) - max(turn.start, span.start))
        for span in spans
    )
