"""Calendar files: read as everybody reads them, within bounds, whatever they hold."""

import importlib.util
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

ADDON = Path(__file__).parents[1] / "addons" / "hcc_dispatch"


def load(name):
    """A module by its file: other tests have another `tools`."""
    spec = importlib.util.spec_from_file_location(
        f"hcc_dispatch_{name}", ADDON / "tools" / f"{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ics = load("ics")

ZONE = "Asia/Ho_Chi_Minh"
FIRST, LAST = date(2026, 11, 23), date(2027, 12, 28)


def event(*lines):
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def calendar(*events):
    return "\r\n".join(("BEGIN:VCALENDAR", *events, "END:VCALENDAR", "")).encode()


def read(*lines, **more):
    return ics.read(calendar(event("UID:1", *lines)), FIRST, LAST, ZONE, **more)


def utc(*parts):
    return datetime(*parts) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        # floating, in a zone, in UTC, in a zone that nobody knows, whole days
        (":20261125T080000", ":20261125T093000", (utc(2026, 11, 25, 8), 90)),
        (
            ";TZID=Europe/Berlin:20261125T080000",
            ";TZID=Europe/Berlin:20261125T090000",
            (datetime(2026, 11, 25, 7), 60),
        ),
        (":20261125T010000Z", ":20261125T020000Z", (utc(2026, 11, 25, 8), 60)),
        (
            ";TZID=/../../etc/passwd:20261125T080000",
            ":20261125T090000",
            (utc(2026, 11, 25, 8), 60),
        ),
        (";VALUE=DATE:20261125", ";VALUE=DATE:20261127", (utc(2026, 11, 25), 2880)),
    ],
)
def test_times(start, stop, expected):
    (busy,) = read(f"DTSTART{start}", f"DTEND{stop}", "SUMMARY:Thi cuối kỳ")
    minutes = (busy.stop - busy.start).total_seconds() / 60
    assert (busy.start, minutes) == expected
    assert busy.title == "Thi cuối kỳ"


def test_length_instead_of_an_end():
    (busy,) = read("DTSTART:20261125T080000", "DURATION:PT1H30M")
    assert busy.stop - busy.start == timedelta(minutes=90)
    (busy,) = read("DTSTART;VALUE=DATE:20261125")
    assert busy.stop - busy.start == timedelta(days=1)
    assert read("DTSTART:20261125T080000") == []


def test_free_time_and_other_days_are_left_out():
    hour = ("DTSTART:20261125T080000", "DTEND:20261125T090000")
    assert read(*hour, "TRANSP:TRANSPARENT") == []
    assert read("DTSTART:20251125T080000", "DTEND:20251125T090000") == []
    assert read(*hour, "STATUS:CANCELLED")[0].is_cancelled


RULES = [
    "FREQ=DAILY;COUNT=5",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20270131T080000Z",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=9",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20270302",
    "FREQ=MONTHLY;BYMONTHDAY=1,15,-1",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=10",
    "FREQ=DAILY;BYMONTH=1;BYDAY=SA,SU",
]


@pytest.mark.parametrize("rule", RULES)
def test_repetitions_are_what_others_read(rule):
    start = datetime(2026, 9, 1, 8)
    found = read("DTSTART:20260901T080000", "DURATION:PT1H", f"RRULE:{rule}")
    expected = rrulestr(rule.replace("Z", ""), dtstart=start).between(
        datetime(2026, 11, 22, 23), datetime(2027, 12, 29)
    )
    ours = [busy.start + timedelta(hours=7) for busy in found]
    # whether the first counts although no rule fits it, they do not agree on
    assert [moment for moment in ours if moment != start] == expected


def test_one_time_left_out_and_one_moved():
    found = ics.read(
        calendar(
            event(
                "UID:week",
                "DTSTART:20261201T080000",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;COUNT=4",
                "EXDATE:20261208T080000",
            ),
            event(
                "UID:week",
                "RECURRENCE-ID:20261215T010000Z",
                "DTSTART:20261216T140000",
                "DURATION:PT1H",
            ),
        ),
        FIRST,
        LAST,
        ZONE,
    )
    assert [busy.start for busy in found] == [
        utc(2026, 12, 1, 8),
        utc(2026, 12, 16, 14),
        utc(2026, 12, 22, 8),
    ]
    assert len({busy.key for busy in found}) == 3


def test_key_tells_nothing_and_stays():
    lines = ("SUMMARY:Bà Nguyễn Thị A", "DTSTART:20261125T080000", "DURATION:PT1H")
    (busy,) = read(*lines)
    assert len(busy.key) == 40
    assert busy.key == read("DTSTART:20261126T080000", "DURATION:PT1H")[0].key


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "calendar"),
        (b"\xff\xfe", "text"),
        (b"a" * (ics.LARGEST + 1), "big"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "calendar"),
        (b"BEGIN:VCALENDAR\n\0END:VCALENDAR\n", "calendar"),
        (calendar(), "empty"),
        (calendar(event("UID:1")), "time"),
        (calendar(event("DTSTART:20261332T080000")), "time"),
        (calendar(event("DTSTART:10000101")), "time"),
        (calendar(*[event("DTSTART;VALUE=DATE:20261201")] * 501), "many"),
        (
            calendar(event("DTSTART;VALUE=DATE:20261123", "RRULE:FREQ=DAILY")),
            "many",
        ),
    ],
)
def test_what_cannot_be_read_says_why(content, code):
    with pytest.raises(ics.IcsError) as refused:
        ics.read(content, FIRST, LAST + timedelta(days=400), ZONE)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;BYWEEKNO=3",
        "COUNT=3",
        "=",
        "FREQ",
    ],
)
def test_odd_repetitions_are_refused(rule):
    with pytest.raises(ics.IcsError) as refused:
        read("DTSTART:20261125T080000", "DURATION:PT1H", f"RRULE:{rule}")
    assert refused.value.code == "rule"


def test_a_file_made_to_take_for_ever_does_not():
    never = event(
        "DTSTART:20170101T080000",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    )
    begin = time.process_time()
    assert ics.read(calendar(*[never] * 300), FIRST, date(2026, 12, 28), ZONE) == []
    assert time.process_time() - begin < 20


WORDS = st.sampled_from(
    [
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "UID:1",
        "DTSTART:20261125T080000",
        "DTSTART;TZID=Mars/Olympus:20261125T080000",
        "DTEND;VALUE=DATE:20261126",
        "DURATION:PT5H",
        "RRULE:FREQ=DAILY;COUNT=3",
        "EXDATE:20261126T080000,",
        "RECURRENCE-ID:20261125",
        " folded",
        "SUMMARY;LANGUAGE=vi:Thi\\, học",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=40)), max_size=25))
def test_whatever_comes_is_read_or_refused(lines):
    content = "\n".join(("BEGIN:VCALENDAR", *lines)).encode("utf-8", "replace")
    try:
        found = ics.read(content, FIRST, LAST, ZONE)
    except ics.IcsError:
        return
    assert all(busy.start < busy.stop for busy in found)
