"""Ways between visits: no slot that nobody could reach, and none withheld."""

import itertools
import random
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "addons" / "hcc_booking"))

from slots import engine  # noqa: E402
from slots.minutes import DAY, to_minute  # noqa: E402
from slots.model import (  # noqa: E402
    ALWAYS,
    HOME,
    Busy,
    Duty,
    Interval,
    Point,
    SlotRequest,
    Worker,
)
from slots.travel import (  # noqa: E402
    LONGEST,
    NOWHERE,
    Place,
    Travel,
    distance_km,
    travel_minutes,
)

MONDAY = to_minute(datetime(2026, 11, 23))
CITY = Travel()
HOAN_KIEM = Place(21.0285, 105.8542)
HA_DONG = Place(20.9713, 105.7788)


def at(hour, minute=0):
    return MONDAY + 60 * hour + minute


def request(**values):
    defaults = {
        "minutes": 30,
        "earliest": at(0),
        "latest": at(24),
        "origin": MONDAY,
        "week_origin": MONDAY,
        "step": 5,
    }
    return SlotRequest(**{**defaults, **values})


def worker(key=1, **values):
    return Worker(**{"key": key, "qualified": ALWAYS, **values})


def starts(slots):
    return [slot.start - MONDAY for slot in slots]


# --- ways ---------------------------------------------------------------------


def test_distance_is_that_of_the_map():
    # measured on a map: 10.1 km
    assert distance_km(HOAN_KIEM, HA_DONG) == pytest.approx(10.1, abs=0.1)
    assert distance_km(HA_DONG, HOAN_KIEM) == distance_km(HOAN_KIEM, HA_DONG)
    assert distance_km(HOAN_KIEM, HOAN_KIEM) == 0


def test_minutes_follow_from_the_way_of_travelling():
    def way(mode):
        return travel_minutes(HOAN_KIEM, HA_DONG, mode, CITY)

    # 14.1 km to go: 47, 85 and 212 minutes, and 10 for the door
    assert [way(mode) for mode in ("motorbike", "bicycle", "walk")] == [58, 95, 222]
    assert travel_minutes(HOAN_KIEM, HOAN_KIEM, "walk", CITY) == 10
    slow = replace(CITY, fixed=0, detour=200, walk=2)
    assert travel_minutes(HOAN_KIEM, HA_DONG, "walk", slow) == LONGEST


def test_two_visits_in_one_ward_are_apart():
    ward = Place(21.03, 105.83, spread_km=2)
    assert distance_km(ward, ward) == 2
    assert travel_minutes(ward, ward, "motorbike", CITY) == 10 + 10
    exact = Place(21.03, 105.83)
    assert travel_minutes(ward, exact, "motorbike", CITY) == 10 + 5


def test_what_nobody_knows_takes_a_way_too():
    assert travel_minutes(NOWHERE, HA_DONG, "motorbike", CITY) == 10 + 14
    assert travel_minutes(NOWHERE, NOWHERE, "motorbike", CITY) == 10 + 14


def test_a_speed_of_nothing_stops_nobody_for_ever():
    assert travel_minutes(HOAN_KIEM, HA_DONG, "walk", replace(CITY, walk=0)) == LONGEST


# --- rules --------------------------------------------------------------------


def test_way_before_and_after_a_visit():
    busy = (Busy(at(9), at(10), HOME, HA_DONG),)
    person = worker(duties=(Duty(at(7), at(13)),), busy=busy)
    found = starts(engine.find_slots(request(place=HOAN_KIEM, workers=(person,))))
    # 58 minutes each way
    assert found == [420, 425, 430, 435, 440, 445, 450, *range(660, 751, 5)]


def test_shift_at_a_point_binds():
    point = Duty(at(8), at(12), 5, HA_DONG)
    person = worker(duties=(Duty(at(12), at(14)), Duty(at(6), at(8))), bound=(point,))
    found = starts(engine.find_slots(request(place=HOAN_KIEM, workers=(person,))))
    assert found == [360, 365, 370, 375, 380, 385, 390, *range(780, 811, 5)]
    away = replace(person, away=(Interval(at(8), at(12)),))
    found = starts(engine.find_slots(request(place=HOAN_KIEM, workers=(away,))))
    assert len(found) == 2 * 19, "who is away comes from no point"


def test_shift_at_the_point_itself_does_not_bind():
    here = Point(5, 1, (Interval(at(8), at(12)),), place=HA_DONG)
    duties = (Duty(at(8), at(12), 5, HA_DONG), Duty(at(12), at(13)))
    person = worker(duties=duties, bound=duties[:1])
    found = starts(engine.find_slots(request(points=(here,), workers=(person,))))
    assert found == [*range(480, 691, 5), *range(720, 751, 5)]
    there = replace(here, key=6, openings=(), place=HOAN_KIEM)
    found = starts(engine.find_slots(request(points=(there,), workers=(person,))))
    assert found == [], "58 minutes to go, and an hour on call"


