"""What goes into the slot engine and what comes out of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: place of a visit at the citizen's home, where a point would have its id
HOME = 0


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Time from ``start`` until just before ``stop``; may be empty."""

    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift: at a point (its id), or on call (``point_id`` 0)."""

    start: datetime
    stop: datetime
    point_id: int = 0


@dataclass(frozen=True, slots=True)
class Busy:
    """A visit that somebody has already; ``place`` is HOME or the point's id.

    One that blocks nothing (over, or a walk-in without length) still counts as
    load of its week.
    """

    start: datetime
    stop: datetime
    place: int = HOME
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who may be sent: active, not a relative.

    :ivar own: belongs to the ward itself, so goes first
    :ivar duties: the shifts that may serve this ward
    :ivar away: absences
    :ivar qualified: when all qualifications asked for are valid
    """

    key: int
    own: bool = True
    duties: tuple[Duty, ...] = ()
    busy: tuple[Busy, ...] = ()
    away: tuple[Interval, ...] = ()
    qualified: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskTaken:
    """A desk of a point that an appointment has already."""

    desk: int
    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """A support point with its opening hours (holidays already taken out)."""

    key: int
    desks: int = 1
    openings: tuple[Interval, ...] = ()
    taken: tuple[DeskTaken, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """The question: where is who free for how long?

    :ivar points: the points asked about; none means a visit at home
    :ivar earliest: nothing begins before (now and the notice needed)
    :ivar latest: nothing begins at or after
    :ivar origin: slots begin whole steps after this moment
    :ivar week_origin: a moment at which a week begins, for the load of a week
    :ivar pair_starts: beginnings at which two helpers are needed
    :ivar office_starts: beginnings that lie in office hours
    """

    minutes: int
    earliest: datetime
    latest: datetime
    origin: datetime
    week_origin: datetime
    step: int = 30
    workers: tuple[Worker, ...] = ()
    points: tuple[Point, ...] = ()
    travel: int = 0
    helpers: int = 1
    pair_starts: frozenset[datetime] = field(default_factory=frozenset)
    office_starts: frozenset[datetime] = field(default_factory=frozenset)

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be given; ``point_id`` is 0 at home; best helpers first."""

    start: datetime
    stop: datetime
    point_id: int
    in_hours: bool
    worker_ids: tuple[int, ...]
