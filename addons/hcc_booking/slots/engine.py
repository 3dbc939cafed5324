"""Finds the times at which help can be given.

The rules, in one place:

* a visit at home is served by helpers on call;
* a visit at a point is served, within its opening hours, by those on duty at that
  point; outside them (evenings, holidays) by those on call;
* a helper must be qualified all the time, not absent, and free;
* a helper must be able to come from the visit before, and to reach the one after,
  or the point where the next shift begins;
* at a point one desk must be free all the time;
* as many helpers must be free as the visit needs.

Everything is counted in whole minutes. What is looked for is not free time but
*beginnings*: the minutes at which a visit of the length asked for can begin. A
range of them is a pair (first, last), both of them possible.
"""

from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, pairwise
from operator import attrgetter

from .intervals import intersect, overlaps, subtract
from .minutes import WEEK
from .model import (
    ALWAYS,
    HOME,
    Busy,
    Duty,
    Interval,
    Point,
    Slot,
    SlotRequest,
    Worker,
)
from .travel import Place, Travel, travel_minutes

Range = tuple[int, int]
_START = attrgetter("start")


def find_slots(request: SlotRequest, with_workers: bool = True) -> list[Slot]:
    """All slots that can be given, by start, then by point.

    :param request: the question
    :param with_workers: whether it is of interest who is free; times alone are
        found faster
    :return: slots; within one, own ward's helpers first, then the least loaded
    """
    slots: list[Slot] = []
    for point in request.points or (None,):
        slots += _find_at(request, point, with_workers)
    slots.sort(key=lambda slot: (slot.start, slot.point_id))
    return slots


def free_workers(
    request: SlotRequest, start: int, stop: int, point: Point | None = None
) -> tuple[int, ...]:
    """Keys of those free for exactly this time, best first.

    Neither the notice nor the desks are looked at: this answers who could take a
    visit that is already promised.
    """
    sight = _Sight(request, point, stop - start)
    found = [
        worker
        for worker in request.workers
        if any(first <= start <= last for first, last in sight.beginnings(worker))
    ]
    week = (start - request.week_origin) // WEEK
    return tuple(worker.key for worker in _best_first(request, found, week))


def can_reach(asked: Busy, worker: Worker, travel: Travel) -> bool:
    """Whether somebody who has no visit at that time can get there and away again.

    :param asked: the visit
    """
    for other in (*worker.busy, *_presence(worker)):
        if other.start >= other.stop or other.point_id == asked.point_id != HOME:
            continue
        way = travel_minutes(asked.place, other.place, worker.mode, travel)
        if asked.start < other.stop + way and other.start < asked.stop + way:
            return False
    return True


def has_free_desk(point: Point, asked: Interval) -> bool:
    """Whether one desk of the point is free all that time."""
    taken = {
        desk.desk
        for desk in point.taken
        if overlaps(Interval(desk.start, desk.stop), asked)
    }
    return len(taken) < point.desks


def _find_at(
    request: SlotRequest, point: Point | None, with_workers: bool
) -> Iterator[Slot]:
    """The slots at one place, earliest first."""
    grid = _Grid(request)
    sight = _Sight(request, point, request.minutes)
    if with_workers:
        ranges = {
            worker.key: list(grid.ranges(sight.beginnings(worker)))
            for worker in request.workers
        }
        free = grid.count((one, 1) for one in ranges.values())
        people = _people_by_start(request, grid, ranges)
    else:
        free = grid.count(_weigh(grid, sight, request.workers))
        people = {}
    taken = [0] * grid.size
    if point:
        by_desk = _blocked_by_desk(point, request.minutes)
        taken = grid.count((grid.ranges(blocked), 1) for blocked in by_desk)
    desks = point.desks if point else 1
    office = _numbers_in(request.office, grid)
    pairs = _numbers_in(request.pairs, grid)
    key = point.key if point else HOME
    for index, number in enumerate(free):
        if not number or taken[index] >= desks:
            continue
        needed = 2 if index in pairs else request.helpers
        if number >= needed:
            start = grid.minute(index)
            yield Slot(
                start,
                start + request.minutes,
                key,
                index in office,
                tuple(people.get(index, ())),
            )