def test_a_reachable_neighbour_is_reachable_both_ways():
    visit = Busy(at(9), at(10), HOME, HA_DONG)
    other = Busy(at(11), at(12), HOME, HOAN_KIEM)
    assert engine.can_reach(visit, worker(busy=(other,)), CITY)
    assert engine.can_reach(other, worker(busy=(visit,)), CITY)
    near = other._replace(start=at(10, 57))
    assert not engine.can_reach(visit, worker(busy=(near,)), CITY)
    assert not engine.can_reach(near, worker(busy=(visit,)), CITY)
    point = Duty(at(10, 57), at(12), 5, HOAN_KIEM)
    assert not engine.can_reach(visit, worker(bound=(point,)), CITY)
    away = (Interval(at(10), at(13)),)
    assert engine.can_reach(visit, worker(bound=(point,), away=away), CITY)
    at_point = visit._replace(point_id=5, place=HOAN_KIEM)
    assert engine.can_reach(at_point, worker(bound=(point,)), CITY)


# --- against somebody who really goes through the day -------------------------


def goes_through(stops, mode, travel):
    """Whether one person can be everywhere in time, walking through the day.

    :param stops: (start, stop, point id, place), each where one has to be
    """
    stops = sorted(stops, key=lambda stop: stop[:2])
    for before, after in itertools.pairwise(stops):
        same_point = before[2] == after[2] != HOME
        way = 0 if same_point else travel_minutes(before[3], after[3], mode, travel)
        if before[1] + way > after[0]:
            return False
    return True


def random_place(rng):
    return Place(
        21 + rng.randrange(60) / 1000,
        105.8 + rng.randrange(60) / 1000,
        rng.choice([0.0, 0.0, 0.8, 2.0]),
    )


def random_worker(rng, key, points, travel):
    """Somebody whose day, as it is, can be done."""
    mode = rng.choice(["walk", "bicycle", "motorbike", "motorbike"])
    duties, bound, busy, stops = [], [], [], []
    moment = at(6)
    while moment < at(20):
        moment += rng.randrange(0, 90, 5)
        length = rng.randrange(60, 300, 5)
        point = rng.choice([None, None, *points])
        duty = Duty(moment, moment + length)
        if point:
            duty = Duty(moment, moment + length, point.key, point.place)
            stop = (duty.start, duty.stop, point.key, point.place)
            if not goes_through([*stops, stop], mode, travel):
                moment += length
                continue
            bound.append(duty)
            stops.append(stop)
        duties.append(duty)
        moment += length
    for _try in range(rng.randrange(5)):
        duty = rng.choice(duties) if duties else Duty(at(8), at(12))
        start = rng.randrange(duty.start, duty.stop, 5)
        length = rng.choice([0, 20, 45])
        place = duty.place if duty.point_id else random_place(rng)
        stop = (start, start + length, duty.point_id, place)
        if duty.point_id and start + length > duty.stop:
            continue
        if duty.point_id or (length and goes_through([*stops, stop], mode, travel)):
            overlaps = any(
                start < other.stop and other.start < start + length for other in busy
            )
            if not overlaps:
                busy.append(Busy(*stop))
                if not duty.point_id:
                    stops.append(stop)
    shuffled = rng.sample(duties, len(duties))
    return worker(
        key, mode=mode, duties=tuple(shuffled), bound=tuple(bound), busy=tuple(busy)
    )


def could_come(asked, person, start, point):
    """The plainest answer: is on duty, is free, and gets through the day with it."""
    stop = start + asked.minutes
    key = point.key if point else HOME
    place = point.place if point else asked.place
    minutes = set(range(start, stop))
    opened = {
        minute
        for opening in (point.openings if point else ())
        for minute in range(opening.start, opening.stop)
    }
    on_duty = any(
        duty.start <= start
        and stop <= duty.stop
        and (
            duty.point_id == key and minutes <= opened
            if duty.point_id
            else not minutes & opened
        )
        for duty in person.duties
        if duty.point_id in (HOME, key)
    )
    if not on_duty:
        return False
    if any(
        busy.start < busy.stop and busy.start < stop and start < busy.stop
        for busy in person.busy
    ):
        return False
    # at the point itself one is there already: its shift is no stop of its own
    stops = [
        (duty.start, duty.stop, duty.point_id, duty.place)
        for duty in person.bound
        if duty.point_id != key
    ]
    stops += [
        (busy.start, busy.stop, busy.point_id, busy.place)
        for busy in person.busy
        if busy.start < busy.stop
        and not any(
            duty.point_id == busy.point_id
            and duty.start <= busy.start
            and busy.stop <= duty.stop
            for duty in person.bound
            if duty.point_id != key
        )
    ]
    return goes_through([*stops, (start, stop, key, place)], person.mode, CITY)


