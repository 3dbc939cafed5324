"""Exchanges between helpers of visits whose times are promised, each the best of all.

With promised times the order of visits is given, so that the best day of one helper
beside all others, and the best division of the visits of two, are found exactly.
"""

from .insertion import State, insert_all

#: rounds over all pairs; nearly always two or three are enough
ROUNDS = 6
#: what a visit weighs against minutes on the way
VISIT = 10**9


def improve(state: State, rounds: int = ROUNDS) -> State:
    """Exchange until nothing gets better; the state is changed and returned."""
    day = state.day
    helpers = range(len(day.helpers))
    fresh = set(helpers)
    for _round in range(rounds):
        changed: set[int] = set()
        for one in helpers:
            if _refill(state, one):
                changed.add(one)
        for one in helpers:
            for other in range(one + 1, len(day.helpers)):
                if (
                    {one, other} & (fresh | changed)
                    and (state.routes[one] or state.routes[other])
                    and _divide(state, one, other)
                ):
                    changed |= {one, other}
        if not changed:
            break
        fresh = changed
    return insert_all(state)


def _is_promised(state: State, helper: int) -> bool:
    return all(state.fixed[visit] is not None for visit in state.routes[helper])


def stays(state: State, helper: int, visit: int) -> bool:
    """Whether a visit is bound to this helper: pinned, or one of two helpers."""
    return visit in state.day.pinned[helper] or state.day.visits[visit].crew == 2


def can(state: State, helper: int, visit: int) -> bool:
    day, minute = state.day, state.fixed[visit]
    return day.leads[helper][visit] and any(
        first <= minute <= last for first, last in day.starts[helper][visit]
    )


def _refill(state: State, helper: int) -> bool:
    """Give one helper the best day out of the own visits and those nobody has."""
    day = state.day
    if not _is_promised(state, helper):
        return False
    new = [
        visit
        for visit in state.missing()
        if day.visits[visit].crew == 1
        and not state.coming[visit]
        and state.fixed[visit] is not None
        and can(state, helper, visit)
    ]
    if not new:
        return False
    own = state.routes[helper]
    items = sorted([*own, *new], key=lambda visit: (state.fixed[visit], visit))
    bound = [stays(state, helper, visit) for visit in items]
    chosen = _longest(state, helper, items, bound)
    if chosen is None or chosen == own:
        return False
    if _worth(state, helper, chosen) >= _worth(state, helper, own):
        return False
    return _set_routes(state, {helper: chosen})


def _worth(state: State, helper: int, route: list[int]) -> int:
    """Smaller is better."""
    day = state.day
    weight = sum(day.visits[visit].weight for visit in route)
    return day.travel(helper, route) - weight * VISIT


def _longest(
    state: State, helper: int, items: list[int], bound: list[bool]
) -> list[int] | None:
    """The best chain of visits in order of time that leaves out none that is bound."""
    day = state.day
    way, pinned = day.ways[helper], day.pinned[helper]
    home, end = day.helpers[helper].start_place, day.helpers[helper].end_place
    best: list[int | None] = []
    back: list[int] = []
    since = 0
    for index, visit in enumerate(items):
        there, minute = day.places[visit], state.fixed[visit]
        cost = None
        origin = -1
        if not any(bound[:index]):
            cost = way[home][there] if home is not None else 0
        for other in range(since, index):
            if best[other] is None:
                continue
            before = items[other]
            ride = way[day.places[before]][there]
            ready = state.fixed[before] + day.minutes[before] + ride
            if ready > minute and not (before in pinned and visit in pinned):
                continue
            if cost is None or best[other] + ride < cost:
                cost, origin = best[other] + ride, other
        if cost is not None:
            cost -= day.visits[visit].weight * VISIT
        best.append(cost)
        back.append(origin)
        if bound[index]:
            since = index
    ends = [
        (cost + (way[day.places[items[index]]][end] if end is not None else 0), index)
        for index, cost in enumerate(best)
        if cost is not None and index >= since
    ]
    if not ends:
        return None
    index = min(ends)[1]
    chain = []
    while index >= 0:
        chain.append(items[index])
        index = back[index]
    return chain[::-1]


