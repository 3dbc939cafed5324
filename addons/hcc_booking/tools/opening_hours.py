"""Opening hours as people say them. Plain local times in, values out; no Odoo."""

from datetime import datetime, timedelta

OPEN, LATER, OVER, CLOSED = "open", "later", "over", "closed"


def merged(intervals):
    """Intervals in order, those that touch made one."""
    result = []
    for start, stop in sorted(intervals):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(stop, result[-1][1]))
        else:
            result.append((start, stop))
    return result


def state_at(intervals, now):
    """How a day looks at one of its moments.

    :param intervals: (start, stop) of this day, merged
    :return: (state, time at which it changes or None)
    """
    if not intervals:
        return CLOSED, None
    for start, stop in intervals:
        if now < start:
            return LATER, start
        if now < stop:
            return OPEN, stop
    return OVER, None


def hours_text(intervals):
    """``08:00–12:00, 13:00–17:00``; midnight at the end is 24:00."""
    return ", ".join(f"{start:%H:%M}–{_end(start, stop)}" for start, stop in intervals)


def by_day(intervals, first, days):
    """Intervals of each day, in order, cut at midnight.

    :param date first: the first day
    :return: list of (day, merged intervals)
    """
    result = []
    for index in range(days):
        day = first + timedelta(days=index)
        midnight = datetime.combine(day, datetime.min.time())
        end = midnight + timedelta(days=1)
        parts = [
            (max(start, midnight), min(stop, end))
            for start, stop in intervals
            if start < end and stop > midnight
        ]
        result.append((day, merged(parts)))
    return result


def week_groups(hours_by_weekday):
    """Weekdays in a row that have the same hours.

    :param hours_by_weekday: seven values, Monday first; an empty one is closed
    :return: list of (first weekday, last weekday, value) without the closed ones
    """
    groups = []
    for weekday, value in enumerate(hours_by_weekday):
        if groups and groups[-1][1] == weekday - 1 and groups[-1][2] == value:
            groups[-1] = (groups[-1][0], weekday, value)
        elif value:
            groups.append((weekday, weekday, value))
    return [group for group in groups if group[2]]


def _end(start, stop):
    return "24:00" if stop.date() > start.date() else f"{stop:%H:%M}"
