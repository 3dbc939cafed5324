"""Problems and plans as JSON, by a schema with a version: docs/dispatch.md."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from .model import Break, Helper, Plan, Problem, Shift, Span, Stop, Travel, Visit
from .validate import ProblemError, check_problem

PROBLEM_SCHEMA = "hcc-dispatch-problem/1"
PLAN_SCHEMA = "hcc-dispatch-plan/1"

_SETS = ("areas", "skills", "languages", "barred")


def problem_from(document: Any) -> Problem:
    """
    :param document: what JSON holds
    :raises ProblemError: when it is not by the schema, or makes no sense
    """
    document = _object("problem", document, ("schema", "helpers", "visits", "travel"))
    if document.get("schema") != PROBLEM_SCHEMA:
        raise ProblemError(f"schema must be {PROBLEM_SCHEMA!r}")
    try:
        problem = Problem(
            tuple(_helper(one) for one in _list("helpers", document.get("helpers"))),
            tuple(_visit(one) for one in _list("visits", document.get("visits"))),
            _travel(document.get("travel")),
        )
        check_problem(problem)
    except (TypeError, AttributeError) as error:
        raise ProblemError(f"a value is of the wrong kind: {error}") from error
    return problem


def problem_to(problem: Problem) -> dict:
    """:return: what `problem_from` reads; values that are usual are left out"""
    return {
        "schema": PROBLEM_SCHEMA,
        "helpers": [_plain(helper) for helper in problem.helpers],
        "visits": [_plain(visit) for visit in problem.visits],
        "travel": {
            "minutes": {
                mode: [list(row) for row in matrix]
                for mode, matrix in problem.travel.minutes.items()
            },
            "metres": [list(row) for row in problem.travel.metres],
        },
    }


def plan_to(plan: Plan) -> dict:
    """:return: what `plan_from` reads"""
    return {
        "schema": PLAN_SCHEMA,
        "method": plan.method,
        "routes": [
            {"helper": key, "stops": [stop._asdict() for stop in route]}
            for key, route in plan.routes.items()
        ],
        "unserved": [
            {"visit": key, "reason": reason} for key, reason in plan.unserved.items()
        ],
    }


def plan_from(document: Any) -> Plan:
    """:raises ProblemError: when it is not by the schema"""
    if not isinstance(document, dict) or document.get("schema") != PLAN_SCHEMA:
        raise ProblemError(f"schema must be {PLAN_SCHEMA!r}")
    try:
        return Plan(
            {
                route["helper"]: tuple(Stop(**stop) for stop in route["stops"])
                for route in document["routes"]
            },
            {one["visit"]: one["reason"] for one in document["unserved"]},
            document.get("method", ""),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ProblemError(f"the plan is not by the schema: {error}") from error


def _helper(value: Any) -> Helper:
    return _read(
        Helper,
        "helper",
        value,
        shifts=lambda many: tuple(_read(Shift, "shift", one) for one in many),
        breaks=lambda many: tuple(_read(Break, "break", one) for one in many),
    )


def _visit(value: Any) -> Visit:
    return _read(
        Visit,
        "visit",
        value,
        windows=lambda many: tuple(_pair("window", one, Span) for one in many),
        pinned=lambda many: tuple(_pair("pinned", one) for one in many),
        current=tuple,
    )


def _travel(value: Any) -> Travel:
    value = _object("travel", value, ("minutes", "metres"))
    minutes = value.get("minutes")
    if not isinstance(minutes, dict):
        raise ProblemError("travel: minutes is a matrix for each mode")
    for name, matrix in {"metres": value.get("metres"), **minutes}.items():
        if not all(isinstance(row, list) for row in _list(name, matrix)):
            raise ProblemError(f"travel: {name} is a list of rows")
    return Travel(minutes, value["metres"])


def _read(kind: type, what: str, value: Any, **readers: Callable) -> Any:
    """Make a dataclass of an object, with its name and key in every message."""
    names = tuple(one.name for one in fields(kind))
    value = _object(what, value, names)
    needed = [one.name for one in fields(kind) if _is_needed(one)]
    where = f"{what} {value['key']!r}" if "key" in value else what
    if missing := [name for name in needed if name not in value]:
        raise ProblemError(f"{where}: {', '.join(missing)} is missing")
    made = {}
    for name, content in value.items():
        if isinstance(content, dict) or (
            isinstance(content, list) and not (name in readers or name in _SETS)
        ):
            raise ProblemError(f"{where}: {name} is of the wrong kind")
        if name in readers or name in _SETS:
            content = _list(f"{where}: {name}", content)
        if name in _SETS:
            content = frozenset(content)
        elif name in readers:
            content = readers[name](content)
        made[name] = content
    return kind(**made)


def _is_needed(one: Any) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _pair(what: str, value: Any, kind: Callable | None = None) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        raise ProblemError(f"{what} {value!r}: it is a list of two")
    if any(isinstance(one, list | dict) for one in value):
        raise ProblemError(f"{what} {value!r}: it is a list of two plain values")
    return kind(*value) if kind else tuple(value)


def _object(what: str, value: Any, names: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ProblemError(f"{what}: it is an object")
    if unknown := sorted(set(value) - set(names)):
        raise ProblemError(
            f"{what}: nobody knows {', '.join(unknown)}; known: {', '.join(names)}"
        )
    return value


def _list(what: str, value: Any) -> list:
    if not isinstance(value, list):
        raise ProblemError(f"{what}: it is a list")
    return value


def _plain(value: Any) -> Any:
    """A dataclass as an object, without what is as usual."""
    made = {}
    for one in fields(value):
        content = getattr(value, one.name)
        if _is_needed(one) or content != one.default:
            made[one.name] = _plain_value(content)
    return made


def _plain_value(content: Any) -> Any:
    if isinstance(content, frozenset):
        return sorted(content, key=lambda key: (isinstance(key, str), key))
    if isinstance(content, tuple):
        return [
            _plain(one)
            if isinstance(one, Shift | Break)
            else list(one)
            if isinstance(one, tuple)
            else one
            for one in content
        ]
    return content
