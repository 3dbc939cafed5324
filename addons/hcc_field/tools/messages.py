"""What devices send, looked at before anything is done with it. No Odoo here."""

import json
import math
import re

UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KIND = re.compile(r"[a-z][a-z_]{0,29}")
DIGEST = re.compile(r"[0-9a-f]{64}")
HEADER_LENGTH = 1000
#: PostgreSQL's integer
MOST = 2**31 - 1
#: a clock in milliseconds, until the year 5138
MOST_CLOCK = 10**14
#: characters that no text of ours holds, and PostgreSQL none of the first
_ODD = re.compile("[\x00\ud800-\udfff]")
DEPTH = 8


def read_json(data):
    """Read JSON of strangers.

    :param data: bytes or text
    :raises ValueError: for whatever is not JSON, or numbers that are none
    """
    try:
        return json.loads(data, parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("too deep") from error


def _read_clear(message, pick):
    """:return: what `pick` takes out of the clear part; nothing when it is none"""
    if not isinstance(message, dict) or not isinstance(message.get("sealed"), dict):
        return None
    text = message.get("header")
    if not isinstance(text, str) or len(text) > HEADER_LENGTH:
        return None
    try:
        return pick(read_json(text))
    except (KeyError, TypeError, ValueError):
        return None


def read_header(message):
    """Read the clear part of a message.

    :return: {id, assignment, seq, kind, clock}, or nothing when it is none
    """
    return _read_clear(
        message,
        lambda header: {
            "id": _match(UID, header["id"]),
            "assignment": _number(header["assignment"], 1, MOST),
            "seq": _number(header["seq"], 1, MOST),
            "kind": _match(KIND, header["kind"]),
            "clock": _number(header["clock"], 0, MOST_CLOCK),
        },
    )


def read_piece(message):
    """Read the clear part of a piece of a photo.

    :return: {upload, assignment, offset, total, sha256}, or nothing when it is none
    """
    return _read_clear(
        message,
        lambda header: {
            "upload": _match(UID, header["upload"]),
            "assignment": _number(header["assignment"], 1, MOST),
            "offset": _number(header["offset"], 0, MOST),
            "total": _number(header["total"], 1, MOST),
            "sha256": _match(DIGEST, header["sha256"]),
        },
    )


def is_uid(value):
    """Whether it is an id as devices make them."""
    return isinstance(value, str) and bool(UID.fullmatch(value))


def clean(value, depth=DEPTH):
    """The same value without characters that cannot be stored.

    :raises ValueError: when it is nested too deep
    """
    if depth < 0:
        raise ValueError("too deep")
    if isinstance(value, str):
        return _ODD.sub("", value)
    if isinstance(value, list):
        return [clean(one, depth - 1) for one in value]
    if isinstance(value, dict):
        return {_ODD.sub("", key): clean(one, depth - 1) for key, one in value.items()}
    return value


def clock_of(value):
    """A clock in milliseconds, or nothing."""
    try:
        return _number(value, 0, MOST_CLOCK)
    except ValueError:
        return None


def _refuse(name):
    raise ValueError(name)


def _finite(text):
    # 1e999 is a number for JSON, and none that can be written again
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _match(pattern, value):
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("not of this form")
    return value


def _number(value, least, most):
    # True is an int as well
    if type(value) is not int or not least <= value <= most:
        raise ValueError("no such number")
    return value