def random_case(rng):
    points = [
        Point(
            key,
            desks=3,
            openings=(Interval(at(8), at(12)), Interval(at(13), at(17)))
            if rng.random() < 0.8
            else (),
            place=random_place(rng),
        )
        for key in (5, 6)
    ]
    people = [random_worker(rng, key, points, CITY) for key in range(1, 5)]
    return request(
        minutes=rng.choice([20, 45, 60]),
        step=rng.choice([10, 15, 30]),
        earliest=at(6, rng.randrange(0, 90, 5)),
        place=random_place(rng),
        workers=tuple(people),
        points=tuple(points[:1]) if rng.random() < 0.5 else (),
        pairs=(Interval(at(18), at(30)),) if rng.random() < 0.5 else (),
    )


def grid(asked):
    first = asked.origin + -((asked.origin - asked.earliest) // asked.step) * asked.step
    return range(first, asked.latest, asked.step)


@pytest.mark.parametrize("seed", range(40))
def test_offered_is_reachable_and_reachable_is_offered(seed):
    rng = random.Random(seed)
    for _case in range(8):
        asked = random_case(rng)
        point = asked.points[0] if asked.points else None
        found = {slot.start: slot for slot in engine.find_slots(asked)}
        assert set(found) <= set(grid(asked))
        for start in grid(asked):
            people = [
                person.key
                for person in asked.workers
                if could_come(asked, person, start, point)
            ]
            exact = engine.free_workers(asked, start, start + asked.minutes, point)
            assert sorted(exact) == people
            needed = 1
            if any(time.start <= start < time.stop for time in asked.pairs):
                needed = 2
            assert (start in found) is (len(people) >= needed)
            if start in found:
                assert found[start].worker_ids == exact
        times = engine.find_slots(asked, with_workers=False)
        assert [slot.start for slot in times] == list(found)


def test_the_random_days_are_worth_it():
    """Some are offered, some are withheld for the way alone, some for a partner."""
    rng = random.Random(99)
    offered = for_the_way = for_a_partner = 0
    for _case in range(60):
        asked = random_case(rng)
        slots = {slot.start for slot in engine.find_slots(asked)}
        beside = replace(asked, travel=Travel(fixed=0, detour=0))
        flying = {slot.start for slot in engine.find_slots(beside)}
        alone = {slot.start for slot in engine.find_slots(replace(asked, pairs=()))}
        assert slots <= flying
        assert slots <= alone
        offered += len(slots)
        for_the_way += len(flying - slots)
        for_a_partner += len(alone - slots)
    assert min(offered, for_the_way, for_a_partner) > 50


@pytest.mark.parametrize("seed", range(10))
def test_nobody_goes_home_out_of_shift_and_nobody_alone_in_the_evening(seed):
    rng = random.Random(1000 + seed)
    for _case in range(20):
        asked = replace(random_case(rng), points=())
        people = {person.key: person for person in asked.workers}
        for slot in engine.find_slots(asked):
            for key in slot.worker_ids:
                assert any(
                    not duty.point_id
                    and duty.start <= slot.start
                    and slot.stop <= duty.stop
                    for duty in people[key].duties
                )
            if asked.pairs and slot.start >= at(18):
                assert len(slot.worker_ids) >= 2


@pytest.mark.parametrize("seed", range(10))
def test_a_closed_point_has_those_on_call_alone(seed):
    rng = random.Random(2000 + seed)
    for _case in range(20):
        asked = random_case(rng)
        closed = Point(5, desks=3, place=random_place(rng))
        people = {person.key: person for person in asked.workers}
        for slot in engine.find_slots(replace(asked, points=(closed,))):
            for key in slot.worker_ids:
                assert any(
                    duty.point_id == HOME
                    and duty.start <= slot.start
                    and slot.stop <= duty.stop
                    for duty in people[key].duties
                )


def test_days_do_not_matter_to_a_day():
    """The same day is answered alike, whatever other days are asked with it."""
    rng = random.Random(5)
    for _case in range(30):
        asked = replace(random_case(rng), earliest=at(6))
        longer = replace(asked, latest=asked.latest + 13 * DAY)
        found = engine.find_slots(longer)
        assert [slot for slot in found if slot.start < asked.latest] == (
            engine.find_slots(asked)
        )
