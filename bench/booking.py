"""A rush for few helpers: how long a booking takes, and whether all stays right.

50 clients want the times of 10 helpers, ten clients each time, over HTTP against
several workers, once directly and once after holding the time. Beside it the same
clients create the barest record over HTTP. Limits of tries are counted but wide.
"""

import random
import time
from urllib.parse import urlencode

from _load import Browser, hidden_values, milliseconds, rush

CLIENTS = 50
WORKERS = 4
HELPERS = 10
AT_POINT = 5
#: attempts without a hold, and how many clients want each time
DIRECT, RIVALS = 2000, 10
#: times held first and then confirmed
HELD = 600
BARE = 1000
SEED = 19
#: times that are booked before anything is measured
WARM_UP = 20

OVERLAPS = """
    SELECT count(*) FROM {table} a JOIN {table} b
        ON a.id < b.id AND a.start < b.stop AND b.start < a.stop AND {same}
     WHERE a.state IN ({states}) AND b.state IN ({states})"""
OF_HELPERS = OVERLAPS.format(
    table="hcc_assignment",
    same="a.collaborator_id = b.collaborator_id",
    states="'held', 'offered', 'accepted', 'started', 'done'",
)
OF_DESKS = OVERLAPS.format(
    table="hcc_appointment",
    same="a.service_point_id = b.service_point_id AND a.desk = b.desk",
    states="'held', 'booked', 'in_progress', 'done'",
)
LEFT_ALONE = """
    SELECT count(*) FROM hcc_request r WHERE r.state <> 'booked' OR NOT EXISTS (
        SELECT 1 FROM hcc_appointment v JOIN hcc_assignment a ON a.appointment_id = v.id
         WHERE v.request_id = r.id AND v.state = 'booked' AND a.state = 'offered')"""
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def run(context):
    """:return: counts, milliseconds and their ratios to a bare record"""
    database = context.clone()
    context.install(database, "hcc_bench")
    city = context.call(
        database, "hcc.bench", "_make_ward", helpers=HELPERS, at_point=AT_POINT
    )
    context.call(
        database,
        "hcc.bench",
        "_set_parameters",
        **{"hcc_collaborator.rate_limit_percent": "100000"},
    )
    times = list_times(context, database, city)
    server = context.serve(database, workers=WORKERS)
    bench = Rush(server.port, city, times)
    deadlocks = int(context.query(database, DEADLOCKS)[0][0])
    bench.warm_up()
    bare = bench.create_bare()
    direct = bench.book_directly()
    held, confirmed_held = bench.book_held()
    bare += bench.create_bare()
    server.stop()
    # PostgreSQL adds up its counters when a connection ends
    time.sleep(2)
    found = {
        "overlaps": count(context, database, OF_HELPERS)
        + count(context, database, OF_DESKS),
        "deadlocks": count(context, database, DEADLOCKS) - deadlocks,
        "requests_without_helper": count(context, database, LEFT_ALONE),
        "requests": count(context, database, "SELECT count(*) FROM hcc_request"),
    }
    return figures(bare, direct, held, confirmed_held) | found


def count(context, database, sql):
    return int(context.query(database, sql)[0][0])


def list_times(context, database, city):
    """Every (place, start) that can be chosen, shuffled the same way each time."""
    times = []
    for place, point in (("point", city["point_id"]), ("home", None)):
        starts = context.call(
            database,
            "hcc.bench",
            "_list_times",
            ward_id=city["ward_id"],
            place=place,
            point_id=point,
        )
        times += [(place, start) for start in starts]
    random.Random(SEED).shuffle(times)
    return times


