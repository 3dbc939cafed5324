"""The matrices of ways: from straight lines, or from an OSRM or Valhalla server.

Straight lines need nobody and are what is left when a server does not answer, is
slow or answers nonsense; who asks is told. The numbers are those of the slot engine
(`slots/travel.py` of the room below), so that what was promised can be reached.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, isfinite
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from .model import Travel

EARTH_KM = 6371.0
UNKNOWN_KM = 3.0
#: minutes; a wrong position must not take somebody out for days
LONGEST = 240
#: places of one side of a table; servers take about a hundred in all
CHUNK = 50
#: no table of that size is longer; an answer that is, is nonsense
MOST_BYTES = 4_000_000

OSRM, VALHALLA = "osrm", "valhalla"
PROFILES = {
    OSRM: {"walk": "foot", "bicycle": "bike", "motorbike": "driving"},
    VALHALLA: {
        "walk": "pedestrian",
        "bicycle": "bicycle",
        "motorbike": "motor_scooter",
    },
}


class Place(NamedTuple):
    """Degrees, ``None`` when nobody knows; ``spread_km`` is how far off it may be."""

    latitude: float | None = None
    longitude: float | None = None
    spread_km: float = 0.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How people get along: km/h, minutes for each way besides, detour in per cent."""

    fixed: int = 10
    detour: int = 140
    speeds: Mapping[str, int] = field(
        default_factory=lambda: {"walk": 4, "bicycle": 10, "motorbike": 18}
    )


@dataclass(frozen=True, slots=True)
class Server:
    """A server of ways.

    :ivar kind: ``osrm`` or ``valhalla``
    :ivar address: http(s) address without the name of the service
    :ivar profiles: what it calls the ways of travelling, where not as usual
    :ivar seconds: for a whole matrix; after that straight lines are taken
    """

    kind: str
    address: str
    profiles: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 10.0


class Found(NamedTuple):
    """Matrices and where they come from.

    :ivar source: ``straight``, ``osrm`` or ``valhalla``
    :ivar note: why it is not the server that was asked for, in English; or empty
    """

    travel: Travel
    source: str
    note: str = ""


class ServerError(Exception):
    """A server that is of no use now."""


def straight_lines(
    places: Sequence[Place], modes: Sequence[str], pace: Pace | None = None
) -> Travel:
    """Matrices of straight lines times a detour; from a place to itself it is 0."""
    pace = pace or Pace()
    km = _distances(places)
    metres = np.ceil(km * pace.detour * 10 - 1e-6).astype(np.int64)
    minutes = {}
    for mode in modes:
        speed = max(pace.speeds[mode], 1)
        riding = np.ceil(km * pace.detour / 100 / speed * 60 - 1e-9).astype(np.int64)
        minutes[mode] = np.minimum(riding + pace.fixed, LONGEST)
    for matrix in (metres, *minutes.values()):
        np.fill_diagonal(matrix, 0)
    return Travel(
        {mode: matrix.tolist() for mode, matrix in minutes.items()}, metres.tolist()
    )


def find_travel(
    places: Sequence[Place],
    modes: Sequence[str],
    pace: Pace | None = None,
    server: Server | None = None,
) -> Found:
    """Matrices from a server when there is one, else from straight lines.

    Never raises for what a server does. A place whose position nobody knows, and a
    way that the server does not know, are straight lines in any case.
    """
    pace = pace or Pace()
    straight = straight_lines(places, modes, pace)
    if server is None:
        return Found(straight, "straight")
    try:
        return Found(_ask(places, modes, pace, server, straight), server.kind)
    except ServerError as error:
        return Found(straight, "straight", f"{server.kind}: {error}")


def _distances(places: Sequence[Place]) -> np.ndarray:
    """Kilometres between all places, their spread included."""
    known = np.array([place.latitude is not None for place in places], dtype=bool)
    north = np.radians([place.latitude or 0.0 for place in places])
    east = np.radians([place.longitude or 0.0 for place in places])
    spread = np.array([place.spread_km for place in places], dtype=float)
    chord = np.sin((north[None, :] - north[:, None]) / 2) ** 2
    half_east = np.sin((east[None, :] - east[:, None]) / 2) ** 2
    chord = chord + np.cos(north)[:, None] * np.cos(north)[None, :] * half_east
    km = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    km[~(known[:, None] & known[None, :])] = UNKNOWN_KM
    return km + (spread[:, None] + spread[None, :]) / 2


