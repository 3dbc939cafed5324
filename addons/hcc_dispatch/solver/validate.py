"""Says what is wrong with a problem, before anybody tries to solve it."""

from collections import Counter
from itertools import pairwise

from .model import LEAD, ROLES, Helper, Problem, Travel, Visit

#: a wrong number must not take somebody out for ever, nor overflow a solver
LONGEST = 10_000_000


class ProblemError(ValueError):
    """A problem that makes no sense; the message says where, in plain English."""


def check_problem(problem: Problem) -> None:
    """Look at everything that the solvers and the checks rely on.

    :raises ProblemError: at the first mistake
    """
    size = _check_travel(problem.travel)
    _check_unique("helper", [helper.key for helper in problem.helpers])
    _check_unique("visit", [visit.key for visit in problem.visits])
    for helper in problem.helpers:
        _check_helper(helper, problem.travel, size)
    keys = {helper.key for helper in problem.helpers}
    for visit in problem.visits:
        _check_visit(visit, keys, size)


def _check_travel(travel: Travel) -> int:
    """:return: number of places"""
    size = len(travel.metres)
    named = {"metres": travel.metres}
    named |= {f"minutes of {mode}": matrix for mode, matrix in travel.minutes.items()}
    for name, matrix in named.items():
        if len(matrix) != size or any(len(row) != size for row in matrix):
            raise ProblemError(f"travel: {name} must be {size} rows of {size} numbers")
        for place, row in enumerate(matrix):
            if not all(_is_number(value) for value in row):
                raise ProblemError(
                    f"travel: {name} from place {place} must be whole numbers, "
                    f"0 to {LONGEST}"
                )
            if row[place]:
                raise ProblemError(
                    f"travel: {name} from place {place} to itself must be 0"
                )
    return size


def _check_helper(helper: Helper, travel: Travel, size: int) -> None:
    where = f"helper {helper.key!r}"
    if helper.mode not in travel.minutes:
        known = ", ".join(sorted(travel.minutes)) or "none"
        raise ProblemError(f"{where}: mode {helper.mode!r} is not of travel ({known})")
    _check_place(where, helper.start_place, size)
    _check_place(where, helper.end_place, size)
    for name in ("max_minutes", "capacity"):
        value = getattr(helper, name)
        if value is not None and not _is_number(value):
            raise ProblemError(f"{where}: {name} must be a whole number from 0")
    if not _is_number(helper.month_minutes):
        raise ProblemError(f"{where}: month_minutes must be a whole number from 0")
    shifts = sorted(helper.shifts, key=lambda shift: shift.start)
    for shift in shifts:
        _check_place(where, shift.place, size)
        if not _is_time(shift.start) or not _is_time(shift.stop):
            raise ProblemError(f"{where}: a shift needs whole minutes")
        if shift.start >= shift.stop:
            raise ProblemError(f"{where}: a shift ends before it begins")
        if shift.place is not None and shift.point is None:
            raise ProblemError(f"{where}: a shift with a place needs its point")
    for one, other in pairwise(shifts):
        if other.start < one.stop:
            raise ProblemError(f"{where}: shifts overlap at minute {other.start}")
    for rest in helper.breaks:
        times = (rest.earliest, rest.latest, rest.minutes)
        if not all(map(_is_time, times)) or rest.earliest > rest.latest:
            raise ProblemError(f"{where}: a break begins between two minutes")
        if rest.minutes < 1:
            raise ProblemError(f"{where}: a break lasts at least a minute")


def _check_visit(visit: Visit, helpers: set, size: int) -> None:
    where = f"visit {visit.key!r}"
    if visit.place is None:
        raise ProblemError(f"{where}: it needs a place")
    _check_place(where, visit.place, size)
    if not _is_number(visit.minutes) or visit.minutes < 1:
        raise ProblemError(f"{where}: minutes must be a whole number from 1")
    if not visit.windows:
        raise ProblemError(f"{where}: it needs a window")
    for window in visit.windows:
        if not all(map(_is_time, window)) or window.start > window.stop:
            raise ProblemError(f"{where}: a window begins before it ends")
    if visit.crew not in (1, 2):
        raise ProblemError(f"{where}: a crew is 1 or 2")
    if not _is_number(visit.weight) or not 1 <= visit.weight <= 1000:
        raise ProblemError(f"{where}: weight must be 1 to 1000")
    if not _is_number(visit.demand):
        raise ProblemError(f"{where}: demand must be a whole number from 0")
    _check_pins(where, visit, helpers)


def _check_pins(where: str, visit: Visit, helpers: set) -> None:
    if not visit.pinned:
        return
    if visit.promised is None:
        raise ProblemError(f"{where}: a pinned visit needs one promised time")
    people = [helper for helper, _role in visit.pinned]
    roles = [role for _helper, role in visit.pinned]
    if set(people) - helpers:
        raise ProblemError(f"{where}: pinned to somebody who is not a helper")
    if set(roles) - set(ROLES) or (visit.crew == 1 and roles != [LEAD]):
        raise ProblemError(f"{where}: roles are lead and, of two, second")
    if len(set(people)) < len(people) or len(set(roles)) < len(roles):
        raise ProblemError(f"{where}: pinned twice to one helper or role")


def _check_unique(what: str, keys: list) -> None:
    for key, count in Counter(keys).items():
        if not isinstance(key, int | str) or isinstance(key, bool):
            raise ProblemError(f"{what} {key!r}: a key is a number or a text")
        if count > 1:
            raise ProblemError(f"{what} {key!r} is there {count} times")


def _check_place(where: str, place: int | None, size: int) -> None:
    if place is None:
        return
    if not _is_number(place) or place >= size:
        raise ProblemError(f"{where}: place {place!r} is none of the {size} places")


def _is_number(value) -> bool:
    return type(value) is int and 0 <= value <= LONGEST


def _is_time(value) -> bool:
    return type(value) is int and abs(value) <= LONGEST
