"""Reads calendars (ICS) that people bring: when are they busy. No Odoo.

Only vobject's reading of lines is used. Times, zones and repetitions are read here,
day by day within bounds: a file can neither name a zone of its own making nor a
repetition that is computed for ever.
"""

import calendar
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import vobject
from vobject.base import ParseError, VObjectError

LARGEST = 512 * 1024
MOST_EVENTS = 500
MOST_TIMES = 400
#: how far back a repetition may begin
OLDEST = timedelta(days=3660)
#: nobody is away longer because of one entry
LONGEST = timedelta(days=120)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"\d{8}")
_MOMENT = re.compile(r"(\d{8}T\d{4})(\d{2})?(Z?)")
_LENGTH = re.compile(
    r"\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:\d{1,5}S)?)?"
)
_BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH"}


class IcsError(Exception):
    """The file cannot be read; ``code`` says why, ``title`` where."""

    def __init__(self, code, title=""):
        super().__init__(code)
        self.code = code
        self.title = title


class Busy(NamedTuple):
    """A time at which somebody is busy, in naive UTC.

    :ivar key: the same for the same entry of the same calendar, and tells nothing
    """

    key: str
    title: str
    start: datetime
    stop: datetime
    is_cancelled: bool


@dataclass(frozen=True, slots=True)
class _Event:
    uid: str
    title: str
    start: datetime
    length: timedelta
    zone: object
    rule: str
    left_out: frozenset
    instead_of: datetime | None
    is_cancelled: bool


def read(content: bytes, first: date, last: date, zone: str) -> list[Busy]:
    """When somebody is busy between two local days, by the time.

    :param zone: of times that name none that is known
    :raises IcsError: ``big``, ``text``, ``calendar``, ``empty``, ``many``, ``time``,
        ``rule``
    """
    local = ZoneInfo(zone)
    events = [_read_event(part, local) for part in _read_parts(content)]
    events = [event for event in events if event]
    replaced: dict[str, set] = {}
    for event in events:
        if event.instead_of:
            replaced.setdefault(event.uid, set()).add(event.instead_of)
    found: dict[str, Busy] = {}
    for event in events:
        for start in _starts(event, first, last, replaced.get(event.uid, set())):
            busy = _to_busy(event, start)
            found[busy.key] = busy
            if len(found) > MOST_TIMES:
                raise IcsError("many")
    return sorted(found.values(), key=lambda busy: (busy.start, busy.stop, busy.key))


def _read_parts(content):
    if len(content) > LARGEST:
        raise IcsError("big")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise IcsError("text") from None
    if "\0" in text or "BEGIN:VCALENDAR" not in text.upper():
        raise IcsError("calendar")
    parts = []
    try:
        for part in vobject.readComponents(text, validate=False, transform=False):
            parts += part.contents.get("vevent", [])
    except (ParseError, VObjectError, ValueError, IndexError, KeyError, TypeError):
        raise IcsError("calendar") from None
    except (AttributeError, RecursionError):
        raise IcsError("calendar") from None
    if not parts:
        raise IcsError("empty")
    if len(parts) > MOST_EVENTS:
        raise IcsError("many")
    return parts


def _first(part, name):
    """The first line of a name: (value, parameters)."""
    for line in part.contents.get(name, ()):
        value = getattr(line, "value", "")
        if isinstance(value, str):
            return value.strip(), getattr(line, "params", {})
    return "", {}


def _read_event(part, local):
    """:return: what an entry says, or nothing when it keeps nobody busy"""
    title = _first(part, "summary")[0]
    title = re.sub(r"\\(.)", r" ", title).strip()[:100]
    value, parameters = _first(part, "dtstart")
    start, zone, whole_day = _read_moment(value, parameters, local, title)
    length = _read_length(part, start, zone, whole_day, local, title)
    if _first(part, "transp")[0].upper() == "TRANSPARENT" or length <= timedelta(0):
        return None
    instead_of, mark = None, _first(part, "recurrence-id")
    if mark[0]:
        instead_of = _in_utc(*_read_moment(*mark, local, title)[:2])
    left_out = set()
    for line in part.contents.get("exdate", ()):
        for value in str(line.value).split(","):
            moment = _read_moment(value.strip(), line.params, local, title)
            left_out.add(_in_utc(*moment[:2]))
    uid = _first(part, "uid")[0] or f"{title} {start}"
    return _Event(
        uid,
        title,
        start,
        min(length, LONGEST),
        zone,
        "" if instead_of else _first(part, "rrule")[0].upper(),
        frozenset(left_out),
        instead_of,
        _first(part, "status")[0].upper() == "CANCELLED",
    )


def _read_moment(value, parameters, local, title):
    """:return: (naive wall time, its zone, whether it is a day)"""
    names = parameters.get("TZID") or [""]
    zone = _get_zone(names[0], local)
    try:
        if _DAY.fullmatch(value):
            moment = datetime.strptime(value, "%Y%m%d")
            whole_day = True
        else:
            found = _MOMENT.fullmatch(value)
            if not found:
                raise ValueError(value)
            moment = datetime.strptime(found[1], "%Y%m%dT%H%M")
            whole_day = False
            if found[3]:
                zone = UTC
    except ValueError:
        raise IcsError("time", title) from None
    if not 2000 <= moment.year <= 2200:
        raise IcsError("time", title)
    return moment, local if whole_day else zone, whole_day


