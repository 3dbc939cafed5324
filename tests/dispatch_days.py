"""Days to be planned, drawn by Hypothesis: with every rule, small and hard."""

import sys
from pathlib import Path

from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "addons" / "hcc_dispatch"))

from solver.model import (
    Break,
    Helper,
    Problem,
    Shift,
    Span,
    Travel,
    Visit,
)
from solver.travel import Place, straight_lines

MODES = ("walk", "bicycle", "motorbike")
GENDERS = ("female", "male")


def few(*values):
    return st.frozensets(st.sampled_from(values), max_size=len(values))


@st.composite
def matrices(draw, size):
    """Ways that may differ there and back and be shorter by a detour."""
    if draw(st.booleans()):
        spots = st.integers(0, 60)
        places = [
            Place(21 + draw(spots) / 1000, 105.8 + draw(spots) / 1000)
            for _ in range(size)
        ]
        return straight_lines(places, MODES)
    cells = st.lists(st.integers(0, 40), min_size=size, max_size=size)
    rows = draw(st.lists(cells, min_size=size, max_size=size))
    matrix = [
        [0 if here == there else way for there, way in enumerate(row)]
        for here, row in enumerate(rows)
    ]
    return Travel(dict.fromkeys(MODES, matrix), matrix)


@st.composite
def shifts(draw, size):
    made = []
    clock = draw(st.sampled_from((420, 480, 600)))
    for _ in range(draw(st.integers(0, 2))):
        stop = clock + draw(st.sampled_from((120, 240, 480)))
        point = draw(st.sampled_from((None, None, "desk")))
        if point:
            place = draw(st.none() | st.integers(0, size - 1))
            made.append(Shift(clock, stop, frozenset(), point, place))
        else:
            made.append(Shift(clock, stop, draw(few("north", "south"))))
        clock = stop + draw(st.sampled_from((0, 30, 120)))
    return tuple(made)


@st.composite
def helpers(draw, key, size):
    place = st.none() | st.integers(0, size - 1)
    breaks = ()
    if draw(st.integers(0, 2)) == 0:
        breaks = (Break(660, 780, draw(st.sampled_from((15, 45)))),)
    return Helper(
        key=key,
        shifts=draw(shifts(size)),
        start_place=draw(place),
        end_place=draw(place),
        mode=draw(st.sampled_from(MODES)),
        skills=draw(few("a", "b")),
        languages=draw(few("vi", "en")),
        gender=draw(st.sampled_from(GENDERS)),
        may_lead=draw(st.sampled_from((True, True, False))),
        breaks=breaks,
        month_minutes=draw(st.integers(0, 3000)),
        max_minutes=draw(st.sampled_from((None, None, 90, 240))),
        capacity=draw(st.sampled_from((None, None, 4))),
    )


@st.composite
def visits(draw, key, size, people, free):
    """
    :param free: helpers who may still be pinned; taken out when they are
    """
    start = draw(st.integers(14, 34)) * 30
    promised = draw(st.sampled_from((True, True, False)))
    windows = (Span(start, start if promised else start + 90),)
    if not promised and draw(st.booleans()):
        windows += (Span(start + 180, start + 200),)
    crew = draw(st.sampled_from((1, 1, 1, 2)))
    pinned = ()
    if promised and free and draw(st.integers(0, 4)) == 0:
        role = draw(st.sampled_from(("lead", "second"))) if crew == 2 else "lead"
        pinned = ((free.pop(), role),)
    place = st.integers(0, size - 1)
    return Visit(
        key=key,
        place=draw(place),
        minutes=draw(st.sampled_from((20, 30, 60))),
        windows=windows,
        area=draw(st.sampled_from(("north", "south"))),
        point=draw(st.sampled_from((None, None, None, "desk"))),
        skills=draw(st.sampled_from((frozenset(), frozenset("a")))),
        languages=draw(st.sampled_from((frozenset(), frozenset(["vi"])))),
        gender=draw(st.sampled_from((None, None, None, "female"))),
        barred=draw(st.frozensets(st.sampled_from(people), max_size=1)),
        crew=crew,
        pinned=pinned,
        current=tuple(draw(st.lists(st.sampled_from(people), max_size=1))),
        weight=draw(st.sampled_from((1, 1, 3))),
        demand=draw(st.sampled_from((0, 1, 2))),
    )


@st.composite
def problems(draw, most_helpers=4, most_visits=9):
    """A problem that makes sense."""
    size = draw(st.integers(1, 6))
    people = list(range(1, draw(st.integers(1, most_helpers)) + 1))
    free = [*people, *people[:1]]
    return Problem(
        tuple(draw(helpers(key, size)) for key in people),
        tuple(
            draw(visits(f"v{number}", size, people, free))
            for number in range(draw(st.integers(0, most_visits)))
        ),
        draw(matrices(size)),
    )
