"""Codes of dossiers as portals print them and people type them. No Odoo here."""

import re
import unicodedata

#: what a form shows as an example
EXAMPLE = "H26.1-251123-0001"
OLD_EXAMPLE = "000.00.16.H26-251123-0001"

_NEW = r"[A-Z]\d{2}(?:\.\d{1,3}){0,3}-\d{6}-\d{4,}"
#: before the national portal gave codes: the number of the authority comes first
_OLD = r"\d{3}(?:\.\d{2,3}){1,3}\.[A-Z]\d{2}-\d{6}-\d{4,}"
_USUAL = re.compile(f"(?:{_OLD}|{_NEW})")
_DASHES = re.compile(r"[\u2010-\u2015\u2212_-]+")
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def tidy(text):
    """Return a code as it is kept: capitals, plain dashes, no spaces.

    >>> tidy(" h26.1 – 251123–0001 ")
    'H26.1-251123-0001'
    >>> tidy("anything  else")
    'ANYTHINGELSE'
    """
    text = unicodedata.normalize("NFKC", text or "").upper()
    text = _DASHES.sub("-", "".join(text.split()))
    return re.sub(r"\.{2,}", ".", text).strip("-.,;:")


def is_usual(code):
    """Tell whether a tidy code looks like those of the portal, new or old.

    >>> [is_usual(c) for c in ("H26-251123-0001", "000.00.16.H26-251123-0001", "X1")]
    [True, True, False]
    """
    return bool(_USUAL.fullmatch(code or ""))


def find_code(text):
    """Return the code within what a camera read, which may be a whole address.

    >>> find_code("https://portal.example/tra-cuu?ma=H26.1-251123-0001&x=1")
    'H26.1-251123-0001'
    >>> find_code("12345")
    '12345'
    """
    code = tidy(text)
    found = _USUAL.search(code)
    return found.group() if found else code


def suggest(code):
    """Return the usual code that is meant, when letters were typed for digits.

    >>> suggest("H26.1-25II23-OOO1")
    'H26.1-251123-0001'
    >>> suggest("nothing like it")
    ''
    """
    code = tidy(code)
    if is_usual(code):
        return ""
    meant = code.translate(_ALIKE)
    return meant if is_usual(meant) else ""
