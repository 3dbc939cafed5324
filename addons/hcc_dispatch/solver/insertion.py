"""Puts visits into routes one by one: the plain way, and how plans are repaired.

Deterministic, and valid after each step. ``State`` is what all solvers work on.
"""

from bisect import bisect_right

from .day import FOREVER, Day

#: (travel added, helper, position)
Offer = tuple[int, int, int]


class State:
    """Routes that can be carried out, and what is not in them yet.

    :ivar routes: ``[helper]`` visits in order
    :ivar roles: ``[helper]`` {visit: role}
    :ivar fixed: ``[visit]`` minute it may not leave: promised, or of two helpers
    """

    def __init__(self, day: Day):
        self.day = day
        self.routes = [list(pins) for pins in day.pins]
        self.roles = [dict(pinned) for pinned in day.pinned]
        self.fixed = list(day.fixed)
        self.coming: list[list[int]] = [[] for _visit in day.visits]
        for helper, route in enumerate(self.routes):
            for visit in route:
                self.coming[visit].append(helper)

    def twin(self) -> "State":
        other = State.__new__(State)
        other.day = self.day
        other.routes = [list(route) for route in self.routes]
        other.roles = [dict(roles) for roles in self.roles]
        other.fixed = list(self.fixed)
        other.coming = [list(people) for people in self.coming]
        return other

    def missing(self) -> list[int]:
        """:return: visits that have not all whom they need"""
        return [
            index
            for index, visit in enumerate(self.day.visits)
            if len(self.coming[index]) < visit.crew
        ]

    def positions(self, helper: int, visit: int) -> range:
        """Where in a route a visit could stand."""
        route, minute = self.routes[helper], self.fixed[visit]
        if minute is None or any(self.fixed[other] is None for other in route):
            return range(len(route) + 1)
        place = bisect_right([self.fixed[other] for other in route], minute)
        return range(place, place + 1)

    def offer(self, helper: int, visit: int, role: int) -> Offer | None:
        """:return: the cheapest way to take a visit in, if there is one"""
        day = self.day
        if helper in self.coming[visit] or not day.may(helper, visit, role):
            return None
        best = None
        route = self.routes[helper]
        before = day.travel(helper, route)
        for position in self.positions(helper, visit):
            longer = [*route[:position], visit, *route[position:]]
            added = day.travel(helper, longer) - before
            if best and best[0] <= added:
                continue
            if day.schedule(helper, longer, self.fixed) is not None:
                best = (added, helper, position)
        return best

    def insert(self, visit: int, role: int, offer: Offer) -> None:
        _added, helper, position = offer
        self.routes[helper].insert(position, visit)
        self.roles[helper][visit] = role
        self.coming[visit].append(helper)

    def remove(self, visit: int) -> list[int]:
        """Take a visit out wherever it is not pinned.

        :return: the helpers who had it
        """
        gone = [one for one in self.coming[visit] if visit not in self.day.pinned[one]]
        for helper in gone:
            self.routes[helper].remove(visit)
            del self.roles[helper][visit]
            self.coming[visit].remove(helper)
        self.fixed[visit] = self.day.fixed[visit]
        return gone

    def add_pair(self, visit: int) -> list[int]:
        """Bring everybody still missing to a visit of two, at one and the same time.

        :return: the helpers who have it now besides; none when it cannot be done
        """
        roles = {self.roles[helper][visit] for helper in self.coming[visit]}
        wanted = [role for role in (0, 1) if role not in roles]
        best: tuple | None = None
        helpers = range(len(self.day.helpers))
        for first in helpers:
            one = self.offer(first, visit, wanted[0])
            if one is None or len(wanted) == 1:
                if one and (best is None or one[0] < best[0]):
                    best = (one[0], None, (one,))
                continue
            minute = self._minute(one, visit)
            kept, self.fixed[visit] = self.fixed[visit], minute
            one = self.offer(first, visit, wanted[0])
            for second in helpers:
                two = self.offer(second, visit, wanted[1]) if second != first else None
                if one and two and (best is None or one[0] + two[0] < best[0]):
                    best = (one[0] + two[0], minute, (one, two))
            self.fixed[visit] = kept
        if best is None:
            return []
        if best[1] is not None:
            self.fixed[visit] = best[1]
        for role, offer in zip(wanted, best[2], strict=True):
            self.insert(visit, role, offer)
        return [offer[1] for offer in best[2]]

    def _minute(self, offer: Offer, visit: int) -> int:
        """When a visit would begin there."""
        _added, helper, position = offer
        route = self.routes[helper]
        longer = [*route[:position], visit, *route[position:]]
        return self.day.schedule(helper, longer, self.fixed)[position]

    def rank(self) -> tuple[int, int, int]:
        """Smaller is better: (weight not served, travel, spread)."""
        day = self.day
        lost = sum(day.visits[visit].weight for visit in self.missing())
        travel = 0
        loads = []
        for index, route in enumerate(self.routes):
            travel += day.travel(index, route)
            if route or day.helpers[index].shifts:
                worked = sum(day.minutes[visit] for visit in route)
                loads.append(day.helpers[index].month_minutes + worked)
        return lost, travel, max(loads) - min(loads) if loads else 0


def insert_all(state: State) -> State:
    """Take in what can be taken in, the hardest to place first (regret of two).

    Visits of two go first, since they need two at one time.
    """
    day = state.day
    waiting = state.missing()
    order = sorted(waiting, key=lambda one: (-day.visits[one].weight, one))
    for visit in [one for one in order if day.visits[one].crew == 2]:
        state.add_pair(visit)
    waiting = [one for one in waiting if day.visits[one].crew == 1]
    helpers = range(len(day.helpers))
    offers = {
        visit: {one: made for one in helpers if (made := state.offer(one, visit, 0))}
        for visit in waiting
    }
    while True:
        offers = {visit: made for visit, made in offers.items() if made}
        if not offers:
            return state
        visit = min(offers, key=lambda one: (_ease(day, one, offers[one]), one))
        offer = min(offers.pop(visit).values())
        state.insert(visit, 0, offer)
        helper = offer[1]
        for other, made in offers.items():
            if helper in made:
                again = state.offer(helper, other, 0)
                if again:
                    made[helper] = again
                else:
                    del made[helper]


def insert_cheapest(state: State) -> State:
    """The plainest way, to compare with: visits in order of time, each at its cheapest
    place."""
    day = state.day
    order = sorted(
        state.missing(), key=lambda one: (day.visits[one].windows[0].start, one)
    )
    for visit in order:
        if day.visits[visit].crew == 2:
            state.add_pair(visit)
            continue
        helpers = range(len(day.helpers))
        made = [offer for one in helpers if (offer := state.offer(one, visit, 0))]
        if made:
            state.insert(visit, 0, min(made))
    return state


def _ease(day: Day, visit: int, offers: dict[int, Offer]) -> tuple[int, int, int]:
    """The smaller, the sooner a visit must be placed."""
    costs = sorted(offer[0] for offer in offers.values())
    regret = costs[1] - costs[0] if len(costs) > 1 else FOREVER
    return -day.visits[visit].weight, -regret, costs[0]