def _ask(
    places: Sequence[Place],
    modes: Sequence[str],
    pace: Pace,
    server: Server,
    straight: Travel,
) -> Travel:
    if server.kind not in PROFILES:
        raise ServerError("no such kind of server")
    parts = urlsplit(server.address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ServerError("its address is not one of http or https")
    until = time.monotonic() + server.seconds
    known = [index for index, place in enumerate(places) if place.latitude is not None]
    minutes = {mode: [list(row) for row in straight.minutes[mode]] for mode in modes}
    metres = [list(row) for row in straight.metres]
    read = _osrm if server.kind == OSRM else _valhalla
    # metres are those of the fastest way of travelling that is asked for: the last
    for mode in sorted(modes, key=lambda one: pace.speeds.get(one, 0)):
        profile = server.profiles.get(mode) or PROFILES[server.kind].get(mode, mode)
        for rows, columns in _blocks(known):
            table = read(server, profile, places, rows, columns, until)
            for row, cells in zip(rows, table, strict=True):
                for column, cell in zip(columns, cells, strict=True):
                    if row == column or cell is None:
                        continue
                    riding = pace.fixed + ceil(cell[0] / 60 - 1e-9)
                    minutes[mode][row][column] = min(riding, LONGEST)
                    metres[row][column] = ceil(cell[1] - 1e-6)
    return Travel(minutes, metres)


def _blocks(known: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    cuts = [known[start : start + CHUNK] for start in range(0, len(known), CHUNK)]
    return ((rows, columns) for rows in cuts for columns in cuts)


def _osrm(
    server: Server,
    profile: str,
    places: Sequence[Place],
    rows: list[int],
    columns: list[int],
    until: float,
) -> list[list[tuple[float, float] | None]]:
    """:return: (seconds, metres) from each row to each column"""
    used = list(dict.fromkeys([*rows, *columns]))
    number = {place: index for index, place in enumerate(used)}
    where = ";".join(
        f"{places[place].longitude:.6f},{places[place].latitude:.6f}" for place in used
    )
    sources = ";".join(str(number[place]) for place in rows)
    targets = ";".join(str(number[place]) for place in columns)
    address = (
        f"{server.address.rstrip('/')}/table/v1/{profile}/{where}"
        f"?annotations=duration,distance&sources={sources}&destinations={targets}"
    )
    answer = _fetch(urllib.request.Request(address), until)
    if answer.get("code") != "Ok":
        raise ServerError("it does not say Ok")
    times, ways = answer.get("durations"), answer.get("distances")
    _check_shape(times, rows, columns)
    _check_shape(ways, rows, columns)
    return [
        [_cell(seconds, metres) for seconds, metres in zip(one, other, strict=True)]
        for one, other in zip(times, ways, strict=True)
    ]


def _valhalla(
    server: Server,
    profile: str,
    places: Sequence[Place],
    rows: list[int],
    columns: list[int],
    until: float,
) -> list[list[tuple[float, float] | None]]:
    """:return: (seconds, metres) from each row to each column"""

    def named(numbers: list[int]) -> list[dict]:
        return [
            {"lat": places[one].latitude, "lon": places[one].longitude}
            for one in numbers
        ]

    asked = {"sources": named(rows), "targets": named(columns), "costing": profile}
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        f"{server.address.rstrip('/')}/sources_to_targets",
        data=json.dumps({**asked, "units": "kilometers"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    table = _fetch(request, until).get("sources_to_targets")
    _check_shape(table, rows, columns)
    found = []
    for line in table:
        if not all(isinstance(cell, dict) for cell in line):
            raise ServerError("its table is not one of ways")
        found.append(
            [
                _cell(
                    cell.get("time"),
                    _metres(cell.get("distance")),
                )
                for cell in line
            ]
        )
    return found


def _metres(kilometres):
    if isinstance(kilometres, int | float):
        return kilometres * 1000
    return kilometres


def _cell(seconds, metres) -> tuple[float, float] | None:
    """:return: a way, or ``None`` where the server knows none"""
    if seconds is None or metres is None:
        return None
    for value in (seconds, metres):
        if type(value) not in (int, float) or not isfinite(value) or value < 0:
            raise ServerError("a way is no number")
    return min(seconds, LONGEST * 60), min(metres, 1e6)


def _check_shape(table, rows: list[int], columns: list[int]) -> None:
    if (
        not isinstance(table, list)
        or len(table) != len(rows)
        or any(not isinstance(row, list) or len(row) != len(columns) for row in table)
    ):
        raise ServerError("its table has not the size asked for")


class _Straight(urllib.request.HTTPRedirectHandler):
    """Goes nowhere but where it was sent."""

    def redirect_request(self, *_arguments):
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Straight())


def _fetch(request: urllib.request.Request, until: float) -> dict:
    """:return: the JSON object that a server answers before ``until``"""
    body = b""
    try:
        with _OPENER.open(request, timeout=_left(until)) as answer:
            while part := answer.read1(65536):
                body += part
                if len(body) > MOST_BYTES:
                    raise ServerError("its answer is too long")
                _left(until)
    except urllib.error.HTTPError as error:
        error.close()
        raise ServerError(f"it answers {error.code}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise ServerError(f"no answer ({type(error).__name__})") from error
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ServerError("its answer is no JSON") from error
    if not isinstance(found, dict):
        raise ServerError("its answer is no JSON object")
    return found


def _left(until: float) -> float:
    """:return: seconds left"""
    left = until - time.monotonic()
    if left <= 0:
        raise ServerError("it is too slow")
    return left