class Rush:
    """What the clients do."""

    def __init__(self, port, city, times):
        self.port = port
        self.city = city
        self.times = times

    def choices(self, place, start):
        chosen = {
            "ward": self.city["ward"],
            "procedure": self.city["procedure"],
            "eid": "yes",
            "sim": "yes",
            "originals": "yes",
            "place": place,
            "start": start,
        }
        if place == "point":
            chosen["point"] = self.city["point_id"]
        return chosen

    def form(self, number, place, start):
        """What a citizen sends, but for the token."""
        return {
            **self.choices(place, start),
            "name": f"Bench Citizen {number}",
            "phone": f"09{10_000_000 + number}",
            "address": "1 Bench street" if place == "home" else "",
            "description": "A form that I do not understand",
            "requester_relation": "",
            "consent_text_id": self.city["text_id"],
            "consent": "1",
            "on_behalf": "0",
        }

    # Preparation

    def warm_up(self):
        """Each worker has read its templates and translations once.

        The last times are for this: they are booked, and lost, unmeasured.
        """
        bare = "/hcc/bench/bare"
        rush(range(20 * WORKERS), lambda _n: Browser(self.port).post(bare, {}), 8)
        wanted, self.times = self.times[-WARM_UP:], self.times[:-WARM_UP]
        jobs = [(DIRECT + HELD + n, *wanted[n % WARM_UP]) for n in range(3 * WARM_UP)]
        rush(self.open_forms(jobs), self.confirm, 8)

    def open_form(self, browser):
        """The page of the form before a time is chosen; it carries a token."""
        query = self.choices("home", "")
        query.pop("start")
        answer = browser.get(f"/hcc/book/details?{urlencode(query)}&other=1")
        return hidden_values(answer.text)["token"]

    def open_forms(self, jobs):
        """Somebody has every form open before the rush begins.

        :return: list of (browser, number, place, start, token)
        """

        def work(job):
            browser = Browser(self.port)
            return (browser, *job, self.open_form(browser))

        return rush(jobs, work, 8)

    # Measured

    def create_bare(self):
        """The barest record out of the barest form."""
        browsers = [form[0] for form in self.open_forms([()] * BARE)]
        answers = rush(
            browsers,
            lambda browser: browser.post("/hcc/bench/bare", {"name": "Bare"}),
            CLIENTS,
        )
        bad = [answer.status for answer in answers if answer.status != 303]
        if bad:
            raise RuntimeError(f"The bare record answers {bad[0]}.")
        return answers

    def book_directly(self):
        """Rivals at once for each time, without a hold."""
        wanted = self.times[: DIRECT // RIVALS]
        jobs = [
            (number, *wanted[number // CLIENTS * CLIENTS // RIVALS + number % 5])
            for number in range(DIRECT)
        ]
        return rush(self.open_forms(jobs), self.confirm, CLIENTS)

    def confirm(self, form):
        browser, number, place, start, token = form
        values = self.form(number, place, start) | {"token": token}
        return browser.post("/hcc/book/confirm", values)

    def book_held(self):
        """Hold a time, read the form, confirm it; the page of the form not timed.

        :return: (answers to the holds, answers to the confirmations)
        """
        start = DIRECT // RIVALS
        wanted = self.times[start : start + HELD // 3]
        jobs = [
            (DIRECT + number, *wanted[number // 3])
            for number in range(min(HELD, 3 * len(wanted)))
        ]
        holds = rush(jobs, self.hold, CLIENTS)
        forms = [held for _answer, held in holds if held]
        confirmed = rush(forms, lambda held: held[0].post(held[1], held[2]), CLIENTS)
        return [answer for answer, _held in holds], confirmed

    def hold(self, job):
        """:return: (the answer, what the browser sends next or nothing)"""
        number, place, start = job
        browser = Browser(self.port)
        choices = self.choices(place, start)
        page = browser.get(f"/hcc/book/slots?{urlencode(choices)}")
        values = hidden_values(page.text) | choices
        answer = browser.post("/hcc/book/hold", values)
        if answer.status != 303 or "/hcc/book/details" not in answer.location:
            return answer, None
        page = browser.get(answer.location)
        values = self.form(number, place, start) | hidden_values(page.text)
        return answer, (browser, "/hcc/book/confirm", values)


def figures(bare, direct, holds, held):
    """Counts, milliseconds, ratios."""
    booked = [answer for answer in direct if is_booked(answer)]
    taken = [answer for answer in direct if answer.status == 409]
    answers = [*direct, *holds, *held]
    bare_ms, _ = milliseconds(bare)
    booked_ms, _ = milliseconds(booked)
    taken_ms, _ = milliseconds(taken)
    held_ms, _ = milliseconds(held)
    _, p95_ms = milliseconds([*direct, *held])
    return {
        "attempts": len(direct) + len(holds),
        "confirmed_directly": len(booked),
        "taken_directly": len(taken),
        "confirmed_held": sum(map(is_booked, held)),
        "taken_held": sum(answer.status == 409 for answer in [*holds, *held]),
        "unanswered": len(direct)
        - len(booked)
        - len(taken)
        + sum(answer.status not in (303, 409) for answer in [*holds, *held]),
        "server_errors": sum((answer.status or 500) >= 500 for answer in answers),
        "sent_again": sum(answer.attempts > 1 for answer in [*bare, *answers]),
        "bare_ms": round(bare_ms, 1),
        "confirm_ms": round(booked_ms, 1),
        "confirm_held_ms": round(held_ms, 1),
        "taken_ms": round(taken_ms, 1),
        "p95_ms": round(p95_ms, 1),
        "ratio_bare_create": round(booked_ms / bare_ms, 2),
        "held_ratio_bare_create": round(held_ms / bare_ms, 2),
        "taken_ratio_bare_create": round(taken_ms / bare_ms, 2),
        "p95_ratio_bare_create": round(p95_ms / bare_ms, 2),
    }


def is_booked(answer):
    return answer.status == 303 and "/hcc/request/" in answer.location
