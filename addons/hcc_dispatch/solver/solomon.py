"""Published instances with time windows: Solomon, Gehring and Homberger.

All vehicles are alike, begin and end at the depot and have room for so much. Ways
are straight lines, in tenths that are cut off, as is usual for exact results; a
minute of the problem is a tenth of the instance's unit of time.
"""

from math import sqrt

from .model import Helper, Problem, Shift, Span, Travel, Visit
from .validate import ProblemError, check_problem

TENTHS = 10
MODE = "vehicle"
AREA = "all"


def problem_from_text(text: str) -> Problem:
    """
    :param text: a file as it is published
    :raises ProblemError: when it is none
    """
    words = [line.split() for line in text.splitlines() if line.strip()]
    numbers = [
        [_number(word) for word in line]
        for line in words
        if all(_number(word) is not None for word in line)
    ]
    named = [line[0].upper() for line in words]
    if "VEHICLE" not in named or "CUSTOMER" not in named or len(numbers) < 3:
        raise ProblemError("not an instance: VEHICLE and CUSTOMER are looked for")
    if len(numbers[0]) == 1:
        # a name that is a number
        numbers = numbers[1:]
    if len(numbers[0]) != 2 or any(len(row) != 7 for row in numbers[1:]):
        raise ProblemError(
            "not an instance: two numbers for the vehicles, seven for each customer"
        )
    (count, capacity), rows = numbers[0], numbers[1:]
    if count != int(count) or not 0 < count <= 1000 or len(rows) > 1001:
        raise ProblemError("at most 1000 vehicles and 1000 customers")
    ways = [
        [
            int(TENTHS * sqrt((one[1] - two[1]) ** 2 + (one[2] - two[2]) ** 2))
            for two in rows
        ]
        for one in rows
    ]
    problem = Problem(
        _vehicles(int(count), int(capacity), rows[0]),
        tuple(_customer(place, row) for place, row in enumerate(rows) if place),
        Travel({MODE: ways}, ways),
    )
    check_problem(problem)
    return _bound_to_depot(problem, rows[0])


def _vehicles(count: int, capacity: int, depot: list[float]) -> tuple[Helper, ...]:
    shift = Shift(_tenths(depot[4]), _tenths(depot[5]), frozenset([AREA]))
    return tuple(
        Helper(
            key=number,
            shifts=(shift,),
            start_place=0,
            end_place=0,
            mode=MODE,
            capacity=capacity,
        )
        for number in range(1, count + 1)
    )


def _customer(place: int, row: list[float]) -> Visit:
    number, _x, _y, demand, ready, due, service = row
    return Visit(
        key=int(number),
        place=place,
        # a visit without length would be none
        minutes=max(_tenths(service), 1),
        windows=(Span(_tenths(ready), _tenths(due)),),
        area=AREA,
        demand=int(demand),
    )


def _bound_to_depot(problem: Problem, depot: list[float]) -> Problem:
    """Cut the windows to what can be reached from the depot and got back from."""
    ways = problem.travel.metres
    opening, closing = _tenths(depot[4]), _tenths(depot[5])
    visits = []
    for visit in problem.visits:
        window = visit.windows[0]
        first = max(window.start, opening + ways[0][visit.place])
        last = min(window.stop, closing - ways[visit.place][0] - visit.minutes)
        if first > last:
            raise ProblemError(f"customer {visit.key}: the depot is too far")
        visits.append(
            Visit(
                key=visit.key,
                place=visit.place,
                minutes=visit.minutes,
                windows=(Span(first, last),),
                area=AREA,
                demand=visit.demand,
            )
        )
    return Problem(problem.helpers, tuple(visits), problem.travel)


def _tenths(value: float) -> int:
    return int(value * TENTHS)


def _number(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if abs(value) < 1e6 else None
