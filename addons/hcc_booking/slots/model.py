"""What goes into the slot engine and what comes out of it.

What there are hundreds of for one page is a named tuple: it is made three times as
fast as a frozen dataclass.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from .travel import NOWHERE, Place, Travel

#: key of a visit at the citizen's home, where a point would have its id
HOME = 0


class Interval(NamedTuple):
    """Time from ``start`` until just before ``stop``; may be empty.

    Of datetimes for those who work with intervals alone; the engine has minutes.
    """

    start: datetime | int
    stop: datetime | int


#: qualified without a gap, from long before until long after
ALWAYS = (Interval(-(10**9), 10**9),)


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift: at a point (its id), or on call (``point_id`` 0)."""

    start: int
    stop: int
    point_id: int = HOME
    place: Place = NOWHERE


class Busy(NamedTuple):
    """A visit that somebody has already; ``point_id`` is HOME at a citizen's home.

    One without length, as a walk-in, blocks nothing, but counts as load.
    """

    start: int
    stop: int
    point_id: int = HOME
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may be sent: active, not a relative.

    :ivar own: belongs to the ward itself, so goes first
    :ivar mode: way of travelling
    :ivar duties: the shifts that may serve this ward
    :ivar bound: all shifts at points, where one has to be and comes from
    :ivar away: absences
    :ivar qualified: when all qualifications asked for are valid
    """

    key: int
    own: bool = True
    mode: str = "motorbike"
    duties: tuple[Duty, ...] = ()
    bound: tuple[Duty, ...] = ()
    busy: tuple[Busy, ...] = ()
    away: tuple[Interval, ...] = ()
    qualified: tuple[Interval, ...] = ()


class DeskTaken(NamedTuple):
    """A desk of a point that an appointment has already."""

    desk: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Point:
    """A support point with its opening hours (holidays already taken out)."""

    key: int
    desks: int = 1
    openings: tuple[Interval, ...] = ()
    taken: tuple[DeskTaken, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """The question: where is who free for how long? All times in minutes.

    :ivar points: the points asked about; none means a visit at home
    :ivar place: the home
    :ivar earliest: nothing begins before (now and the notice needed)
    :ivar latest: nothing begins at or after
    :ivar origin: slots begin whole steps after this moment
    :ivar week_origin: a moment at which a week begins, for the load of a week
    :ivar pairs: when two helpers are needed for a visit that begins
    :ivar office: office hours
    """

    minutes: int
    earliest: int
    latest: int
    origin: int
    week_origin: int
    step: int = 30
    workers: tuple[Worker, ...] = ()
    points: tuple[Point, ...] = ()
    place: Place = NOWHERE
    travel: Travel = field(default_factory=Travel)
    helpers: int = 1
    pairs: tuple[Interval, ...] = ()
    office: tuple[Interval, ...] = ()


class Slot(NamedTuple):
    """A time that can be given; ``point_id`` is 0 at home; best helpers first.

    In minutes out of the engine, in naive UTC out of the finder.
    """

    start: datetime | int
    stop: datetime | int
    point_id: int
    in_hours: bool
    worker_ids: tuple[int, ...] = ()
