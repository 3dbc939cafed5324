"""33,000 collaborators over 3,321 wards: their list, their training, their badges.

The list is imported as the administrator of a country does it, beside a bare batched
create of the same people by the same user, in turns. Who needs training, as the list
and the figures by ward that the screen reads, and the page of a badge are asked at
that size and at the size of one city, on servers of their own, in turns. Every figure
is a ratio of medians of one run.
"""

import json
import secrets
import statistics

from _load import Browser
from _pages import count_queries, last_queries, measure, measure_calls

from hcc_cli.errors import HccError

#: (wards, people)
COUNTRY, CITY = (3321, 33_000), (126, 1260)
IMPORT_ROUNDS, PLAN_ROUNDS, BADGE_ROUNDS = 3, 10, 60
NEED = "hcc.training.need"
#: what the screen asks for at first: those who must, and nothing is done about it
DOMAIN = [["kind", "=", "required"], ["progress", "=", "none"]]
COLUMNS = {
    **dict.fromkeys(("is_overdue", "kind", "reason", "due", "progress"), {}),
    **dict.fromkeys(
        ("collaborator_id", "ward_id", "course_id", "session_id"),
        {"fields": {"display_name": {}}},
    ),
}


def run(context):
    """:return: the ratios, megabytes, and the queries of each page"""
    database, city = context.clone(), context.clone()
    figures = import_list(context, database)
    made, made_city = prepare(context, database, None), prepare(context, city, CITY)
    quiet = ("--max-cron-threads=0",)
    large = context.serve(database, options=quiet)
    small = context.serve(city, options=quiet)
    figures |= compare_badges(context, (large, made), (small, made_city))
    figures |= compare_plans(context, (large, made), (small, made_city))
    figures["queries_constant"] = (
        figures["badge_queries"] == figures.pop("badge_queries_city")
    ) and figures["plan_queries"] == figures.pop("plan_queries_city")
    large.stop()
    small.stop()
    return figures


# The list


def import_list(context, database):
    """Import the country's list, and make the same people by the ORM alone."""
    path = write_list(context, database, COUNTRY)
    bench = (database, "hcc.bench.people")
    times = context.call(*bench, "_compare", path=str(path), rounds=IMPORT_ROUNDS)
    for name, seconds in times.items():
        context.console.line(f"{name}: {[round(one, 1) for one in seconds]} s")
    done = context.call(*bench, "_import", path=str(path))
    median = {name: statistics.median(seconds) for name, seconds in times.items()}
    if done["people"] != COUNTRY[1] or done["again"]:
        raise HccError(f"The import of the list gave {done}.")
    return {
        "import_mb": round(done["growth"]),
        "import_ratio_orm": round(median["import"] / median["orm"], 3),
        "import_look_ratio_orm": round(median["look"] / median["orm"], 3),
    }


def write_list(context, database, size):
    """:return: the path of the list of an area that is made for it"""
    wards, people = size
    context.install(database, "hcc_bench")
    context.call(database, "hcc.bench.people", "_make_country", wards=wards)
    folder = context.setup.layout.state / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "people.xlsx"
    context.call(
        database, "hcc.bench.people", "_write_list", path=str(path), people=people
    )
    return path


# Who works


def prepare(context, database, size):
    """Let the people of an area work, some of them qualified.

    :param size: the area and its people to make first, None: they are there
    :return: {"tokens": of some badges, "password": the administrator's}
    """
    if size:
        path = write_list(context, database, size)
        context.call(database, "hcc.bench.people", "_import", path=str(path))
    password = secrets.token_hex()
    tokens = context.call(database, "hcc.bench.people", "_let_work", password=password)
    return {"tokens": tokens, "password": password}


def compare_badges(context, large, small):
    """The page of a badge among many people and among few."""
    pages = {"country": large, "city": small}
    times = measure(
        [
            (name, server, f"/hcc/badge/{made['tokens'][0]}")
            for name, (server, made) in pages.items()
        ],
        BADGE_ROUNDS,
    )
    queries = {
        name: count_queries(server, f"/hcc/badge/{made['tokens'][1]}")
        for name, (server, made) in pages.items()
    }
    for name, milliseconds in times.items():
        context.console.line(f"badge, {name}: {milliseconds:.1f} ms")
    return {
        "badge_ratio_33000_vs_1260": round(times["country"] / times["city"], 3),
        "badge_queries": queries["country"],
        "badge_queries_city": queries["city"],
    }


def compare_plans(context, large, small):
    """The list and the figures by ward of who needs training."""
    screens = {
        "country": Screen(large[0], large[1]["password"]),
        "city": Screen(small[0], small[1]["password"]),
    }
    times = measure_calls(
        {name: screen.read for name, screen in screens.items()}, PLAN_ROUNDS
    )
    for name, milliseconds in times.items():
        rows = screens[name].rows
        context.console.line(f"plan, {name}: {milliseconds:.1f} ms, {rows} rows")
    return {
        "plan_ratio_33000_vs_1260": round(times["country"] / times["city"], 2),
        "plan_queries": screens["country"].queries(),
        "plan_queries_city": screens["city"].queries(),
    }


class Screen:
    """“Who needs what”, as the browser of an administrator reads it."""

    METHODS = ("web_search_read", "web_read_group")

    def __init__(self, server, password):
        self.server = server
        self.browser = Browser(server.port)
        self.rows = 0
        self._sign_in(password)

    def _sign_in(self, password):
        answer = self.browser.call(
            "/web/session/authenticate",
            db=self.server.database,
            login="admin",
            password=password,
        )
        if not json.loads(answer.text).get("result", {}).get("uid"):
            raise HccError("The administrator cannot sign in.")

    def read(self):
        """:return: seconds of the first page of the list and of the figures by ward"""
        page = self._call(
            "web_search_read",
            domain=DOMAIN,
            specification=COLUMNS,
            limit=80,
            count_limit=10_001,
        )
        groups = self._call(
            "web_read_group",
            domain=DOMAIN,
            groupby=["ward_id"],
            aggregates=["__count"],
            limit=80,
        )
        self.rows = page[1]["length"]
        return page[0] + groups[0]

    def queries(self):
        """Queries of one reading more."""
        self.read()
        return sum(last_queries(self.server, self._path(one)) for one in self.METHODS)

    def _path(self, method):
        return f"/web/dataset/call_kw/{NEED}/{method}"

    def _call(self, method, **values):
        answer = self.browser.call(
            self._path(method), model=NEED, method=method, args=[], kwargs=values
        )
        result = json.loads(answer.text).get("result") if answer.status == 200 else None
        if not result:
            raise HccError(f"{NEED}.{method} answered {answer.text[:500]}")
        return answer.seconds, result
