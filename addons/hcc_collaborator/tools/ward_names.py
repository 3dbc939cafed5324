"""Finds the one ward of today that a name in a list means, or none. No Odoo here.

Unlike the finder, which ranks for a person who then chooses, this one decides, and
only where there is nothing to choose: a name that may mean several wards is refused
with all of them.
"""

import difflib
import re
from typing import NamedTuple

from .text import fold, spelling
from .ward_finder import Match, find, split_unit

CODE_LENGTH = 5
_CODE_FIRST = re.compile(rf"(\d{{{CODE_LENGTH}}})[\W_]")
NEAREST = 3


class Answer(NamedTuple):
    """What a name means."""

    ward_id: int | None  # the one ward, when there is one
    former: str  # the former name by which it was found, if it was
    matches: tuple  # wards that it may mean, or nearest names: of :class:`Match`
    exact: bool  # whether the matches have this name, or are only near


def resolve(index, text):
    """Return which ward a name, old or new, or an official code means.

    :param ward_finder.Index index: all names of the wards valid today
    :param str text: what stands in the list
    :return: :class:`Answer` without ``matches`` when nothing has that name; see
        :func:`nearest`
    """
    entry = _find_code(index, text)
    if entry:
        return Answer(entry.ward_id, "", (), True)
    for part in dict.fromkeys((text, text.split(",")[0].split(" - ")[0])):
        hits = _find_name(index, part)
        if hits:
            break
    else:
        return Answer(None, "", (), False)
    wards = list(dict.fromkeys(entry.ward_id for entry in hits))
    if len(wards) == 1 and hits[0].matched != "district":
        former = hits[0].name if hits[0].matched == "former" else ""
        return Answer(wards[0], former, (), True)
    matches = {entry.ward_id: Match(*entry) for entry in reversed(hits)}
    return Answer(None, "", tuple(matches[number] for number in wards), True)


def nearest(index, text):
    """Return the wards whose names are nearest to a name that nothing has."""
    matches = find(index, text, NEAREST)
    if not matches:
        _unit, bare = split_unit(fold(text))
        keys = difflib.get_close_matches(bare, index.by_key, NEAREST, 0.7)
        entries = [index.by_key[key][0][0] for key in keys]
        matches = list({entry.ward_id: Match(*entry) for entry in entries}.values())
    return tuple(matches)


def _find_code(index, text):
    """The ward with the code; spreadsheets drop the zeros at its beginning."""
    first = _CODE_FIRST.match(text.strip())
    code = first[1] if first else text.strip().lower()
    if code.isdecimal():
        code = code.zfill(CODE_LENGTH)
    return index.codes.get(code)


def _find_name(index, text):
    """Entries that have this name: today's before former ones before districts."""
    folded = fold(text)
    unit, bare = split_unit(folded)
    found = index.by_key.get(bare, ())
    if not found and unit:
        # a name that begins like a unit
        found, unit = index.by_key.get(folded, ()), ""
    if unit:
        found = [hit for hit in found if hit[1] == unit]
    for matched in ("current", "former", "district"):
        hits = [hit for hit in found if hit[0].matched == matched]
        if hits:
            return _narrow(hits, text, folded)
    return []


def _narrow(hits, text, folded):
    """Leave out what has another unit, or other diacritics, when one fits fully."""
    same = [hit for hit in hits if fold(hit[0].name) == folded] or hits
    words = spelling(text)
    spelled = [hit for hit in same if words[-len(hit[2]) :] == hit[2]] or same
    return [entry for entry, _unit, _spelling in spelled]
