"""Dates and times as citizens read them."""

from functools import lru_cache
from itertools import groupby

import babel.dates
from markupsafe import Markup

from odoo import fields
from odoo.http import request
from odoo.tools.misc import babel_locale_parse, get_lang

from odoo.addons.hcc_collaborator.tools.web_input import local_time_value

from ..slots.local_time import local_date, to_local

AFTERNOON, EVENING = 12, 18
_BUTTON = '<button type="submit" name="start" value="%s">%s</button>'


def day_words(day, with_year=False):
    """``Tuesday, 24 November``, in the language of the page."""
    pattern = "EEEE, dd/MM/y" if with_year else "EEEE, d MMMM"
    return _say_day(get_lang(request.env).code, day, pattern)


@lru_cache(maxsize=1000)
def _say_day(lang_code, day, pattern):
    """The same days are said to everybody, and it takes long to say one."""
    text = babel.dates.format_date(day, pattern, babel_locale_parse(lang_code))
    return text[:1].upper() + text[1:]


def moment_words(moment):
    """``08:30, Tuesday, 24/11/2026`` for a naive UTC time."""
    local = to_local(moment)
    return f"{local:%H:%M}, {day_words(local.date(), with_year=True)}"


def near_words(day):
    """``Today`` or ``Tomorrow``; empty for other days."""
    distance = (day - local_date(fields.Datetime.now())).days
    return {0: request.env._("Today"), 1: request.env._("Tomorrow")}.get(distance, "")


def slot_days(slots):
    """Group slots the way a page shows them: by day, then by part of the day.

    :param slots: slots in order of their start, naive UTC
    """
    names = request.env["hcc.holiday"]._get_names()
    part_names = _part_names()
    days = []
    for day, moments in groupby(_local_times(slots), lambda pair: pair[0].date()):
        words = day_words(day)
        parts = [
            _part_values(
                part_names[part],
                [_slot_values(local, words, slot.in_hours) for local, slot in of_part],
            )
            for part, of_part in groupby(moments, _part_of_day)
        ]
        days.append(
            {
                "id": day.isoformat(),
                "name": words,
                "near": near_words(day),
                "holiday": day in names
                and request.env._("Holiday: %(name)s", name=names[day]),
                "parts": parts,
                "count": request.env._(
                    "%(count)s free times",
                    count=sum(len(part["slots"]) for part in parts),
                ),
            }
        )
    return days


def _local_times(slots):
    """Pairs of local time and slot, each time once."""
    return [
        (to_local(start), slot)
        for start, slot in {slot.start: slot for slot in slots}.items()
    ]


def _part_of_day(pair):
    local, slot = pair
    return (local.hour >= AFTERNOON) + (local.hour >= EVENING), slot.in_hours


def _part_names():
    return {
        (0, True): request.env._("Morning"),
        (1, True): request.env._("Afternoon"),
        (2, True): request.env._("Evening"),
        (0, False): request.env._("Morning, out of hours"),
        (1, False): request.env._("Afternoon, out of hours"),
        (2, False): request.env._("Evening, out of hours"),
    }


def _part_values(name, slots):
    """A part of a day; its buttons are made here, for a page has hundreds of them."""
    # nothing but digits of our own goes into them
    buttons = "".join(_BUTTON % (slot["value"], slot["time"]) for slot in slots)
    return {"name": name, "slots": slots, "buttons": Markup(buttons)}


def _slot_values(local, words, in_hours):
    """One time as a page shows it; ``words`` are those of its day."""
    clock = f"{local.hour:02}:{local.minute:02}"
    return {
        "value": local_time_value(local),
        "time": clock,
        "words": f"{clock}, {words}",
        "in_hours": in_hours,
    }
