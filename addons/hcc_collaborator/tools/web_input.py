"""What strangers send to the public pages, made safe to handle. No Odoo here."""

import re
from datetime import datetime

_DIGITS = re.compile(r"[0-9]{1,9}")
_REFERENCE = re.compile(r"([A-Z]{2})([0-9A-Z]{4})([0-9A-Z]{4})")
_LOCAL_TIME = "%Y-%m-%dT%H:%M"


def clean(value, limit=None):
    """Text that a database accepts.

    :param value: what came in, possibly not text at all
    :param int limit: how many characters to keep; all of them when empty
    :return: text without null characters, surrogates and outer spaces
    """
    if not isinstance(value, str):
        return ""
    text = value.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    return text[:limit] if limit else text


def as_id(value):
    """A database id, or 0 when the text is none."""
    text = clean(value)
    return int(text) if _DIGITS.fullmatch(text) else 0


def as_answer(value):
    """``yes``, ``no`` or ``unknown``; empty for anything else."""
    return value if value in ("yes", "no", "unknown") else ""


def as_local_time(value):
    """Naive local time out of ``2026-11-24T08:30``, or None."""
    try:
        moment = datetime.strptime(clean(value, 20), _LOCAL_TIME)
    except ValueError:
        return None
    return moment if 2000 <= moment.year <= 2100 else None


def as_date(value):
    """A day out of ``2026-11-24`` or ``24/11/2026``, or None."""
    text = clean(value, 20)
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        return day if 2000 <= day.year <= 2100 else None
    return None


def local_time_value(moment):
    """The text that :func:`as_local_time` reads."""
    return moment.strftime(_LOCAL_TIME)


def as_reference(value):
    """A reference as it is stored, however it was typed or read out."""
    text = re.sub(r"[^0-9A-Z]", "", clean(value, 60).upper())
    parts = _REFERENCE.fullmatch(text)
    return "-".join(parts.groups()) if parts else text[:20]


def as_rating_code(value):
    """A code such as ``7K3M-9QXP``, however it was typed; empty when it is none."""
    text = re.sub(r"[^0-9A-Z]", "", clean(value, 60).upper())
    return f"{text[:4]}-{text[4:]}" if len(text) == 8 else ""
