"""Pages asked in turns, and the queries of each as Odoo itself counts them."""

import re
import statistics

from _load import Browser

from hcc_cli.errors import HccError

WARM_UP = 4
#: of the line that Odoo logs for each page: queries, seconds of them, other seconds
LOGGED = re.compile(
    r'"(?:GET|POST) ([^\s#]+)\S* HTTP/1.1" 200 - (\d+) ([\d.]+) ([\d.]+)'
)


def measure(pages, rounds):
    """Ask for the pages in turns, so that whatever slows down slows down all.

    :param pages: list of (name, server, path)
    :return: {name: median in milliseconds}
    """
    browsers = {name: Browser(server.port) for name, server, _path in pages}

    def ask(name, path):
        answer = browsers[name].get(path)
        if answer.status != 200:
            raise HccError(f"{path} answered {answer.status}.")
        return answer.seconds

    return measure_calls(
        {
            name: lambda name=name, path=path: ask(name, path)
            for name, _server, path in pages
        },
        rounds,
    )


def measure_calls(calls, rounds):
    """Call in turns what returns the seconds that it took.

    :param calls: {name: function}
    :return: {name: median in milliseconds}
    """
    times = {name: [] for name in calls}
    for number in range(WARM_UP + rounds):
        for name, call in calls.items():
            seconds = call()
            if number >= WARM_UP:
                times[name].append(seconds * 1000)
    return {name: statistics.median(some) for name, some in times.items()}


def count_queries(server, path):
    """Queries of one page more, as Odoo itself counts them."""
    browser = Browser(server.port)
    browser.get(path)
    browser.get(path)
    return last_queries(server, path)


def last_queries(server, path):
    """Queries of the last time that the path was asked for."""
    lines = LOGGED.findall(server.log.read_text(errors="replace"))
    counts = [int(queries) for asked, queries, *_seconds in lines if asked == path]
    return counts[-1]
