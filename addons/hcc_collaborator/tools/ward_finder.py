"""Finds today's wards by what people type: addresses, new and former names.

Pure functions over plain tuples. A former ward that was split gives every ward
that holds a part of it: the finder ranks, it never guesses.
"""

from collections import defaultdict
from typing import NamedTuple

from .text import fold, spelling

# how people write the kind of a unit, longest first
UNITS = {
    "thi tran": "town",
    "thi xa": "district",
    "phuong": "ward",
    "huyen": "district",
    "quan": "district",
    "xa": "ward",
    "tt": "town",
    "tx": "district",
    "p": "ward",
    "q": "district",
    "h": "district",
    "x": "ward",
}
WEIGHTS = {"current": 3, "former": 2, "district": 1}
MAX_WORDS = 8


class Entry(NamedTuple):
    """One name of one ward."""

    ward_id: int
    name: str  # as people write it, with its unit: "Phường Kim Mã"
    matched: str  # current, former or district


class Match(NamedTuple):
    """A ward that was found and the name by which it was."""

    ward_id: int
    name: str
    matched: str


class Index(NamedTuple):
    """The names prepared for searching."""

    by_key: dict  # bare folded name -> [(entry, unit, spelling)]
    codes: dict  # official code -> entry


def split_unit(folded):
    """Return the unit and the bare name.

    >>> split_unit("phuong kim ma"), split_unit("kim ma"), split_unit("p 3")
    (('ward', 'kim ma'), ('', 'kim ma'), ('ward', '3'))
    """
    for prefix, unit in UNITS.items():
        if folded.startswith(prefix + " "):
            return unit, folded[len(prefix) + 1 :]
    return "", folded


def build_index(entries, codes=()):
    """Return the names in the form in which they are searched.

    :param entries: iterable of :class:`Entry`
    :param codes: iterable of (code, Entry)
    """
    by_key = defaultdict(list)
    for entry in entries:
        unit, bare = split_unit(fold(entry.name))
        spelled = spelling(entry.name)[-len(bare.split()) :]
        by_key[bare].append((entry, unit, spelled))
    return Index(dict(by_key), {code.lower(): entry for code, entry in codes})


def find(index, text, limit=20):
    """Return the wards that the text may mean, best first.

    :param Index index: what :func:`build_index` made
    :param str text: an address, a name old or new, or a code
    :return: list of :class:`Match`, each ward once
    """
    query = fold(text).split()
    if not query:
        return []
    spans = _find_spans(index, query, spelling(text))
    matches = _rank(spans)
    if not spans or _is_one_name(spans, query):
        # someone may still be typing: "kim m", or "láng" for "Láng Hạ"
        known = {match.ward_id for match in matches}
        more = _rank(_find_beginnings(index, " ".join(query)))
        matches += [match for match in more if match.ward_id not in known]
    return matches[:limit]


def _find_spans(index, query, spelled):
    """Return {span: [(entry, score)]} for the names that stand in the text."""
    spans = {}
    for start in range(len(query)):
        entry = index.codes.get(query[start])
        if entry:
            spans[start, start + 1] = [(entry, 10)]
        for stop in range(min(len(query), start + MAX_WORDS), start, -1):
            found = index.by_key.get(" ".join(query[start:stop]))
            if found:
                spans[start, stop] = _score_span(found, query, spelled, start, stop)
                break
    # a name inside a longer name is not meant
    return {
        span: hits
        for span, hits in spans.items()
        if not any(
            other != span and other[0] <= span[0] and span[1] <= other[1]
            for other in spans
        )
    }


def _score_span(found, query, spelled, start, stop):
    """Weigh the entries of one name by its unit and its spelling."""
    unit, begins = "", start
    for length in (2, 1):
        before = " ".join(query[max(start - length, 0) : start])
        if before in UNITS:
            unit, begins = UNITS[before], start - length
            break
    hits = [
        (
            entry,
            WEIGHTS[entry.matched]
            + (4 if unit and unit == entry_unit else 0)
            + (2 if entry_spelling == spelled[start:stop] else 0)
            + (1 if begins == 0 and stop == len(query) else 0),
            entry_unit,
        )
        for entry, entry_unit, entry_spelling in found
    ]
    same_unit = [hit for hit in hits if unit and hit[2] == unit]
    return [(entry, score) for entry, score, _unit in same_unit or hits]


def _find_beginnings(index, query):
    """Return names of which a word begins as the text does ("kim m")."""
    unit, bare = split_unit(query)
    found = []
    if len(bare) >= 2:
        for key, entries in index.by_key.items():
            if f" {bare}" in f" {key}":
                begins = key.startswith(bare)
                found += [
                    (entry, WEIGHTS[entry.matched] + (2 if begins else 0))
                    for entry, entry_unit, _spelling in entries
                    if not unit or unit == entry_unit
                ]
    return {(0, 1): found} if found else {}


def _is_one_name(spans, query):
    """Tell whether the text is a name and nothing else, without its unit."""
    return set(spans) == {(0, len(query))}


def _rank(spans):
    """Return one match for each ward, those that fit more of the text first."""
    best = {}
    scores = defaultdict(int)
    covered = defaultdict(set)
    for span, hits in spans.items():
        of_span = {}
        for entry, score in hits:
            if score > of_span.get(entry.ward_id, 0):
                of_span[entry.ward_id] = score
            if score > best.get(entry.ward_id, (0, None))[0]:
                best[entry.ward_id] = (score, entry)
        for ward_id, score in of_span.items():
            scores[ward_id] += score
            covered[ward_id].add(span)
    fitting = [
        ward_id for ward_id in best if not _is_only_district(ward_id, best, covered)
    ]
    fitting.sort(
        key=lambda ward_id: (-scores[ward_id], fold(best[ward_id][1].name), ward_id)
    )
    return [Match(*best[ward_id][1]) for ward_id in fitting]


def _is_only_district(ward_id, best, covered):
    """Tell whether the ward fits the district alone and others fit more of it."""
    if best[ward_id][1].matched != "district":
        return False
    return any(covered[ward_id] < spans for spans in covered.values())