def _get_zone(name, local):
    """A zone of the usual list; any other name means the time of the place."""
    if not re.fullmatch(r"[A-Za-z]+(/[A-Za-z_+\-0-9]+){0,2}", name):
        return local
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return local


def _in_utc(moment, zone):
    """Naive UTC of a wall time."""
    return moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def _read_length(part, start, zone, whole_day, local, title):
    value, parameters = _first(part, "dtend")
    if value:
        stop, stop_zone, _whole_day = _read_moment(value, parameters, local, title)
        if whole_day:
            return stop - start
        return _in_utc(stop, stop_zone) - _in_utc(start, zone)
    value = _first(part, "duration")[0]
    found = _LENGTH.fullmatch(value) if value else None
    if found:
        weeks, days, hours, minutes = (int(number or 0) for number in found.groups())
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    return timedelta(days=1) if whole_day else timedelta(0)


def _starts(event, first, last, replaced):
    """The beginnings between two days, in the event's own wall time."""
    if not event.rule:
        days = [event.start.date()]
    else:
        days = _repeat(event, last)
    for day in days:
        start = datetime.combine(day, event.start.time())
        if event.rule and _in_utc(start, event.zone) in event.left_out | replaced:
            continue
        if first <= (start + event.length).date() and day <= last:
            yield start


def _repeat(event, last):
    """The days of a repetition up to the last, each looked at once."""
    rule = _read_rule(event)
    start = event.start.date()
    if last - start > OLDEST:
        raise IcsError("rule", event.title)
    left, day = rule["COUNT"], start
    until = rule["UNTIL"]
    while day <= last and left > 0:
        moment = _in_utc(datetime.combine(day, event.start.time()), event.zone)
        if until and moment > until:
            return
        # the first always counts, as everywhere
        if day == start or _matches(rule, start, day):
            left -= 1
            yield day
        day += timedelta(days=1)


def _read_rule(event):
    try:
        parts = dict(part.split("=", 1) for part in event.rule.split(";") if part)
        parts.pop("WKST", None)
        if set(parts) - _KNOWN:
            raise ValueError
        rule = {
            "FREQ": parts["FREQ"],
            "INTERVAL": int(parts.get("INTERVAL", 1)),
            "COUNT": int(parts.get("COUNT", 10**6)),
            "UNTIL": None,
            "BYDAY": [],
            "BYMONTHDAY": [int(n) for n in _split(parts, "BYMONTHDAY")],
            "BYMONTH": [int(n) for n in _split(parts, "BYMONTH")],
        }
        if "UNTIL" in parts:
            until, zone, whole_day = _read_moment(parts["UNTIL"], {}, event.zone, "")
            end_of_day = timedelta(minutes=24 * 60 - 1) if whole_day else timedelta(0)
            rule["UNTIL"] = _in_utc(until + end_of_day, zone)
        for text in _split(parts, "BYDAY"):
            number, name = _BY_DAY.fullmatch(text).groups()
            rule["BYDAY"].append((int(number or 0), WEEKDAYS.index(name)))
        if rule["FREQ"] not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            raise ValueError
        if not 1 <= rule["INTERVAL"] <= 1000:
            raise ValueError
    except (ValueError, KeyError, AttributeError, IcsError):
        raise IcsError("rule", event.title) from None
    return rule


def _split(parts, name):
    return [text for text in parts.get(name, "").split(",") if text]


def _matches(rule, start, day):
    """Whether a repetition falls on a day."""
    frequency = rule["FREQ"]
    months = 12 * (day.year - start.year) + day.month - start.month
    monday = timedelta(days=start.weekday())
    passed = {
        "DAILY": (day - start).days,
        "WEEKLY": (day - (start - monday)).days // 7,
        "MONTHLY": months,
        "YEARLY": day.year - start.year,
    }[frequency]
    if passed % rule["INTERVAL"]:
        return False
    if rule["BYMONTH"]:
        if day.month not in rule["BYMONTH"]:
            return False
    elif frequency == "YEARLY" and day.month != start.month:
        return False
    return _fits_day(rule, start, day)


def _fits_day(rule, start, day):
    frequency = rule["FREQ"]
    days_in_month = calendar.monthrange(day.year, day.month)[1]
    if rule["BYMONTHDAY"]:
        if not {day.day, day.day - days_in_month - 1} & set(rule["BYMONTHDAY"]):
            return False
    if rule["BYDAY"]:
        from_front = (day.day - 1) // 7 + 1
        from_back = -((days_in_month - day.day) // 7 + 1)
        return any(
            name == day.weekday() and number in (0, from_front, from_back)
            for number, name in rule["BYDAY"]
        )
    if frequency == "WEEKLY":
        return day.weekday() == start.weekday()
    if frequency in ("MONTHLY", "YEARLY") and not rule["BYMONTHDAY"]:
        return day.day == start.day
    return True


def _to_busy(event, start):
    name = event.uid
    begin = _in_utc(start, event.zone)
    if event.rule or event.instead_of:
        name = f"{name} {event.instead_of or begin:%Y%m%dT%H%M}"
    key = hashlib.sha256(name.encode()).hexdigest()[:40]
    return Busy(key, event.title, begin, begin + event.length, event.is_cancelled)