def _divide(state: State, one: int, other: int) -> bool:
    """Divide the visits of two helpers between them in the best way."""
    if not (_is_promised(state, one) and _is_promised(state, other)):
        return False
    day = state.day
    pair = (one, other)
    items = sorted(
        {*state.routes[one], *state.routes[other]},
        key=lambda visit: (state.fixed[visit], visit),
    )
    options = []
    for visit in items:
        holders = [helper for helper in pair if visit in state.roles[helper]]
        if any(stays(state, helper, visit) for helper in holders):
            options.append(tuple(pair.index(helper) for helper in holders))
        else:
            options.append(
                tuple(-1 - n for n, one_ in enumerate(pair) if can(state, one_, visit))
            )
    routes = _best_division(state, pair, items, options)
    if routes is None:
        return False
    before = sum(day.travel(helper, state.routes[helper]) for helper in pair)
    after = sum(
        day.travel(helper, route) for helper, route in zip(pair, routes, strict=True)
    )
    if after > before or (after == before and not _is_fairer(state, pair, routes)):
        return False
    return _set_routes(state, dict(zip(pair, routes, strict=True)))


def _is_fairer(state: State, pair: tuple[int, int], routes: list[list[int]]) -> bool:
    def gap(days) -> int:
        loads = [
            state.day.helpers[helper].month_minutes
            + sum(state.day.minutes[visit] for visit in route)
            for helper, route in zip(pair, days, strict=True)
        ]
        return abs(loads[0] - loads[1])

    return gap(routes) < gap([state.routes[helper] for helper in pair])


def _best_division(
    state: State,
    pair: tuple[int, int],
    items: list[int],
    options: list[tuple[int, ...]],
) -> list[list[int]] | None:
    """All ways to divide, by the last visits of both.

    :param options: for each visit who of the two (0, 1) must have it, or who (-1, -2)
        can; one of them takes it
    """
    day = state.day
    ends = [day.helpers[helper].end_place for helper in pair]
    #: (last of one, last of other) -> (minutes, state before, who took it)
    layers: list[dict] = [{(-1, -1): (0, None)}]
    for index, visit in enumerate(items):
        layer: dict = {}
        choices = options[index]
        both = [choices] if choices and choices[0] >= 0 else []
        for key, (cost, _before) in layers[-1].items():
            for takers in both or [(-1 - choice,) for choice in choices]:
                total, lasts = cost, list(key)
                for taker in takers:
                    ride = _ride(state, pair[taker], items, key[taker], visit)
                    if ride is None:
                        break
                    total += ride
                    lasts[taker] = index
                else:
                    new = (lasts[0], lasts[1])
                    if new not in layer or total < layer[new][0]:
                        layer[new] = (total, key)
        if not layer:
            return None
        layers.append(layer)
    best = None
    for key, (cost, _before) in layers[-1].items():
        total = cost + sum(
            day.ways[helper][day.places[items[last]]][end]
            for helper, last, end in zip(pair, key, ends, strict=True)
            if last >= 0 and end is not None
        )
        if best is None or total < best[0]:
            best = (total, key)
    routes: list[list[int]] = [[], []]
    key = best[1]
    for index in range(len(items) - 1, -1, -1):
        for taker in (0, 1):
            if key[taker] == index:
                routes[taker].append(items[index])
        key = layers[index + 1][key][1]
    return [route[::-1] for route in routes]


def _ride(
    state: State, helper: int, items: list[int], last: int, visit: int
) -> int | None:
    """Minutes from a helper's last visit to the next, if that is in time."""
    day = state.day
    there = day.places[visit]
    if last < 0:
        home = day.helpers[helper].start_place
        return day.ways[helper][home][there] if home is not None else 0
    before = items[last]
    ride = day.ways[helper][day.places[before]][there]
    if state.fixed[before] + day.minutes[before] + ride > state.fixed[visit]:
        pinned = day.pinned[helper]
        if not (before in pinned and visit in pinned):
            return None
    return ride


def _set_routes(state: State, routes: dict[int, list[int]]) -> bool:
    """Take new routes over, if all of them can be carried out."""
    day = state.day
    for helper, route in routes.items():
        if day.schedule(helper, route, state.fixed) is None:
            return False
    for helper in routes:
        for visit in state.routes[helper]:
            state.coming[visit].remove(helper)
    for helper, route in routes.items():
        old = state.roles[helper]
        state.roles[helper] = {visit: old.get(visit, 0) for visit in route}
        state.routes[helper] = route
        for visit in route:
            state.coming[visit].append(helper)
    return True
