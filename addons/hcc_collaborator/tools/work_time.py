"""How worked time is counted: local days, evenings, weekends, holidays. No Odoo."""

from datetime import timedelta
from typing import NamedTuple

from .localtime import local_date, local_datetime, utc_datetime

#: an evening lasts until this hour of the next morning
MORNING = 6


class Minutes(NamedTuple):
    """Minutes worked; each minute stands in one of the four."""

    ordinary: int = 0
    evening: int = 0
    weekend: int = 0
    holiday: int = 0


class Days(NamedTuple):
    """Which days differ from the week's pattern, and when evenings begin."""

    holidays: frozenset = frozenset()
    working: frozenset = frozenset()
    evening_from: int = 18


def split_days(start, stop):
    """Yield (local day, start, stop) of a time, cut at local midnights.

    >>> from datetime import datetime
    >>> [str(day) for day, _a, _b in
    ...  split_days(datetime(2026, 11, 30, 15), datetime(2026, 11, 30, 18))]
    ['2026-11-30', '2026-12-01']
    """
    while start < stop:
        day = local_date(start)
        end = min(stop, utc_datetime(day, 24))
        yield day, start, end
        start = end


def count_minutes(start, stop, days):
    """Count the minutes of a time within one local day.

    A holiday comes before a weekend, a weekend before an evening; a Saturday on
    which people work by swap is an ordinary day.

    >>> from datetime import datetime
    >>> count_minutes(datetime(2026, 11, 25, 10), datetime(2026, 11, 25, 12), Days())
    Minutes(ordinary=60, evening=60, weekend=0, holiday=0)
    """
    day = local_date(start)
    total = int((stop - start).total_seconds() // 60)
    if day in days.holidays:
        return Minutes(holiday=total)
    if day.weekday() >= 5 and day not in days.working:
        return Minutes(weekend=total)
    early = _overlap(start, stop, utc_datetime(day), utc_datetime(day, MORNING))
    late = _overlap(
        start, stop, utc_datetime(day, days.evening_from), utc_datetime(day, 24)
    )
    return Minutes(ordinary=total - early - late, evening=early + late)


def _overlap(start, stop, since, until):
    span = min(stop, until) - max(start, since)
    return max(0, int(span.total_seconds() // 60))


def subtract(start, stop, others):
    """Yield the parts of a time that lie in none of the other times.

    :param others: list of (start, stop)

    >>> list(subtract(0, 10, [(2, 4), (3, 5), (9, 12)]))
    [(0, 2), (5, 9)]
    """
    for since, until in sorted(others):
        if until <= start or since >= stop:
            continue
        if start < since:
            yield start, since
        start = max(start, until)
    if start < stop:
        yield start, stop


def month_bounds(day):
    """Return the first day of the month of a day, and that of the next month.

    >>> from datetime import date
    >>> [str(each) for each in month_bounds(date(2026, 12, 9))]
    ['2026-12-01', '2027-01-01']
    """
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def time_words(start, stop):
    """Return ``08:00–12:00`` of a time within one local day.

    >>> from datetime import datetime
    >>> time_words(datetime(2026, 11, 25, 1), datetime(2026, 11, 25, 17))
    '08:00–24:00'
    """
    end = f"{local_datetime(stop):%H:%M}"
    if end == "00:00" and stop > start:
        end = "24:00"
    return f"{local_datetime(start):%H:%M}–{end}"
