"""Nearly always the best plan there is, for visits whose times are promised.

With promised times the order of visits is given. So the best day of one helper, when
every visit has a price, is a shortest path that takes a millisecond; a linear program
over such days gives the prices; and when no day is worth more than it costs, its value
is a bound that no plan can pass. Then the day that the program believes in most is
given to its helper for good, and the rest is looked at again, until all have theirs.
"""

import time

import numpy as np
from ortools.linear_solver import pywraplp

from .exchange import can, stays
from .insertion import State, insert_all

#: minutes on the way that a citizen is worth: more than one ever saves
VISIT = 5_000
FAR = 1e12
#: helpers that are looked at together
MOST = 12
#: days of one helper that are added at a time
ENDS = 3
#: rounds of the linear program each time that somebody has got a day for good
ROUNDS_AFTER = 5
#: how much of the prices so far goes into those that days are looked for at: the
#: program's own jump from round to round (smoothing of Wentges, 1997)
SMOOTH = 0.5
#: values from which a day counts as decided
DECIDED = 0.95


class _Days:
    """The possible days of one helper, as paths through visits in order of time."""

    def __init__(self, state: State, helper: int, among: set[int]):
        day = state.day
        self.helper = helper
        self.own = state.routes[helper]
        bound = {visit for visit in self.own if stays(state, helper, visit)}
        self.items = sorted(
            bound
            | {
                visit
                for visit, asked in enumerate(day.visits)
                if asked.crew == 1
                and state.fixed[visit] is not None
                and not asked.pinned
                and among.issuperset(state.coming[visit])
                and can(state, helper, visit)
            },
            key=lambda visit: (state.fixed[visit], visit),
        )
        way = np.asarray(day.ways[helper], dtype=float)
        places = [day.places[visit] for visit in self.items]
        start = np.array([state.fixed[visit] for visit in self.items], dtype=float)
        stop = start + [day.minutes[visit] for visit in self.items]
        size = len(self.items)
        self.ride = way[np.ix_(places, places)] if size else np.zeros((0, 0))
        late = stop[:, None] + self.ride > start[None, :]
        pinned = np.array([visit in day.pinned[helper] for visit in self.items], bool)
        late &= ~(pinned[:, None] & pinned[None, :])
        # none that is bound may be left out between two visits
        must = np.array([visit in bound for visit in self.items], dtype=int)
        passed = np.concatenate([[0], np.cumsum(must)])
        skipped = passed[:-1][None, :] - passed[1:][:, None] > 0
        self.ride[late | skipped | ~np.triu(np.ones((size, size), bool), 1)] = FAR
        one = day.helpers[helper]
        home = way[one.start_place, places] if one.start_place is not None else 0
        end = way[places, one.end_place] if one.end_place is not None else 0
        self.home = np.where(passed[:-1] > 0, FAR, home + np.zeros(size))
        self.end = np.where(passed[-1] - passed[1:] > 0, FAR, end + np.zeros(size))
        self.must = bool(bound)

    def best(self, prices: np.ndarray) -> list[tuple[float, list[int]]]:
        """
        :param prices: what each visit is worth
        :return: (minutes minus prices, visits) of the best day, which may be empty,
            and of some others that end elsewhere
        """
        size = len(self.items)
        if not size:
            return [(0.0, [])]
        cost = self.home - prices[self.items]
        back = np.full(size, -1)
        worth = prices[self.items]
        for index in range(1, size):
            through = cost[:index] + self.ride[:index, index]
            before = int(through.argmin())
            if through[before] - worth[index] < cost[index]:
                cost[index] = through[before] - worth[index]
                back[index] = before
        total = cost + self.end
        found = []
        for last in total.argsort(kind="stable")[:ENDS]:
            value, index = float(total[last]), int(last)
            path = []
            while index >= 0:
                path.append(self.items[index])
                index = int(back[index])
            found.append((value, path[::-1]))
        if found[0][0] >= 0 and not self.must:
            return [(0.0, [])]
        return found


class _Master:
    """The linear program over the days found so far."""

    def __init__(self, state: State, days: list[_Days]):
        self.state = state
        self.days = days
        self.free = sorted(
            {
                visit
                for one in days
                for visit in one.items
                if not stays(state, one.helper, visit)
            }
        )
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        #: (number of the helper, visits, variable)
        self.found: list[tuple[int, tuple[int, ...], pywraplp.Variable]] = []
        self.known: set[tuple[int, tuple[int, ...]]] = set()
        infinity = self.solver.infinity()
        self.rows = {}
        for visit in self.free:
            row = self.solver.Constraint(1, infinity)
            lost = self.solver.NumVar(0, infinity, "")
            weight = state.day.visits[visit].weight
            row.SetCoefficient(lost, 1)
            self.solver.Objective().SetCoefficient(lost, weight * VISIT)
            self.rows[visit] = row
        self.people = [self.solver.Constraint(int(one.must), 1) for one in days]
        self.solver.Objective().SetMinimization()

    def add(self, number: int, path: list[int]) -> bool:
        """Take a day in, unless it is known already or cannot be carried out."""
        helper = self.days[number].helper
        key = (number, tuple(path))
        day = self.state.day
        if key in self.known or day.schedule(helper, path, self.state.fixed) is None:
            return False
        self.known.add(key)
        cost = day.travel(helper, path)
        column = self.solver.NumVar(0, self.solver.infinity(), "")
        self.found.append((*key, column))
        self.solver.Objective().SetCoefficient(column, cost)
        self.people[number].SetCoefficient(column, 1)
        for visit in path:
            if visit in self.rows:
                self.rows[visit].SetCoefficient(column, 1)
        return True

    def solve(self) -> tuple[float, np.ndarray, list[float]] | None:
        """:return: value, price of each visit, price of each helper"""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        prices = np.zeros(len(self.state.day.visits))
        for visit, row in self.rows.items():
            prices[visit] = row.dual_value()
        people = [row.dual_value() for row in self.people]
        return self.solver.Objective().Value(), prices, people


