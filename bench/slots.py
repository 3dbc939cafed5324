"""The page of free times, beside an empty page and beside OCA resource_booking.

Wards with 10, 50 and 200 helpers, 14 days and 200 live bookings each, in one city
and on one server; the same 50 people with the same hours and bookings are entered
into resource_booking in the same database. It shows a month at a time, so two pages
of it count where the fourteen days lie in two months. A second server has a country
around the same wards. Every figure is a ratio of medians of one run, asked in turns.
"""

import subprocess
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode, urlsplit

from _load import Browser
from _pages import count_queries, measure

from hcc_cli.errors import HccError
from hcc_cli.odoo_run import Setup

SIZES = (10, 50, 200)
BOOKINGS = 200
#: wards of the city and of the country, and helpers in each of the others
CITY, COUNTRY, HELPERS = 126, 3321, 10
ROUNDS, PEER_ROUNDS = 40, 5
EMPTY = "/hcc/bench/empty"


@dataclass
class PeerSetup(Setup):
    """A setup that sees packages of a folder of their own."""

    packages: object = None

    def environment(self):
        return {**super().environment(), "PYTHONPATH": str(self.packages)}


def run(context):
    """:return: the ratios, and the queries of a page"""
    use_peer(context)
    city, country = context.clone(), context.clone()
    context.install(city, "hcc_bench", "hcc_bench_peer")
    context.install(country, "hcc_bench")
    made = fill(context, city, CITY)
    far = fill(context, country, COUNTRY)
    peers = context.call(
        city, "hcc.bench.peer", "_fill", size=50, starts=made["starts"]
    )
    pages = {f"slots_{size}": page_of(made, size) for size in SIZES}
    pages = {"empty": EMPTY, **pages}
    server, other = context.serve(city), context.serve(country)
    times = measure(
        [(name, server, path) for name, path in pages.items()]
        + [("country", other, page_of(far, 50)), ("country_empty", other, EMPTY)],
        ROUNDS,
    )
    months = {
        f"peer, {path.split('?')[0][-7:]}": follow(server, path) for path in peers
    }
    peer_times = measure(
        [(name, server, path) for name, path in months.items()], PEER_ROUNDS
    )
    queries = {size: count_queries(server, page_of(made, size)) for size in SIZES}
    queries[COUNTRY] = count_queries(other, page_of(far, 50))
    for started in (server, other):
        started.stop()
    for name, milliseconds in (times | peer_times).items():
        context.console.line(f"{name}: {milliseconds:.1f} ms")
    for name, number in far["counts"].items():
        context.console.line(f"{name}: {number} in the country")
    return {
        "ratio_empty_page_50": round(times["slots_50"] / times["empty"], 2),
        "ratio_resource_booking_50": round(
            times["slots_50"] / sum(peer_times.values()), 4
        ),
        "ratio_200_vs_10": round(times["slots_200"] / times["slots_10"], 2),
        "ratio_3321_vs_126": round(times["country"] / times["slots_50"], 2),
        "queries": queries[50],
        "queries_constant": len(set(queries.values())) == 1,
    }


def use_peer(context):
    """Let the servers see the peer, installed where nothing else looks."""
    layout = context.setup.layout
    folder = layout.state / "bench" / "slots"
    wanted = layout.root / "bench" / "slots" / "requirements.txt"
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        command = [context.setup.python, "-m", "pip", "install", "--no-deps"]
        command += ["--require-hashes", "--upgrade", "--target", folder, "-r", wanted]
        done = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True
        )
        if done.returncode:
            raise HccError(f"resource_booking cannot be installed:\n{done.stderr}")
        stamp.write_bytes(wanted.read_bytes())
    values = {field.name: getattr(context.setup, field.name) for field in fields(Setup)}
    context.setup = replace(
        PeerSetup(**values, packages=folder),
        more_addons=(*context.setup.more_addons, folder / "odoo" / "addons"),
    )


def fill(context, database, wards):
    return context.call(
        database,
        "hcc.bench.slots",
        "_fill",
        sizes=SIZES,
        bookings=BOOKINGS,
        wards=wards,
        helpers=HELPERS,
    )


def page_of(made, size):
    return "/hcc/book/slots?" + urlencode(made["wards"][str(size)])


def follow(server, path):
    """Where a page leads to in the language of the browser."""
    answer = Browser(server.port).get(path)
    if 300 <= answer.status < 400:
        address = urlsplit(answer.location)
        return f"{address.path}?{address.query}"
    return path
