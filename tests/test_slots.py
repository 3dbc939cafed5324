"""The slot engine alone: every small case against the plainest possible answer."""

import itertools
import random
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "addons" / "hcc_booking"))

from slots import engine, intervals  # noqa: E402
from slots.minutes import DAY as WHOLE_DAY  # noqa: E402
from slots.minutes import to_minute, to_minute_up, to_moment  # noqa: E402
from slots.model import (  # noqa: E402
    HOME,
    Busy,
    DeskTaken,
    Duty,
    Interval,
    Point,
    SlotRequest,
    Worker,
)
from slots.travel import Travel  # noqa: E402

DAY = to_minute(datetime(2026, 11, 23))


def at(hour, minute=0):
    return DAY + 60 * hour + minute


def span(start, stop):
    return Interval(int(at(start)), int(at(stop)))


ALWAYS = (Interval(DAY - 30 * WHOLE_DAY, DAY + 30 * WHOLE_DAY),)
#: 20 minutes everywhere, whatever the place
TWENTY = Travel(fixed=20, detour=0)


def request(**values):
    defaults = {
        "minutes": 30,
        "earliest": at(0),
        "latest": at(24),
        "origin": DAY,
        "week_origin": DAY,
    }
    return SlotRequest(**{**defaults, **values})


def worker(key=1, **values):
    return Worker(**{"key": key, "qualified": ALWAYS, **values})


def on_call(start, stop):
    return (Duty(at(start), at(stop)),)


def hours(slots):
    return [f"{to_moment(slot.start):%H:%M}" for slot in slots]


def minutes_of(interval_list):
    """The set of minutes of a list of intervals: the plainest algebra."""
    return _minutes_of(tuple(interval_list))


def _minutes_of(interval_list):
    found = set()
    for interval in interval_list:
        found.update(range(interval.start, interval.stop))
    return frozenset(found)


# --- intervals ---------------------------------------------------------------


def small_intervals():
    """Every set of at most two intervals on a little axis, empty ones too."""
    single = [
        Interval(at(0, a), at(0, b)) for a in range(5) for b in range(5) if a <= b
    ]
    yield ()
    for one in single:
        yield (one,)
    yield from itertools.combinations(single, 2)


def test_interval_algebra_on_every_small_case():
    cases = list(small_intervals())
    for left in cases:
        merged = intervals.merge(left)
        assert minutes_of(merged) == minutes_of(left)
        assert all(a.stop < b.start for a, b in itertools.pairwise(merged))
    rng = random.Random(7)
    pairs = rng.sample(list(itertools.product(cases, cases)), 4000)
    for left, right in pairs:
        a, b = minutes_of(left), minutes_of(right)
        assert minutes_of(intervals.subtract(left, right)) == a - b
        assert minutes_of(intervals.intersect(left, right)) == a & b


def test_overlaps_is_symmetric_and_empty_ones_never_do():
    single = [
        Interval(at(0, a), at(0, b)) for a in range(5) for b in range(5) if a <= b
    ]
    for left, right in itertools.product(single, single):
        expected = bool(minutes_of([left]) & minutes_of([right]))
        assert intervals.overlaps(left, right) is expected


# --- rules -------------------------------------------------------------------


def test_home_visit_is_served_on_call_and_not_from_a_point():
    slots = engine.find_slots(
        request(
            workers=(
                worker(1, duties=on_call(8, 10)),
                worker(2, duties=(Duty(at(8), at(12), point_id=5),)),
            )
        )
    )
    assert hours(slots) == ["08:00", "08:30", "09:00", "09:30"]
    assert {slot.worker_ids for slot in slots} == {(1,)}
    assert {slot.point_id for slot in slots} == {HOME}


def test_point_is_served_by_its_shift_while_open_and_on_call_while_closed():
    point = Point(key=5, desks=1, openings=(span(8, 10),))
    slots = engine.find_slots(
        request(
            points=(point,),
            workers=(
                worker(1, duties=(Duty(at(7), at(12), point_id=5),)),
                worker(2, duties=on_call(9, 11)),
                worker(3, duties=(Duty(at(7), at(12), point_id=6),)),
            ),
        )
    )
    assert [(f"{to_moment(s.start):%H:%M}", s.worker_ids) for s in slots] == [
        ("08:00", (1,)),
        ("08:30", (1,)),
        ("09:00", (1,)),
        ("09:30", (1,)),
        ("10:00", (2,)),
        ("10:30", (2,)),
    ]


def test_a_slot_never_straddles_the_opening_hours():
    point = Point(key=5, openings=(span(8, 9),))
    asked = request(
        minutes=60,
        points=(point,),
        workers=(worker(1, duties=on_call(8, 10)),),
    )
    assert hours(engine.find_slots(asked)) == ["09:00"]


