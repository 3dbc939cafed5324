"""Texts short enough for a text message. No Odoo here."""

import unicodedata

#: what one character of the telephone's own alphabet may be
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: and what takes the room of two
_EXTENDED = frozenset("^{}\\[~]|€\f")
_SIMPLE = str.maketrans(
    {
        "đ": "d",
        "Đ": "D",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "\u00a0": " ",
        "\u202f": " ",
        "·": "-",
    }
)


def without_diacritics(text):
    """Return the text in letters that every telephone and network knows.

    >>> without_diacritics("Điểm phục vụ – Đống Đa")
    'Diem phuc vu - Dong Da'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_SIMPLE))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return "".join(char if char.isascii() else "?" for char in bare)


def count_segments(text):
    """Return how many text messages the text is sent and paid as.

    >>> [count_segments(t) for t in ("a" * 160, "a" * 161, "ắ" * 70, "ắ" * 71)]
    [1, 2, 1, 2]
    """
    if all(char in _BASIC or char in _EXTENDED for char in text):
        length = len(text) + sum(char in _EXTENDED for char in text)
        return _divide(length, 160, 153)
    return _divide(len(text.encode("utf-16-be")) // 2, 70, 67)


def _divide(length, alone, part):
    return 1 if length <= alone else -(-length // part)


def fit(needed, optional=(), limit=2):
    """Return the needed text with as many of the others as there is room for.

    :param str needed: comes first and is never left out
    :param optional: more sentences, the most important first; empty ones and
        those for which there is no room are left out
    :param int limit: how many text messages it may be

    >>> fit("HT-1: 09:00.", ["x" * 400, "", "Tel 1022"])
    'HT-1: 09:00. Tel 1022'
    """
    text = needed
    for sentence in filter(None, optional):
        longer = f"{text} {sentence}"
        if count_segments(longer) <= limit:
            text = longer
    while count_segments(text) > limit:
        text = text[:-1]
    return text
