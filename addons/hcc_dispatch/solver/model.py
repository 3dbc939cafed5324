"""What a day's plan is made from, and the plan itself: plain values.

Units, everywhere in this package: times are whole minutes since the local midnight
of the planned day and may go beyond 1440; lengths of time and ways are whole
minutes, distances whole metres; a place is a row number of the travel matrices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

#: id of a record, or any name
Key = int | str
#: rows of whole numbers: ``matrix[from place][to place]``
Matrix = Sequence[Sequence[int]]

LEAD = "lead"
SECOND = "second"
ROLES = (LEAD, SECOND)

#: why a visit is in nobody's route, the first that applies
NO_SHIFT = "no_shift"
QUALIFICATION = "qualification"
LANGUAGE = "language"
GENDER = "gender"
RELATIVE = "relative"
NO_LEAD = "no_lead"
NO_SECOND = "no_second"
BUSY = "busy"
REASONS = (
    NO_SHIFT,
    QUALIFICATION,
    LANGUAGE,
    GENDER,
    RELATIVE,
    NO_LEAD,
    NO_SECOND,
    BUSY,
)


class Span(NamedTuple):
    """Minutes at which something may begin, both ends possible.

    One of no width is a promised time.
    """

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Break:
    """A rest that begins between two minutes; ``minutes`` long, at any place."""

    earliest: int
    latest: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Shift:
    """Time in which a helper serves; a visit lies in one shift as a whole.

    The way from home and back home need not lie in it.

    :ivar stop: the first minute that is not part of it
    :ivar areas: where visits are served on call; ``point`` is ``None`` then
    :ivar point: the point at which visits are served, and no others
    :ivar place: where the point is; the helper is there from start to stop, so
        nothing elsewhere can be served which that cannot be reached from in time
    """

    start: int
    stop: int
    areas: frozenset[Key] = frozenset()
    point: Key | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who may be sent.

    :ivar shifts: free of absences, not overlapping
    :ivar start_place: where the day begins; ``None``: with the first visit
    :ivar end_place: where the day ends; ``None``: with the last visit
    :ivar mode: way of travelling, a key of ``Travel.minutes``
    :ivar may_lead: may be alone or first on a visit
    :ivar month_minutes: worked this month before that day
    :ivar max_minutes: of visits on that day; ``None``: no limit
    :ivar capacity: what fits into the vehicle; ``None``: no limit
    """

    key: Key
    shifts: tuple[Shift, ...] = ()
    start_place: int | None = None
    end_place: int | None = None
    mode: str = "motorbike"
    skills: frozenset[Key] = frozenset()
    languages: frozenset[Key] = frozenset()
    gender: str | None = None
    may_lead: bool = True
    breaks: tuple[Break, ...] = ()
    month_minutes: int = 0
    max_minutes: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """Help that somebody asked for.

    :ivar minutes: from beginning to end, at least one
    :ivar windows: when it may begin; one of no width is a promised time
    :ivar area: where it is, for helpers on call
    :ivar point: served by those on duty at that point; a visit at a point outside
        its opening hours has none and is one for helpers on call
    :ivar skills: the lead needs all of them
    :ivar languages: everybody who comes needs one of them; empty: any will do
    :ivar gender: wished for, of everybody who comes
    :ivar barred: keys of helpers who may not come, as relatives
    :ivar crew: 1, or 2 who come at the same time
    :ivar pinned: (helper key, role) that must stay. People decided it, so it is not
        judged again, and it blocks that helper's time; one needs a promised time
    :ivar current: keys of helpers who have it now; a change of them counts as moved
    :ivar weight: how many it counts for when not all can be served
    :ivar demand: room that it takes of a helper's ``capacity``
    """

    key: Key
    place: int
    minutes: int
    windows: tuple[Span, ...]
    area: Key | None = None
    point: Key | None = None
    skills: frozenset[Key] = frozenset()
    languages: frozenset[Key] = frozenset()
    gender: str | None = None
    barred: frozenset[Key] = frozenset()
    crew: int = 1
    pinned: tuple[tuple[Key, str], ...] = ()
    current: tuple[Key, ...] = ()
    weight: int = 1
    demand: int = 0

    @property
    def promised(self) -> int | None:
        """The minute that was promised, if one was."""
        if len(self.windows) == 1 and self.windows[0].start == self.windows[0].stop:
            return self.windows[0].start
        return None


@dataclass(frozen=True, slots=True)
class Travel:
    """Ways between places; may differ there and back.

    :ivar minutes: a matrix for each way of travelling
    :ivar metres: a matrix
    """

    minutes: Mapping[str, Matrix]
    metres: Matrix


@dataclass(frozen=True, slots=True)
class Problem:
    """A day to be planned; ``solver.validate.check_problem`` says what is wrong."""

    helpers: tuple[Helper, ...]
    visits: tuple[Visit, ...]
    travel: Travel


class Stop(NamedTuple):
    """One helper at one visit from ``start`` to ``stop``."""

    visit: Key
    start: int
    stop: int
    role: str = LEAD


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes where, in order of time.

    :ivar routes: a tuple of stops for each helper, also for those with none
    :ivar unserved: {visit key: reason code}; a pinned stop of a visit whose other
        helper is missing stays in its route
    :ivar method: what made it, for people who look for reasons
    """

    routes: Mapping[Key, tuple[Stop, ...]]
    unserved: Mapping[Key, str] = field(default_factory=dict)
    method: str = ""


class Figures(NamedTuple):
    """What a plan comes to.

    :ivar served: sum of the weights of visits with everybody they need
    :ivar unserved: sum of the weights of the others
    :ivar spread_minutes: between the most and the least loaded helper who has a
        shift, month and day together
    :ivar moved: visits that had helpers and now have not all of them
    """

    served: int
    unserved: int
    travel_minutes: int
    travel_metres: int
    spread_minutes: int
    moved: int

    @property
    def rank(self) -> tuple[int, ...]:
        """Smaller is better: citizens, then travel, then fairness, then stability."""
        return (
            self.unserved,
            self.travel_minutes,
            self.spread_minutes,
            self.moved,
            self.travel_metres,
        )