def test_holiday_offers_on_call_and_not_the_point():
    closed = Point(key=5, openings=())
    people = (
        worker(1, duties=(Duty(at(8), at(10), point_id=5),)),
        worker(2, duties=on_call(8, 9)),
    )
    at_point = engine.find_slots(request(points=(closed,), workers=people))
    assert {slot.worker_ids for slot in at_point} == {(2,)}
    at_home = engine.find_slots(request(workers=people))
    assert hours(at_home) == ["08:00", "08:30"]


def test_notice_and_grid():
    people = (worker(duties=on_call(8, 10)),)
    assert hours(engine.find_slots(request(earliest=at(8, 1), workers=people))) == [
        "08:30",
        "09:00",
        "09:30",
    ]
    ragged = (worker(duties=(Duty(at(8, 10), at(9, 20)),)),)
    assert hours(engine.find_slots(request(workers=ragged))) == ["08:30"]
    assert hours(engine.find_slots(request(latest=at(8, 30), workers=people))) == [
        "08:00"
    ]


def test_travel_is_kept_around_other_places_and_not_at_the_same_point():
    home = (Busy(at(9), at(10), HOME),)
    slots = engine.find_slots(
        request(travel=TWENTY, workers=(worker(duties=on_call(8, 12), busy=home),))
    )
    assert hours(slots) == ["08:00", "10:30", "11:00", "11:30"]
    point = Point(key=5, desks=2, openings=(span(8, 12),))
    duty = (Duty(at(8), at(12), point_id=5),)
    here = (Busy(at(9), at(10), 5),)
    slots = engine.find_slots(
        request(
            travel=TWENTY, points=(point,), workers=(worker(duties=duty, busy=here),)
        )
    )
    assert hours(slots) == ["08:00", "08:30", "10:00", "10:30", "11:00", "11:30"]


def test_walk_in_without_length_blocks_nothing():
    busy = (Busy(at(9), at(9), 5), Busy(at(8, 40), at(8, 40)))
    people = (worker(duties=on_call(8, 10), busy=busy),)
    assert len(engine.find_slots(request(travel=TWENTY, workers=people))) == 4


def test_absence_and_qualification_cut_the_time():
    people = (
        worker(1, duties=on_call(8, 10), away=(span(8, 9),)),
        worker(2, duties=on_call(8, 10), qualified=(span(0, 9),)),
        worker(3, duties=on_call(8, 10), qualified=()),
    )
    slots = engine.find_slots(request(workers=people))
    assert [slot.worker_ids for slot in slots] == [(2,), (2,), (1,), (1,)]


def test_desks_are_the_capacity_of_a_point():
    taken = (DeskTaken(1, at(8), at(9)), DeskTaken(2, at(8, 30), at(9, 30)))
    duty = (Duty(at(8), at(10), point_id=5),)
    people = tuple(worker(key, duties=duty) for key in (1, 2, 3))
    for desks, expected in [
        (2, ["08:00", "09:00", "09:30"]),
        (3, ["08:00", "08:30", "09:00", "09:30"]),
    ]:
        point = Point(key=5, desks=desks, openings=(span(8, 10),), taken=taken)
        found = engine.find_slots(request(points=(point,), workers=people))
        assert hours(found) == expected


def test_one_desk_has_to_be_free_all_the_time():
    taken = (DeskTaken(1, at(8), at(8, 30)), DeskTaken(2, at(8, 30), at(9)))
    point = Point(key=5, desks=2, openings=(span(8, 10),), taken=taken)
    people = (worker(duties=(Duty(at(8), at(10), point_id=5),)),)
    found = engine.find_slots(request(minutes=60, points=(point,), workers=people))
    assert hours(found) == ["08:30", "09:00"]


def test_two_helpers_where_they_are_needed():
    people = (worker(1, duties=on_call(8, 10)), worker(2, duties=on_call(9, 11)))
    assert hours(engine.find_slots(request(helpers=2, workers=people))) == [
        "09:00",
        "09:30",
    ]
    pairs = (span(8, 9), Interval(at(9, 30), at(9, 31)))
    slots = engine.find_slots(request(pairs=pairs, workers=people))
    assert hours(slots) == ["09:00", "09:30", "10:00", "10:30"]


def test_one_helper_with_two_shifts_is_not_two_helpers():
    duties = (*on_call(8, 10), *on_call(8, 10))
    people = (worker(1, duties=duties),)
    assert engine.find_slots(request(helpers=2, workers=people)) == []


def test_best_first_is_own_ward_then_least_loaded_that_week():
    last_week = Busy(at(9) - 3 * WHOLE_DAY, at(10) - 3 * WHOLE_DAY)
    this_week = Busy(at(9) + 2 * WHOLE_DAY, at(10) + 2 * WHOLE_DAY)
    people = (
        worker(1, own=False, duties=on_call(8, 9)),
        worker(2, duties=on_call(8, 9), busy=(this_week,)),
        worker(3, duties=on_call(8, 9), busy=(last_week, last_week)),
        worker(4, duties=on_call(8, 9), busy=(this_week, this_week)),
    )
    slots = engine.find_slots(request(workers=people))
    assert slots[0].worker_ids == (3, 2, 4, 1)


