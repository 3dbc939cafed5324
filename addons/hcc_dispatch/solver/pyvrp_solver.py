"""Better routes by PyVRP, the one file that knows it.

A helper becomes a vehicle of a type of its own, with the places where the day begins
and ends. Who may not come to a visit finds every way to it too long. A visit that
may begin in several ranges of minutes is there several times, of which one counts.
A visit of two is there twice; when it has no promised time, it keeps the one of the
plan that PyVRP begins with. What PyVRP cannot know, as breaks, is left to `_decode`,
which takes over what can be carried out and leaves the rest to insertion.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import pyvrp
from pyvrp import stop as stops

from .day import FOREVER, Day
from .insertion import State, insert_all

#: worth of a visit against minutes on the way, and length of a forbidden way
LEAST_PRIZE, GREATEST_PRIZE, FORBIDDEN = 1_000, 40_000, 10_000_000


@dataclass(frozen=True, slots=True)
class _Task:
    """One role at one visit in one range of minutes: a client of PyVRP."""

    visit: int
    role: int
    first: int
    last: int
    helpers: frozenset[int]
    pinned: bool = False


def improve(
    state: State, seed: int, max_iterations: int, max_seconds: float | None
) -> State:
    """:return: another state, made from the routes that PyVRP finds from this one"""
    day = state.day
    tasks = _tasks(state)
    if not tasks or not day.helpers:
        return state
    data, groups = _data(day, tasks)
    criteria = [stops.MaxIterations(max_iterations)]
    if max_seconds is not None:
        criteria.append(stops.MaxRuntime(max(max_seconds, 0.01)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = pyvrp.solve(
            data,
            stop=stops.MultipleCriteria(criteria),
            seed=seed,
            collect_stats=False,
            display=False,
            initial_solution=_begin_with(state, data, tasks, groups),
        )
    routes = {
        route.vehicle_type(): [tasks[step.idx] for step in route if step.is_client()]
        for route in result.best.routes()
    }
    return _decode(state, routes)


def _tasks(state: State) -> list[_Task]:
    day = state.day
    tasks = []
    for visit, asked in enumerate(day.visits):
        pinned = {
            day.pinned[one][visit]: one
            for one in state.coming[visit]
            if visit in day.pinned[one]
        }
        minute = state.fixed[visit]
        if asked.crew == 2 and minute is None:
            continue
        for role in range(asked.crew):
            if role in pinned:
                one = frozenset([pinned[role]])
                tasks.append(_Task(visit, role, minute, minute, one, True))
                continue
            ranges: dict[tuple[int, int], set[int]] = {}
            for helper in range(len(day.helpers)):
                if visit in day.pinned[helper] or not day.may(helper, visit, role):
                    continue
                for first, last in day.starts[helper][visit]:
                    if minute is not None:
                        if not first <= minute <= last:
                            continue
                        first = last = minute
                    ranges.setdefault((first, last), set()).add(helper)
            tasks += [
                _Task(visit, role, first, last, frozenset(helpers))
                for (first, last), helpers in sorted(ranges.items())
            ]
    return tasks


def _data(day: Day, tasks: list[_Task]) -> tuple[pyvrp.ProblemData, dict]:
    """:return: the data, and {(visit, role): numbers of its tasks}"""
    groups: dict[tuple[int, int], list[int]] = {}
    for index, task in enumerate(tasks):
        groups.setdefault((task.visit, task.role), []).append(index)
    homes = sorted(
        {
            one
            for helper in day.helpers
            for one in (helper.start_place, helper.end_place)
        }
        - {None}
    )
    # one more place, near everywhere, for days that begin or end with a visit
    depots = {home: number for number, home in enumerate(homes)}
    depots[None] = len(homes)
    profiles, of_helper, longest = _matrices(day, tasks, homes)
    zero = min(task.first for task in tasks) - longest
    prize = min(max(LEAST_PRIZE, 20 * longest), GREATEST_PRIZE)
    exclusive = {key: made for key, made in groups.items() if len(made) > 1}
    number = {key: index for index, key in enumerate(exclusive)}
    loads = _loads(day)
    clients = [
        pyvrp.Client(
            location=len(depots) + index,
            pickup=[load(task.visit) for load, _room in loads],
            service_duration=day.minutes[task.visit],
            tw_early=task.first - zero,
            tw_late=task.last - zero,
            prize=prize * min(day.visits[task.visit].weight, 20),
            required=task.pinned,
            group=number.get((task.visit, task.role)),
        )
        for index, task in enumerate(tasks)
    ]
    vehicles = [
        pyvrp.VehicleType(
            capacity=[room[index] for _load, room in loads],
            start_depot=depots[helper.start_place],
            end_depot=depots[helper.end_place],
            profile=of_helper[index],
        )
        for index, helper in enumerate(day.helpers)
    ]
    data = pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(len(depots) + len(tasks))],
        clients,
        [pyvrp.Depot(location=place) for place in range(len(depots))],
        vehicles,
        [distances for distances, _durations in profiles],
        [durations for _distances, durations in profiles],
        [pyvrp.ClientGroup(made, required=False) for made in exclusive.values()],
    )
    return data, groups


def _loads(day: Day) -> list[tuple]:
    """What fills a day: (amount of a visit, limits of the helpers), if limited."""
    loads = []
    for amount, limits in (
        (lambda visit: day.minutes[visit], day.limits),
        (lambda visit: day.visits[visit].demand, day.rooms),
    ):
        if any(limit < FOREVER for limit in limits):
            loads.append((amount, limits))
    return loads


def _matrices(day: Day, tasks: list[_Task], homes: list[int]) -> tuple[list, list, int]:
    """:return: (distances, durations) of each profile, profile of each helper, the
    longest way"""
    places = np.array([*homes, 0, *(day.places[task.visit] for task in tasks)])
    nowhere = len(homes)
    base = {}
    for mode, matrix in day.problem.travel.minutes.items():
        table = np.asarray(matrix, dtype=np.int64)[np.ix_(places, places)]
        table[nowhere, :] = 0
        table[:, nowhere] = 0
        base[mode] = table
    profiles: list[tuple] = []
    known: dict[tuple, int] = {}
    of_helper = []
    for index, helper in enumerate(day.helpers):
        barred = np.array([index not in task.helpers for task in tasks], dtype=bool)
        key = (helper.mode, barred.tobytes())
        if key not in known:
            known[key] = len(profiles)
            distances = base[helper.mode].copy()
            shut = np.concatenate([np.zeros(len(homes) + 1, dtype=bool), barred])
            distances[shut, :] = FORBIDDEN
            distances[:, shut] = FORBIDDEN
            np.fill_diagonal(distances, 0)
            profiles.append((distances, base[helper.mode]))
        of_helper.append(known[key])
    return profiles, of_helper, max(int(table.max()) for table in base.values())


def _begin_with(
    state: State, data: pyvrp.ProblemData, tasks: list[_Task], groups: dict
) -> pyvrp.Solution:
    """The state in PyVRP's words."""
    routes = []
    for helper, route in enumerate(state.routes):
        starts = state.day.schedule(helper, route, state.fixed)
        chosen = []
        for visit, start in zip(route, starts, strict=True):
            for index in groups.get((visit, state.roles[helper][visit]), ()):
                task = tasks[index]
                if helper in task.helpers and task.first <= start <= task.last:
                    chosen.append(index)
                    break
        if chosen:
            routes.append(pyvrp.Route(data, chosen, helper))
    return pyvrp.Solution(data, routes)


def _decode(state: State, routes: dict[int, list[_Task]]) -> State:
    """Take over the routes as far as they can be carried out; insert what is left."""
    day = state.day
    made = State(day)
    for visit, asked in enumerate(day.visits):
        if asked.crew == 2:
            made.fixed[visit] = state.fixed[visit]
    for helper, tasks in sorted(routes.items()):
        _take(made, helper, [task for task in tasks if helper in task.helpers])
    for visit in made.missing():
        # one of two is no help
        made.remove(visit)
    return insert_all(made)


def _take(made: State, helper: int, tasks: list[_Task]) -> None:
    day = made.day
    route = [task.visit for task in tasks]
    whole = set(day.pins[helper]) <= set(route)
    whole = whole and len(set(route)) == len(route)
    if whole and day.schedule(helper, route, made.fixed) is not None:
        for task in tasks:
            made.roles[helper][task.visit] = task.role
            if helper not in made.coming[task.visit]:
                made.coming[task.visit].append(helper)
        made.routes[helper] = route
        return
    for task in tasks:
        offer = made.offer(helper, task.visit, task.role)
        if offer:
            made.insert(task.visit, task.role, offer)
