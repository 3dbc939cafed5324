"""Which whole months and which single days a period is made of. No Odoo here."""

from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)


class Span(NamedTuple):
    """Whole months ``[start, stop)``, and the days before and after them.

    ``start`` and ``stop`` are first days of months, ``None`` where the period has no
    end; ``edges`` are pairs of days, both included.
    """

    start: date | None
    stop: date | None
    edges: tuple

    @property
    def has_months(self):
        return self.start is None or self.stop is None or self.start < self.stop


def next_month(day):
    """Return the first day of the month after that of a day.

    >>> next_month(date(2026, 12, 31))
    datetime.date(2027, 1, 1)
    """
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def split_period(first, last):
    """Split a period into whole months and the days around them.

    :param date first: first day, None: since ever
    :param date last: last day, None: for ever
    :return: :class:`Span`

    >>> split_period(date(2026, 9, 1), date(2026, 10, 31)).edges
    ()
    >>> span = split_period(date(2026, 8, 20), date(2026, 10, 3))
    >>> span.start, span.stop
    (datetime.date(2026, 9, 1), datetime.date(2026, 10, 1))
    >>> [(a.day, b.day) for a, b in span.edges]
    [(20, 31), (1, 3)]
    >>> split_period(date(2026, 8, 20), date(2026, 9, 20)).has_months
    False
    """
    if first and last and first > last:
        return Span(first, first, ())
    start = first if first is None or first.day == 1 else next_month(first)
    stop = last and (last + DAY).replace(day=1)
    if start and stop and start >= stop:
        return Span(start, start, ((first, last),))
    edges = []
    if first and first < start:
        edges.append((first, start - DAY))
    if last and stop <= last:
        edges.append((stop, last))
    return Span(start, stop, tuple(edges))
