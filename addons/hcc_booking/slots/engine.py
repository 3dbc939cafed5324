"""Finds the times at which help can be given.

The rules, in one place:

* a visit at home is served by helpers on call;
* a visit at a point is served, within its opening hours, by those on duty at that
  point; outside them (evenings, holidays) by those on call;
* a helper must be qualified all the time, not absent, and free, with time to
  travel between places;
* at a point one desk must be free all the time;
* as many helpers must be free as the visit needs.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .intervals import intersect, overlaps, subtract, widen
from .model import HOME, Busy, Interval, Point, Slot, SlotRequest, Worker

WEEK = timedelta(days=7)


def find_slots(request: SlotRequest) -> list[Slot]:
    """All slots that can be given, by start, then by point.

    :param request: the question
    :return: slots; within one, own ward's helpers first, then the least loaded
    """
    slots: list[Slot] = []
    for point in request.points or (None,):
        free: dict[datetime, dict[int, Worker]] = {}
        for worker in request.workers:
            for interval in _free_time(request, worker, point):
                for start in _starts(request, interval):
                    free.setdefault(start, {})[worker.key] = worker
        for start, workers in free.items():
            slot = _make_slot(request, point, start, list(workers.values()))
            if slot:
                slots.append(slot)
    slots.sort(key=lambda slot: (slot.start, slot.point_id))
    return slots


def free_workers(
    request: SlotRequest, start: datetime, stop: datetime, point: Point | None = None
) -> tuple[int, ...]:
    """Keys of those free for exactly this time, best first.

    Neither the notice nor the desks are looked at: this answers who could take a
    visit that is already promised.
    """
    asked = Interval(start, stop)
    found = [
        worker
        for worker in request.workers
        if any(
            free.start <= asked.start and asked.stop <= free.stop
            for free in _free_time(request, worker, point)
        )
    ]
    return _best_first(request, found, start)


def has_free_desk(point: Point, asked: Interval) -> bool:
    """Whether one desk of the point is free all that time."""
    taken = {
        desk.desk
        for desk in point.taken
        if overlaps(Interval(desk.start, desk.stop), asked)
    }
    return len(taken) < point.desks


def _make_slot(
    request: SlotRequest, point: Point | None, start: datetime, workers: list[Worker]
) -> Slot | None:
    needed = 2 if start in request.pair_starts else request.helpers
    if len(workers) < needed:
        return None
    stop = start + request.length
    if point and not has_free_desk(point, Interval(start, stop)):
        return None
    return Slot(
        start=start,
        stop=stop,
        point_id=point.key if point else HOME,
        in_hours=start in request.office_starts,
        worker_ids=_best_first(request, workers, start),
    )


def _free_time(
    request: SlotRequest, worker: Worker, point: Point | None
) -> Iterator[Interval]:
    """When the worker could serve the place; shifts are not joined together."""
    place = point.key if point else HOME
    taken = [_blocked(request, busy, place) for busy in worker.busy if busy.blocks]
    taken += worker.away
    for duty in worker.duties:
        served = [Interval(duty.start, duty.stop)]
        if point and duty.point_id:
            served = intersect(served, point.openings) if duty.point_id == place else []
        elif point:
            served = subtract(served, point.openings)
        elif duty.point_id:
            served = []
        if served:
            yield from subtract(intersect(served, worker.qualified), taken)


def _blocked(request: SlotRequest, busy: Busy, place: int) -> Interval:
    """The time that a visit takes from one at ``place``: travel unless it is here."""
    interval = Interval(busy.start, busy.stop)
    if busy.start >= busy.stop:
        return interval
    stays = place != HOME and busy.place == place
    return interval if stays else widen(interval, request.travel)


def _starts(request: SlotRequest, free: Interval) -> Iterator[datetime]:
    """Beginnings on the grid at which the whole visit fits into free time."""
    step = timedelta(minutes=request.step)
    start = max(free.start, request.earliest)
    behind = (start - request.origin) % step
    if behind:
        start += step - behind
    last = free.stop - request.length
    while start <= last and start < request.latest:
        yield start
        start += step


def _best_first(
    request: SlotRequest, workers: list[Worker], start: datetime
) -> tuple[int, ...]:
    week = (start - request.week_origin) // WEEK

    def order(worker: Worker) -> tuple[bool, int, int]:
        load = sum(
            (busy.start - request.week_origin) // WEEK == week for busy in worker.busy
        )
        return (not worker.own, load, worker.key)

    return tuple(worker.key for worker in sorted(workers, key=order))
