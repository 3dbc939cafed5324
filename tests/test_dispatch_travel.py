"""Ways: the numbers of the slot engine, and servers that work, fail, lie or dawdle."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ADDONS = Path(__file__).parents[1] / "addons"
sys.path[:0] = [str(ADDONS / "hcc_dispatch"), str(ADDONS / "hcc_booking")]

from slots import travel as of_slots  # noqa: E402
from solver import travel  # noqa: E402
from solver.model import Problem  # noqa: E402
from solver.travel import Place, Server, find_travel, straight_lines  # noqa: E402
from solver.validate import check_problem  # noqa: E402

MODES = ("walk", "bicycle", "motorbike")
PLACES = [
    Place(21.0285, 105.8542),
    Place(21.0031, 105.8201, 0.5),
    Place(21.0700, 105.7700),
    Place(),
    Place(20.7, 105.4),
]


class StandIn(BaseHTTPRequestHandler):
    """A server of ways: a minute and a kilometre for each number of difference."""

    def do_GET(self):
        path, _, query = self.path.partition("?")
        _empty, table, version, profile, where = path.split("/")
        assert (table, version) == ("table", "v1")
        values = dict(part.split("=") for part in query.split("&"))
        assert values["annotations"] == "duration,distance"
        size = len(where.split(";"))
        rows = [int(number) for number in values["sources"].split(";")]
        columns = [int(number) for number in values["destinations"].split(";")]
        assert max(*rows, *columns) < size <= 100
        where = where.split(";")
        self.server.asked.append(profile)
        self.answer(
            {
                "code": "Ok",
                "durations": [
                    [self.way(where[one], where[two], 60) for two in columns]
                    for one in rows
                ],
                "distances": [
                    [self.way(where[one], where[two], 1000) for two in columns]
                    for one in rows
                ],
            }
        )

    def do_POST(self):
        assert self.path == "/sources_to_targets"
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked["costing"])
        named = [
            [f"{one['lon']:.6f},{one['lat']:.6f}" for one in asked[side]]
            for side in ("sources", "targets")
        ]
        self.answer(
            {
                "sources_to_targets": [
                    [
                        {
                            "time": self.way(one, two, 60),
                            "distance": self.way(one, two, 1),
                        }
                        for two in named[1]
                    ]
                    for one in named[0]
                ]
            }
        )

    @staticmethod
    def way(one, two, unit):
        """Degrees of longitude apart, in tenths: ways for sure not straight lines."""
        gap = float(two.split(",")[0]) - float(one.split(",")[0])
        return abs(gap) * 10 * unit + (7 * unit if gap > 0 else 0)

    def answer(self, found):
        found = self.server.change(self, found)
        if found is None:
            return
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture
def stand_in():
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    server.daemon_threads = True
    server.block_on_close = False
    server.asked, server.change = [], lambda _handler, found: found
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def address(server):
    return f"http://127.0.0.1:{server.server_address[1]}"


@pytest.mark.parametrize("mode", MODES)
def test_straight_lines_are_those_of_the_slot_engine(mode):
    found = straight_lines(PLACES, MODES).minutes[mode]
    for here, one in enumerate(PLACES):
        for there, two in enumerate(PLACES):
            if here != there:
                assert found[here][there] == of_slots.travel_minutes(
                    of_slots.Place(*one),
                    of_slots.Place(*two),
                    mode,
                    of_slots.Travel(),
                )
            else:
                assert found[here][there] == 0


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_server_gives_the_ways_of_known_places(stand_in, kind):
    found = find_travel(PLACES, MODES, server=Server(kind, address(stand_in)))
    assert (found.source, found.note) == (kind, "")
    straight = straight_lines(PLACES, MODES)
    # 0.034 degrees east: 20.46 seconds, and 7 minutes on the way east alone
    assert found.travel.minutes["walk"][1][0] == 10 + 8
    assert found.travel.minutes["walk"][0][1] == 10 + 1
    assert found.travel.metres[1][0] == 7341
    assert found.travel.minutes["walk"][3] == straight.minutes["walk"][3]
    assert set(stand_in.asked) == set(travel.PROFILES[kind].values())
    check_problem(Problem((), (), found.travel))


def test_long_tables_are_asked_for_in_pieces(stand_in):
    places = [Place(21, 105 + number / 1000) for number in range(120)]
    found = find_travel(places, ["walk"], server=Server("osrm", address(stand_in)))
    assert found.source == "osrm"
    assert len(stand_in.asked) == 9
    assert found.travel.minutes["walk"][0][119] == 10 + 7 + 2
    assert found.travel.metres[119][0] == 1190


def test_own_name_of_a_way_of_travelling(stand_in):
    server = Server("osrm", address(stand_in) + "/", {"walk": "on-foot"})
    assert find_travel(PLACES, ["walk"], server=server).source == "osrm"
    assert stand_in.asked == ["on-foot"]


def test_way_that_the_server_does_not_know_is_a_straight_line(stand_in):
    def change(_handler, found):
        found["durations"][0][1] = None
        return found

    stand_in.change = change
    found = find_travel(PLACES, ["walk"], server=Server("osrm", address(stand_in)))
    assert found.source == "osrm"
    straight = straight_lines(PLACES, ["walk"])
    assert found.travel.minutes["walk"][0][1] == straight.minutes["walk"][0][1]


def redirect(handler, _found):
    handler.send_response(302)
    handler.send_header("Location", "/table/v1/foot/0,0?sources=0&destinations=0")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def refuse(handler, _found):
    handler.send_response(500)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def drip(handler, _found):
    """A byte now and then, each of them in time."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.05)


