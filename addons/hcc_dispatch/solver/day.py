"""A problem made ready for the solvers: numbers instead of keys.

``Day`` answers two questions fast: who may begin which visit when, and how long a
helper's visits take in some order. Solvers speak of helpers and visits by their
place in the problem; a role is 0 for the lead and 1 for the second.
"""

from collections.abc import Sequence

from .model import (
    BUSY,
    GENDER,
    LANGUAGE,
    NO_LEAD,
    NO_SECOND,
    NO_SHIFT,
    QUALIFICATION,
    RELATIVE,
    ROLES,
    Helper,
    Plan,
    Problem,
    Shift,
    Stop,
    Visit,
)

#: first and last minute at which something may begin
Range = tuple[int, int]
FOREVER = 10**9


class Day:
    """What never changes while a day is solved.

    :ivar starts: ``[helper][visit]`` ranges in which the helper may begin it
    :ivar leads: ``[helper][visit]`` whether the helper may be first there
    :ivar pins: ``[helper]`` visits that stay, in order of time
    :ivar pinned: ``[helper][visit]`` -> role of a pinned stop
    :ivar fixed: ``[visit]`` promised minute or ``None``
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        self.helpers, self.visits = problem.helpers, problem.visits
        self.places = [visit.place for visit in self.visits]
        self.minutes = [visit.minutes for visit in self.visits]
        self.ways = [problem.travel.minutes[helper.mode] for helper in self.helpers]
        self.fixed = [visit.promised for visit in self.visits]
        self.starts = [
            [self._ranges(helper, visit) for visit in self.visits]
            for helper in self.helpers
        ]
        self.leads = [
            [
                bool(ranges) and helper.may_lead and visit.skills <= helper.skills
                for visit, ranges in zip(self.visits, row, strict=True)
            ]
            for helper, row in zip(self.helpers, self.starts, strict=True)
        ]
        self._read_pins()
        self.rests = [
            sorted(helper.breaks, key=lambda rest: (rest.latest, rest.earliest))
            for helper in self.helpers
        ]
        self._give_pins_way()

    def _read_pins(self) -> None:
        number = {helper.key: index for index, helper in enumerate(self.helpers)}
        self.pinned: list[dict[int, int]] = [{} for _helper in self.helpers]
        for index, visit in enumerate(self.visits):
            for key, role in visit.pinned:
                self.pinned[number[key]][index] = ROLES.index(role)
        self.pins = [
            sorted(pins, key=lambda visit: (self.fixed[visit], visit))
            for pins in self.pinned
        ]
        for helper, pins in enumerate(self.pins):
            for visit in pins:
                # people decided it: neither shift nor anything else is asked again
                self.starts[helper][visit] = [(self.fixed[visit], self.fixed[visit])]

    def _give_pins_way(self) -> None:
        """Limits that the pinned visits pass already bind nothing but the rest."""
        self.limits: list[int] = []
        self.rooms: list[int] = []
        for index, helper in enumerate(self.helpers):
            pins = self.pins[index]
            minutes = sum(self.minutes[visit] for visit in pins)
            demand = sum(self.visits[visit].demand for visit in pins)
            limit, room = helper.max_minutes, helper.capacity
            self.limits.append(FOREVER if limit is None else max(limit, minutes))
            self.rooms.append(FOREVER if room is None else max(room, demand))
            if self.rests[index] and self.schedule(index, pins) is None:
                self.rests[index] = []

    def _ranges(self, helper: Helper, visit: Visit) -> list[Range]:
        if _unfit(helper, visit):
            return []
        allowed: list[Range] = []
        for shift in helper.shifts:
            if not serves(shift, visit):
                continue
            for window in visit.windows:
                first = max(shift.start, window.start)
                last = min(shift.stop - visit.minutes, window.stop)
                if first <= last:
                    allowed.append((first, last))
        way = self.problem.travel.minutes[helper.mode]
        for shift in helper.shifts:
            if shift.place is None or shift.point == visit.point:
                continue
            before = shift.start - way[visit.place][shift.place] - visit.minutes
            after = shift.stop + way[shift.place][visit.place]
            cut = [(first, min(last, before)) for first, last in allowed]
            cut += [(max(first, after), last) for first, last in allowed]
            allowed = [pair for pair in cut if pair[0] <= pair[1]]
        return sorted(set(allowed))

    def may(self, helper: int, visit: int, role: int) -> bool:
        """Whether somebody may come to a visit in a role at any time at all."""
        if visit in self.pinned[helper]:
            return self.pinned[helper][visit] == role
        if not self.starts[helper][visit]:
            return False
        return bool(role) or self.leads[helper][visit]

    def begin(self, helper: int, visit: int, earliest: int, fixed: int | None) -> int:
        """:return: first minute possible from ``earliest`` on, or -FOREVER"""
        for first, last in self.starts[helper][visit]:
            if fixed is not None:
                if first <= fixed <= last and fixed >= earliest:
                    return fixed
            elif earliest <= last:
                return max(first, earliest)
        return -FOREVER

    def schedule(
        self,
        helper: int,
        route: Sequence[int],
        fixed: Sequence[int | None] | None = None,
    ) -> list[int] | None:
        """The earliest beginnings of visits in this order.

        :param fixed: minutes of visits that may not move; default: promised ones
        :return: a minute for each visit, or ``None`` when it cannot be done
        """
        fixed = self.fixed if fixed is None else fixed
        way, pinned = self.ways[helper], self.pinned[helper]
        waiting = list(self.rests[helper])
        starts: list[int] = []
        clock, place, last = -FOREVER, None, None
        for visit in route:
            ride = way[place][self.places[visit]] if place is not None else 0
            ready = clock + ride
            if visit in pinned:
                if last not in pinned and ready > self.fixed[visit]:
                    return None
                start = self.fixed[visit]
            else:
                start = self.begin(helper, visit, ready, fixed[visit])
            if waiting and start > -FOREVER:
                start = self._rest(
                    helper, visit, (clock, ready, start), waiting, fixed[visit]
                )
            if start == -FOREVER:
                return None
            starts.append(start)
            clock = max(clock, start + self.minutes[visit])
            place, last = self.places[visit], visit
        if sum(self.minutes[visit] for visit in route) > self.limits[helper]:
            return None
        if self.rooms[helper] < FOREVER:
            demand = sum(self.visits[visit].demand for visit in route)
            if demand > self.rooms[helper]:
                return None
        for rest in waiting:
            begin = max(clock, rest.earliest)
            if begin > rest.latest:
                return None
            clock = begin + rest.minutes
        return starts

    def _rest(
        self,
        helper: int,
        visit: int,
        times: tuple[int, int, int],
        waiting: list,
        fixed: int | None,
    ) -> int:
        """Take the breaks that fit before a visit, or that cannot wait until after.

        :param times: when the last visit ends, when the helper can be here, when
            the visit would begin without a break
        :param waiting: breaks not taken yet; those taken are removed
        :return: when the visit begins, or -FOREVER
        """
        clock, ready, start = times
        while waiting:
            rest = waiting[0]
            begin = max(clock, rest.earliest)
            after = max(ready + rest.minutes, begin + rest.minutes)
            if begin > rest.latest:
                return -FOREVER
            if after > start:
                if start + self.minutes[visit] <= rest.latest:
                    return start
                if visit in self.pinned[helper]:
                    return -FOREVER
                start = self.begin(helper, visit, after, fixed)
                if start == -FOREVER:
                    return start
            waiting.pop(0)
            clock, ready = begin + rest.minutes, after
        return start

    def travel(self, helper: int, route: Sequence[int]) -> int:
        """:return: minutes on the way on a day with these visits in this order"""
        if not route:
            return 0
        way, places = self.ways[helper], self.places
        home, end = self.helpers[helper].start_place, self.helpers[helper].end_place
        total = 0
        here = home
        for visit in route:
            there = places[visit]
            if here is not None:
                total += way[here][there]
            here = there
        return total + (way[here][end] if end is not None else 0)

    def reason(self, visit: int, present: int = 0) -> str:
        """:return: why nobody, or not enough of them, can come to a visit"""
        asked = self.visits[visit]
        on_duty = [
            index
            for index, helper in enumerate(self.helpers)
            if any(_has_time(shift, asked) for shift in helper.shifts)
        ]
        if not on_duty:
            return NO_SHIFT
        tests = (
            (QUALIFICATION, lambda one: asked.skills <= one.skills),
            (LANGUAGE, lambda one: _speaks(one, asked)),
            (GENDER, lambda one: asked.gender in (None, one.gender)),
            (RELATIVE, lambda one: one.key not in asked.barred),
            (NO_LEAD, lambda one: one.may_lead),
        )
        left = on_duty
        for code, test in tests:
            left = [index for index in left if test(self.helpers[index])]
            if not left:
                return code
        fit = [index for index in on_duty if self.starts[index][visit]]
        if len(fit) < asked.crew - present:
            return NO_SECOND
        return BUSY

    def plan(
        self,
        routes: Sequence[Sequence[int]],
        roles: Sequence[dict[int, int]],
        fixed: Sequence[int | None],
        method: str,
    ) -> Plan:
        """:return: the plan of numbered routes, all of which can be done"""
        made = {}
        count = [0] * len(self.visits)
        for index, helper in enumerate(self.helpers):
            starts = self.schedule(index, routes[index], fixed)
            made[helper.key] = tuple(
                Stop(
                    self.visits[visit].key,
                    start,
                    start + self.minutes[visit],
                    ROLES[roles[index].get(visit, 0)],
                )
                for visit, start in zip(routes[index], starts, strict=True)
            )
            for visit in routes[index]:
                count[visit] += 1
        unserved = {
            visit.key: self.reason(index, count[index])
            for index, visit in enumerate(self.visits)
            if count[index] < visit.crew
        }
        return Plan(made, unserved, method)


def serves(shift: Shift, visit: Visit) -> bool:
    """Whether a visit is one for those who have this shift."""
    if shift.point is not None:
        return shift.point == visit.point
    return visit.point is None and visit.area in shift.areas


def _has_time(shift: Shift, visit: Visit) -> bool:
    return serves(shift, visit) and any(
        max(shift.start, window.start) <= min(shift.stop - visit.minutes, window.stop)
        for window in visit.windows
    )


def _speaks(helper: Helper, visit: Visit) -> bool:
    return not visit.languages or bool(visit.languages & helper.languages)


def _unfit(helper: Helper, visit: Visit) -> bool:
    """Whether somebody may not come in any role."""
    return (
        helper.key in visit.barred
        or visit.gender not in (None, helper.gender)
        or not _speaks(helper, visit)
        # alone means first
        or (visit.crew == 1 and not (helper.may_lead and visit.skills <= helper.skills))
    )
