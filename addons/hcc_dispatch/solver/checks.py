"""Verifies any plan against its problem, whoever or whatever made it.

Nothing here is shared with the solvers: a mistake of theirs is not repeated. What
people pinned is not judged again; it blocks time and room for everything else.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .model import LEAD, ROLES, Figures, Helper, Key, Plan, Problem, Shift, Stop, Visit

#: before the first and after the last stop there is time without end
FOREVER = 10**9


class Violation(NamedTuple):
    """A broken rule.

    :ivar rule: its short name
    :ivar helper: key, or ``None`` when it is about a visit as a whole
    :ivar visit: key, or ``None`` when it is about a helper's whole day
    """

    rule: str
    helper: Key | None
    visit: Key | None


def violations(problem: Problem, plan: Plan) -> list[Violation]:
    """:return: every rule that the plan breaks; none, when it can be carried out"""
    return list(_Checker(problem, plan).run())


def measure(problem: Problem, plan: Plan) -> Figures:
    """What a plan comes to, by the problem's own numbers."""
    coming = _coming(plan)
    served = unserved = moved = 0
    for visit in problem.visits:
        people = coming.get(visit.key, [])
        if len(people) == visit.crew:
            served += visit.weight
        else:
            unserved += visit.weight
        moved += bool(set(visit.current) - set(people))
    places = {visit.key: visit.place for visit in problem.visits}
    minutes = metres = 0
    loads = []
    for helper in problem.helpers:
        route = plan.routes.get(helper.key, ())
        for one, other in _ways(helper, [places[stop.visit] for stop in route]):
            minutes += problem.travel.minutes[helper.mode][one][other]
            metres += problem.travel.metres[one][other]
        if helper.shifts or route:
            worked = sum(stop.stop - stop.start for stop in route)
            loads.append(helper.month_minutes + worked)
    spread = max(loads) - min(loads) if loads else 0
    return Figures(served, unserved, minutes, metres, spread, moved)