def hang_up(handler, _found):
    handler.connection.close()


def with_cell(value):
    def change(_handler, found):
        if "durations" in found:
            found["durations"][0][1] = value
        else:
            found["sources_to_targets"][0][1] = {"time": value, "distance": 1}
        return found

    return change


GARBAGE = {
    "redirect": (redirect, "answers 302"),
    "error": (refuse, "answers 500"),
    "slow": (drip, "too slow"),
    "hangs up": (hang_up, "no answer"),
    "no JSON": (lambda _handler, _found: b"<html>", "no JSON"),
    "deep": (lambda _handler, _found: b"[" * 100_000, "no JSON"),
    "no object": (lambda _handler, _found: [], "no JSON object"),
    "empty": (lambda _handler, _found: {}, ""),
    "long": (lambda _handler, _found: b" " * 5_000_000, "too long"),
    "text": (with_cell("5"), "no number"),
    "negative": (with_cell(-1), "no number"),
    "no number": (with_cell(float("nan")), "no number"),
    "true": (with_cell(True), "no number"),
}


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
@pytest.mark.parametrize("name", GARBAGE)
def test_server_of_no_use_is_replaced_and_named(stand_in, kind, name):
    stand_in.change, note = GARBAGE[name]
    started = time.monotonic()
    found = find_travel(
        PLACES, MODES, server=Server(kind, address(stand_in), seconds=0.5)
    )
    assert time.monotonic() - started < 5
    assert found.source == "straight"
    assert found.travel == straight_lines(PLACES, MODES)
    assert found.note.startswith(f"{kind}: ")
    assert note in found.note


def test_dead_server_is_replaced_and_named(stand_in):
    dead = address(stand_in)
    stand_in.shutdown()
    stand_in.server_close()
    found = find_travel(PLACES, MODES, server=Server("osrm", dead))
    assert found.source == "straight"
    assert "no answer" in found.note


@pytest.mark.parametrize(
    ("kind", "where"),
    [("osrm", "file:///etc/passwd"), ("osrm", "nonsense"), ("other", "http://a")],
)
def test_address_that_is_none_is_replaced_and_named(kind, where):
    found = find_travel(PLACES, MODES, server=Server(kind, where))
    assert found.source == "straight"
    assert found.note


def test_no_places_are_no_problem():
    assert find_travel([], MODES).travel.metres == []