def improve(state: State, rounds: int = 200, max_seconds: float | None = None) -> State:
    """
    Find a better plan that keeps what is not promised, and visits of two, in place.

    Many helpers are looked at some at a time, each of them twice.

    :param rounds: of the linear program, before anybody has a day for good
    :return: another state, or the same one when there is nothing to be found
    """
    until = time.monotonic() + max_seconds if max_seconds is not None else None
    helpers = [
        helper
        for helper, route in enumerate(state.routes)
        if all(state.fixed[visit] is not None for visit in route)
        and (route or state.day.helpers[helper].shifts)
    ]
    for group in _groups(helpers):
        if until is None or time.monotonic() < until:
            better = _improve_some(state, group, rounds, until)
            state = min(state, better, key=State.rank)
    return state


def _groups(helpers: list[int]) -> list[list[int]]:
    """Helpers some at a time: those in a row, then those some places apart."""
    count = -(-len(helpers) // MOST)
    if count <= 1:
        return [helpers]
    size = -(-len(helpers) // count)
    rows = [helpers[start : start + size] for start in range(0, len(helpers), size)]
    return [*rows, *(helpers[start::count] for start in range(count))]


def _improve_some(
    state: State, helpers: list[int], rounds: int, until: float | None
) -> State:
    """Find better days of these helpers, of their visits and those nobody has."""
    days = [_Days(state, helper, set(helpers)) for helper in helpers]
    if not any(one.items for one in days):
        return state
    master = _Master(state, days)
    for number, one in enumerate(days):
        if one.own and not master.add(number, one.own):
            return state
    chosen: dict[int, tuple[int, ...]] = {}
    while True:
        _generate(master, set(chosen), rounds, until)
        if master.solve() is None:
            return state
        rounds = ROUNDS_AFTER
        believed = sorted(
            (
                (-column.solution_value(), number, path, column)
                for number, path, column in master.found
                if number not in chosen and column.solution_value() > 1e-6
            ),
            key=lambda one: one[:3],
        )
        if not believed:
            return _apply(state, days, chosen)
        for value, number, path, column in believed:
            if number not in chosen and (-value >= DECIDED or value == believed[0][0]):
                chosen[number] = path
                column.SetLb(1)
                if -value < DECIDED:
                    break


def _generate(
    master: _Master, done: set[int], rounds: int, until: float | None
) -> None:
    """Add days until none is worth a minute more than it costs."""
    centre = None
    for _round in range(rounds):
        solved = master.solve()
        if solved is None:
            return
        _value, prices, people = solved
        fresh = False
        if centre is not None:
            centre = SMOOTH * centre + (1 - SMOOTH) * prices
            fresh, _least = _look_for_days(master, done, centre, prices, people)
        else:
            centre = prices
        if not fresh:
            # only at the program's own prices it is sure that there is none
            fresh, least = _look_for_days(master, done, prices, prices, people)
            if not fresh or least > -1:
                return
        if until is not None and time.monotonic() > until:
            return


def _look_for_days(
    master: _Master,
    done: set[int],
    asked: np.ndarray,
    prices: np.ndarray,
    people: list[float],
) -> tuple[bool, float]:
    """Add the best days at some prices that are worth it at the program's own.

    :return: whether there were any, and by how much all together at most
    """
    fresh, least = False, 0.0
    for number, one in enumerate(master.days):
        if number in done:
            continue
        found = one.best(asked)
        least += min(found[0][0] - people[number], 0.0)
        for value, path in found:
            reduced = value + float((asked[path] - prices[path]).sum()) if path else 0
            if path and reduced - people[number] < -1e-6:
                fresh |= master.add(number, path)
    return fresh, least


def _apply(state: State, days: list[_Days], chosen: dict) -> State:
    made = state.twin()
    taken: set[int] = set()
    for one in days:
        for visit in made.routes[one.helper]:
            made.coming[visit].remove(one.helper)
    for number, one in enumerate(days):
        helper = one.helper
        route = [
            visit
            for visit in chosen.get(number, ())
            if visit not in taken or stays(state, helper, visit)
        ]
        if made.day.schedule(helper, route, made.fixed) is None:
            # a way round is shorter than the straight one: never of real ways
            return state
        taken.update(route)
        old = state.roles[helper]
        made.roles[helper] = {visit: old.get(visit, 0) for visit in route}
        made.routes[helper] = route
        for visit in route:
            made.coming[visit].append(helper)
    return insert_all(made)