def _ways(helper: Helper, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The ways of a day; of one without visits there are none."""
    if not places:
        return iter(())
    whole = [helper.start_place, *places, helper.end_place]
    return pairwise(place for place in whole if place is not None)


def _coming(plan: Plan) -> dict[Key, list[Key]]:
    """{visit key: keys of the helpers who have it in their routes}"""
    coming = defaultdict(list)
    for key, route in plan.routes.items():
        for stop in route:
            coming[stop.visit].append(key)
    return coming


class _Checker:
    def __init__(self, problem: Problem, plan: Plan):
        self.problem = problem
        self.plan = plan
        self.helpers = {helper.key: helper for helper in problem.helpers}
        self.visits = {visit.key: visit for visit in problem.visits}

    def run(self) -> Iterator[Violation]:
        strangers = list(self._strangers())
        if strangers:
            # nothing else can be asked about what nobody knows
            yield from strangers
            return
        yield from self._accounts()
        for helper in self.problem.helpers:
            route = self.plan.routes.get(helper.key, ())
            for stop in route:
                if not self._is_pinned(helper, stop):
                    yield from self._fits(helper, stop)
            yield from self._times(helper, route)
            yield from self._day(helper, route)

    def _is_pinned(self, helper: Helper, stop: Stop) -> bool:
        return (helper.key, stop.role) in self.visits[stop.visit].pinned

    def _strangers(self) -> Iterator[Violation]:
        for key, route in self.plan.routes.items():
            if key not in self.helpers:
                yield Violation("unknown", key, None)
            for stop in route:
                if stop.visit not in self.visits:
                    yield Violation("unknown", key, stop.visit)
        for key in self.plan.unserved:
            if key not in self.visits:
                yield Violation("unknown", None, key)

    def _accounts(self) -> Iterator[Violation]:
        """Each visit has all whom it needs, or is named as unserved."""
        stops = defaultdict(list)
        for key, route in self.plan.routes.items():
            for stop in route:
                stops[stop.visit].append((key, stop))
        for visit in self.problem.visits:
            found = stops[visit.key]
            people = {(key, stop.role) for key, stop in found}
            if set(visit.pinned) - people:
                yield Violation("pinned", None, visit.key)
            yield from self._crew(visit, found, people)

    def _crew(self, visit: Visit, found: list, people: set) -> Iterator[Violation]:
        named = visit.key in self.plan.unserved
        roles = [stop.role for _key, stop in found]
        if named and people - set(visit.pinned):
            yield Violation("served_and_unserved", None, visit.key)
        if named and len(found) == visit.crew:
            yield Violation("served_and_unserved", None, visit.key)
        if not named and len(found) < visit.crew:
            yield Violation("crew" if found else "forgotten", None, visit.key)
        if len(found) > visit.crew or len({key for key, _stop in found}) < len(found):
            yield Violation("twice", None, visit.key)
        elif not named and found and sorted(roles) != sorted(ROLES[: visit.crew]):
            yield Violation("roles", None, visit.key)
        if len({stop.start for _key, stop in found}) > 1:
            yield Violation("together", None, visit.key)

    def _fits(self, helper: Helper, stop: Stop) -> Iterator[Violation]:
        """Whether this helper may be at this visit at that time at all."""
        visit = self.visits[stop.visit]
        if not any(
            shift.start <= stop.start
            and stop.stop <= shift.stop
            and _serves(shift, visit)
            for shift in helper.shifts
        ):
            yield Violation("shift", helper.key, visit.key)
        if stop.role == LEAD and not helper.may_lead:
            yield Violation("may_lead", helper.key, visit.key)
        if stop.role == LEAD and not visit.skills <= helper.skills:
            yield Violation("qualification", helper.key, visit.key)
        if visit.languages and not visit.languages & helper.languages:
            yield Violation("language", helper.key, visit.key)
        if visit.gender and visit.gender != helper.gender:
            yield Violation("gender", helper.key, visit.key)
        if helper.key in visit.barred:
            yield Violation("relative", helper.key, visit.key)
        if not self._reaches_points(helper, stop):
            yield Violation("presence", helper.key, visit.key)

    def _reaches_points(self, helper: Helper, stop: Stop) -> bool:
        """Whether a stop elsewhere leaves time to be at the helper's points."""
        way = self.problem.travel.minutes[helper.mode]
        visit = self.visits[stop.visit]
        for shift in helper.shifts:
            if shift.place is None or shift.point == visit.point:
                continue
            if (
                stop.start < shift.stop + way[shift.place][visit.place]
                and shift.start < stop.stop + way[visit.place][shift.place]
            ):
                return False
        return True

    def _times(self, helper: Helper, route: Sequence[Stop]) -> Iterator[Violation]:
        """The promised times, the lengths, and the ways between neighbours."""
        way = self.problem.travel.minutes[helper.mode]
        for stop in route:
            visit = self.visits[stop.visit]
            if not any(first <= stop.start <= last for first, last in visit.windows):
                yield Violation("window", helper.key, visit.key)
            if stop.stop - stop.start != visit.minutes:
                yield Violation("length", helper.key, visit.key)
        busy_until = -FOREVER
        for one, other in pairwise(route):
            busy_until = max(busy_until, one.stop)
            if one.start > other.start:
                yield Violation("order", helper.key, other.visit)
            if self._is_pinned(helper, one) and self._is_pinned(helper, other):
                continue
            here, there = self.visits[one.visit].place, self.visits[other.visit].place
            if other.start < max(busy_until, one.stop + way[here][there]):
                yield Violation("travel", helper.key, other.visit)

    def _day(self, helper: Helper, route: Sequence[Stop]) -> Iterator[Violation]:
        """Minutes, room and breaks of the day; what is pinned alone may pass them."""
        pinned = [stop for stop in route if self._is_pinned(helper, stop)]
        if len(pinned) == len(route):
            return
        for rule, limit, amount in (
            ("max_minutes", helper.max_minutes, self._minutes),
            ("capacity", helper.capacity, self._demand),
        ):
            if limit is not None and amount(route) > max(limit, amount(pinned)):
                yield Violation(rule, helper.key, None)
        if not self._rests(helper, route) and self._rests(helper, pinned):
            yield Violation("break", helper.key, None)

    @staticmethod
    def _minutes(route: Sequence[Stop]) -> int:
        return sum(stop.stop - stop.start for stop in route)

    def _demand(self, route: Sequence[Stop]) -> int:
        return sum(self.visits[stop.visit].demand for stop in route)

    def _rests(self, helper: Helper, route: Sequence[Stop]) -> bool:
        """Whether every break finds its place beside the visits and the ways."""
        way = self.problem.travel.minutes[helper.mode]
        edges = [(-FOREVER, 0)]
        gaps = []
        for stop in route:
            place = self.visits[stop.visit].place
            since, last = edges[-1]
            travel = way[last][place] if since > -FOREVER else 0
            gaps.append((since, stop.start, stop.start - since - travel))
            edges.append((max(since, stop.stop), place))
        gaps.append((edges[-1][0], FOREVER, FOREVER))
        rests = sorted(helper.breaks, key=lambda rest: (rest.latest, rest.earliest))

        def place_from(number: int, gap: int, cursor: int, spare: int) -> bool:
            """Put break `number` into a gap, this one or a later."""
            if number == len(rests):
                return True
            rest = rests[number]
            since, until, room = gaps[gap]
            if cursor < since:
                cursor, spare = since, room
            begin = max(cursor, rest.earliest)
            if (
                begin <= rest.latest
                and begin + rest.minutes <= until
                and rest.minutes <= spare
                and place_from(
                    number + 1, gap, begin + rest.minutes, spare - rest.minutes
                )
            ):
                return True
            return gap + 1 < len(gaps) and place_from(number, gap + 1, -FOREVER, 0)

        return place_from(0, 0, -FOREVER, gaps[0][2])


def _serves(shift: Shift, visit: Visit) -> bool:
    """Whether a visit is one for those who have this shift."""
    if shift.point is not None:
        return shift.point == visit.point
    return visit.point is None and visit.area in shift.areas