def test_office_hours_are_marked():
    people = (worker(duties=on_call(8, 9)),)
    slots = engine.find_slots(request(workers=people, office=(span(7, 8.5),)))
    assert [slot.in_hours for slot in slots] == [True, False]


def test_length_over_the_end_of_a_shift_is_not_offered():
    people = (worker(duties=on_call(8, 9)),)
    assert engine.find_slots(request(minutes=61, workers=people)) == []
    assert hours(engine.find_slots(request(minutes=60, workers=people))) == ["08:00"]


# --- against the plainest possible answer -------------------------------------


def plain_answer(asked, start, point):
    """Minute by minute, with none of the engine's own code."""
    stop = start + asked.minutes
    minutes = minutes_of([Interval(start, stop)])
    found = []
    for person in asked.workers:
        for duty in person.duties:
            if not minutes <= minutes_of([Interval(duty.start, duty.stop)]):
                continue
            opened = minutes_of(point.openings) if point else frozenset()
            if point and duty.point_id:
                fits = duty.point_id == point.key and minutes <= opened
            elif point:
                fits = not minutes & opened
            else:
                fits = not duty.point_id
            for busy in person.busy:
                near = point and busy.point_id == point.key
                gap = 0 if near else 20
                if (
                    busy.start < busy.stop
                    and busy.start - gap < stop
                    and start < busy.stop + gap
                ):
                    fits = False
            fits = fits and not minutes & minutes_of(person.away)
            if fits and minutes <= minutes_of(person.qualified):
                found.append(person.key)
                break
    return found


def random_case(rng):
    def some(make, most):
        return tuple(make() for _ in range(rng.randint(0, most)))

    def bounds(longest):
        start = rng.randrange(0, 60 * 6, 10)
        return at(8, start), at(8, start + rng.randrange(0, longest, 10))

    def duty():
        start, _stop = bounds(10)
        length = rng.randrange(30, 240, 10)
        return Duty(start, start + length, rng.choice([0, 0, 5, 6]))

    def busy():
        return Busy(*bounds(90), rng.choice([HOME, 5, 6]))

    def person(key):
        return Worker(
            key=key,
            own=rng.random() < 0.5,
            duties=some(duty, 2),
            busy=some(busy, 2),
            away=some(lambda: Interval(*bounds(90)), 1),
            qualified=(span(8, 18),) if rng.random() < 0.8 else (span(8, 11),),
        )

    taken = some(lambda: DeskTaken(rng.choice([1, 2]), *bounds(90)), 2)
    point = Point(5, rng.choice([1, 2]), (span(9, 11), span(12, 13)), taken)
    return request(
        minutes=rng.choice([20, 30, 50]),
        earliest=at(8, rng.randrange(0, 60, 10)),
        latest=at(15),
        step=rng.choice([20, 30]),
        travel=TWENTY,
        helpers=rng.choice([1, 1, 2]),
        workers=tuple(person(key) for key in range(1, 4)),
        points=(point,) if rng.random() < 0.6 else (),
    )


def test_engine_gives_what_the_plainest_search_gives():
    rng = random.Random(2026)
    offered = 0
    for _case in range(400):
        asked = random_case(rng)
        point = asked.points[0] if asked.points else None
        found = {slot.start: slot for slot in engine.find_slots(asked)}
        step = asked.step
        start = asked.origin
        while start < asked.latest:
            expected = plain_answer(asked, start, point)
            exact = engine.free_workers(asked, start, start + asked.minutes, point)
            assert sorted(exact) == sorted(expected)
            possible = start >= asked.earliest and len(expected) >= asked.helpers
            if point and possible:
                minutes = Interval(start, start + asked.minutes)
                desks = {
                    desk.desk
                    for desk in point.taken
                    if minutes_of([Interval(desk.start, desk.stop)])
                    & minutes_of([minutes])
                }
                possible = len(desks) < point.desks
            assert (start in found) is possible
            if possible:
                offered += 1
                assert found[start].worker_ids == exact
            start += step
    assert offered > 500


def test_the_order_of_the_input_does_not_matter():
    rng = random.Random(5)
    for _case in range(50):
        asked = random_case(rng)
        turned = replace(asked, workers=tuple(reversed(asked.workers)))
        assert engine.find_slots(asked) == engine.find_slots(turned)


def test_times_alone_are_the_same_times():
    rng = random.Random(11)
    for _case in range(100):
        asked = random_case(rng)
        times = engine.find_slots(asked, with_workers=False)
        assert times == [
            slot._replace(worker_ids=()) for slot in engine.find_slots(asked)
        ]


def test_minutes_are_whole_and_begun_ones_are_rounded_outwards():
    moment = datetime(2026, 11, 23, 1, 30)
    assert to_moment(to_minute(moment)) == moment == to_moment(to_minute_up(moment))
    late = moment + timedelta(seconds=1)
    assert to_moment(to_minute(late)) == moment
    assert to_minute_up(late) == to_minute(moment) + 1
