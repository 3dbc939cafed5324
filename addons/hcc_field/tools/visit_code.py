"""The short numbers with which a citizen shows that a visit began and ended."""

import re

DIGITS = 6
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_GAPS = re.compile(r"[\s.–—-]+")
#: a slip carries two numbers; whoever sends more is guessing
MOST = 2
LONGEST = 200


def make_code(digest):
    """Six digits out of a hexadecimal digest.

    >>> make_code("0123456789abcdef" * 4)
    '926255'
    """
    return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}d}"


def show_code(code):
    """As it is printed and read out.

    >>> show_code("012345")
    '012 345'
    """
    return f"{code[:3]} {code[3:]}"


def read_typed(text):
    """The number that somebody typed, or nothing.

    >>> read_typed(" 012 345"), read_typed("012-345"), read_typed("12345")
    ('012345', '012345', '')
    """
    text = _GAPS.sub("", str(text or "")[:LONGEST])
    return text if _CODE.fullmatch(text) else ""


def read_slip(text):
    """The reference and the numbers that the QR code of a slip holds.

    >>> read_slip("HT-7K3M-9QXP 012345 678901")
    ('HT-7K3M-9QXP', ['012345', '678901'])
    >>> read_slip("https://example.org")
    ('', [])
    """
    reference, _space, rest = str(text or "")[:LONGEST].strip().partition(" ")
    codes = _CODE.findall(rest)[:MOST]
    return (reference.upper(), codes) if codes else ("", [])


def make_slip(reference, codes):
    """What the QR code of a slip holds.

    >>> make_slip("HT-7K3M-9QXP", ["012345", "678901"])
    'HT-7K3M-9QXP 012345 678901'
    """
    return " ".join([reference, *codes])