def _weigh(
    grid: "_Grid", sight: "_Sight", workers: Iterable[Worker]
) -> Iterator[tuple[list[Range], int]]:
    """Moments at which helpers can begin, and how many of them.

    Most shifts are those of many people, with nothing in their way: such a shift is
    looked at once. What is left is looked at for each.
    """
    alike: dict[int, int] = {}
    duties: dict[int, Duty] = {}
    for worker in workers:
        untouched, others = sight.split(worker)
        for duty in untouched:
            key = id(duty)
            if key in alike:
                alike[key] += 1
            else:
                alike[key], duties[key] = 1, duty
        if others:
            yield list(grid.ranges(others)), 1
    for key, number in alike.items():
        yield list(grid.ranges(sight.serve(duties[key]))), number


class _Grid:
    """The moments at which a slot may begin, numbered from the first."""

    def __init__(self, request: SlotRequest):
        self.step = request.step
        behind = (request.earliest - request.origin) % request.step
        self.first = request.earliest + (request.step - behind) % request.step
        self.size = max(0, -((self.first - request.latest) // request.step))

    def minute(self, index: int) -> int:
        return self.first + index * self.step

    def ranges(self, beginnings: Iterable[Range]) -> Iterator[Range]:
        """Numbers of the moments in the ranges, each of them once."""
        done = 0
        for first, last in beginnings:
            low = max(-((self.first - first) // self.step), done)
            high = min((last - self.first) // self.step, self.size - 1)
            if low <= high:
                yield low, high
                done = high + 1

    def count(self, many: Iterable[tuple[Iterable[Range], int]]) -> list[int]:
        """How much each moment weighs, by sets of ranges and their weights."""
        changes = [0] * (self.size + 1)
        for ranges, weight in many:
            for low, high in ranges:
                changes[low] += weight
                changes[high + 1] -= weight
        return list(accumulate(changes[: self.size]))


class _Sight:
    """When a visit of some length can begin at one place, for one helper or other."""

    def __init__(self, request: SlotRequest, point: Point | None, length: int):
        self.request = request
        self.point = point
        self.length = length
        self.key = point.key if point else HOME
        self.place = point.place if point else request.place
        self._served: dict[tuple[int, int, bool], list[Range]] = {}
        self._ways: dict[tuple[Place, str], int] = {}

    def beginnings(self, worker: Worker) -> list[Range]:
        """The ranges in which the helper can begin, by their first minute."""
        allowed = []
        for duty in worker.duties:
            allowed += self.serve(duty)
        return self._limit(worker, allowed, self._holes(worker)) if allowed else []

    def split(self, worker: Worker) -> tuple[list[Duty], list[Range]]:
        """The shifts that nothing limits, and the ranges in which the others allow."""
        holes = self._holes(worker)
        duties = sorted(worker.duties, key=_START)
        if worker.qualified != ALWAYS or any(
            one.stop > other.start for one, other in pairwise(duties)
        ):
            return [], self.beginnings(worker)
        if not holes:
            return duties, []
        untouched, allowed = [], []
        passed = 0
        for duty in duties:
            while passed < len(holes) and holes[passed][1] < duty.start:
                passed += 1
            if passed < len(holes) and holes[passed][0] <= duty.stop:
                allowed += self.serve(duty)
            else:
                untouched.append(duty)
        return untouched, self._limit(worker, allowed, holes) if allowed else []

    def _limit(
        self, worker: Worker, allowed: list[Range], holes: list[Range]
    ) -> list[Range]:
        """What is left of the ranges that shifts allow."""
        if worker.qualified != ALWAYS:
            qualified = [self._inside(time) for time in worker.qualified]
            allowed = [
                (max(first, since), min(last, until))
                for since, until in qualified
                for first, last in allowed
                if max(first, since) <= min(last, until)
            ]
        allowed.sort()
        return _cut(allowed, holes) if holes else allowed

    def _holes(self, worker: Worker) -> list[Range]:
        """The ranges in which the helper cannot begin, joined, by their first."""
        if not (worker.busy or worker.away or worker.bound):
            return []
        return _join(sorted(self._blocked(worker)))

    def serve(self, duty: Duty) -> list[Range]:
        """The beginnings that a shift allows; shifts are not joined together."""
        if duty.point_id and duty.point_id != self.key:
            return []
        key = (duty.start, duty.stop, bool(duty.point_id))
        if key not in self._served:
            served = [Interval(duty.start, duty.stop)]
            if self.point:
                cut = intersect if duty.point_id else subtract
                served = cut(served, self.point.openings)
            ranges = (self._inside(time) for time in served)
            self._served[key] = [pair for pair in ranges if pair[0] <= pair[1]]
        return self._served[key]

    def _inside(self, time: Interval) -> Range:
        """Beginnings of visits that lie in a time as a whole."""
        return time.start, time.stop - self.length

    def _blocked(self, worker: Worker) -> Iterator[Range]:
        """Beginnings of visits that something else makes impossible."""
        for away in worker.away:
            if away.start < away.stop:
                yield away.start - self.length + 1, away.stop - 1
        for busy in worker.busy:
            if busy.start < busy.stop:
                yield self._around(busy, worker)
        for duty in _presence(worker):
            if duty.point_id != self.key:
                yield self._around(duty, worker)

    def _around(self, other, worker: Worker) -> Range:
        """Beginnings from which one cannot reach, or be reached from, the other."""
        way = 0
        if other.point_id == HOME or other.point_id != self.key:
            key = (other.place, worker.mode)
            way = self._ways.get(key)
            if way is None:
                settings = self.request.travel
                way = travel_minutes(self.place, other.place, worker.mode, settings)
                self._ways[key] = way
        return other.start - way - self.length + 1, other.stop + way - 1


def _presence(worker: Worker) -> Iterator[Duty]:
    """The shifts at points at which the helper is there indeed."""
    for duty in worker.bound:
        if not any(
            away.start <= duty.start and duty.stop <= away.stop for away in worker.away
        ):
            yield duty


def _cut(allowed: list[Range], holes: list[Range]) -> list[Range]:
    """The allowed ranges without the holes; both sorted by their first."""
    result = []
    passed = 0
    for first, last in allowed:
        while passed < len(holes) and holes[passed][1] < first:
            passed += 1
        for since, until in islice(holes, passed, None):
            if since > last:
                break
            if since > first:
                result.append((first, since - 1))
            first = max(first, until + 1)
        if first <= last:
            result.append((first, last))
    return result


def _join(ranges: Iterable[Range]) -> list[Range]:
    """Sorted ranges, those that share minutes made one."""
    joined: list[Range] = []
    for first, last in ranges:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        elif first <= last:
            joined.append((first, last))
    return joined


def _blocked_by_desk(point: Point, length: int) -> list[list[Range]]:
    """For each desk the beginnings that its appointments make impossible."""
    by_desk: dict[int, list[Range]] = {}
    for taken in point.taken:
        if taken.start < taken.stop:
            blocked = (taken.start - length + 1, taken.stop - 1)
            by_desk.setdefault(taken.desk, []).append(blocked)
    return [sorted(ranges) for ranges in by_desk.values()]


def _numbers_in(times: Iterable[Interval], grid: _Grid) -> set[int]:
    """Numbers of the moments that lie in one of the times."""
    ranges = sorted((time.start, time.stop - 1) for time in times)
    return {
        index for low, high in grid.ranges(ranges) for index in range(low, high + 1)
    }


def _people_by_start(
    request: SlotRequest, grid: _Grid, ranges: dict[int, list[Range]]
) -> dict[int, list[int]]:
    """Who is free at each moment, best first."""
    people: dict[int, list[int]] = {}
    if not grid.size:
        return people
    behind = (grid.first - request.week_origin) // WEEK
    ahead = (grid.minute(grid.size - 1) - request.week_origin) // WEEK
    for week in range(behind, ahead + 1):
        monday = request.week_origin + week * WEEK
        since = max(-((grid.first - monday) // grid.step), 0)
        until = -((grid.first - monday - WEEK) // grid.step) - 1
        for worker in _best_first(request, request.workers, week):
            for low, high in ranges[worker.key]:
                for index in range(max(low, since), min(high, until) + 1):
                    people.setdefault(index, []).append(worker.key)
    return people


def _best_first(
    request: SlotRequest, workers: Iterable[Worker], week: int
) -> list[Worker]:
    """The workers for a visit in a week, counted from the request's week origin."""

    def order(worker: Worker) -> tuple[bool, int, int]:
        load = sum(
            (busy.start - request.week_origin) // WEEK == week for busy in worker.busy
        )
        return (not worker.own, load, worker.key)

    return sorted(workers, key=order)
