"""Ranks procedures for everyday words. Plain Python over folded text.

Everything compared here went through ``fold``: lower case, no diacritics,
single spaces.
"""

from dataclasses import dataclass

#: words that say nothing about which procedure is meant
FILLERS = frozenset(
    "toi muon can xin lam cho de nghi hoi giup giay to thu tuc ho so dang ky "
    "cap lai moi va cua nguoi nha ve thi o tai duoc bi nhu the nao phai gi".split()
)
#: what scores less than this share of the best is not shown beside it
WORTH_SHOWING = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """One procedure, as text."""

    key: int
    code: str
    name: str
    synonyms: tuple[str, ...] = ()


def rank(text: str, candidates: list[Candidate], limit: int) -> list[int]:
    """Keys of the candidates that match, best first.

    Those far behind the best share a word or two and only hide it: left out.
    """
    scored = [(score(text, candidate), candidate) for candidate in candidates]
    scored = [pair for pair in scored if pair[0] > 0]
    scored.sort(key=lambda pair: (-pair[0], len(pair[1].name), pair[1].key))
    if scored:
        worth = scored[0][0] * WORTH_SHOWING
        scored = [pair for pair in scored if pair[0] >= worth]
    return [candidate.key for _score, candidate in scored[:limit]]


def score(text: str, candidate: Candidate) -> float:
    """How well a candidate answers the words; 0 when it does not."""
    if text == candidate.code:
        return 1000.0
    if text.replace(" ", "").isdigit():
        return 900.0 if candidate.code.startswith(text) else 0.0
    best = _score_phrase(text, candidate.name) * 0.95
    for synonym in candidate.synonyms:
        best = max(best, _score_phrase(text, synonym))
    return best


def _score_phrase(text: str, phrase: str) -> float:
    if text == phrase:
        return 500.0
    padded_text, padded_phrase = f" {text} ", f" {phrase} "
    asked, offered = text.split(), phrase.split()
    if padded_text in padded_phrase:
        return 300.0 + 100.0 * len(asked) / len(offered)
    if padded_phrase in padded_text:
        return 300.0 + 100.0 * len(offered) / len(asked)
    return _score_words(asked, offered)


def _score_words(asked: list[str], offered: list[str]) -> float:
    """Share of what was asked for that is there, meaningful words counting more."""
    total = sum(_weight(word) for word in asked)
    # only the last word may still be being typed
    found = [word for word in asked[:-1] if word in offered]
    found += [word for word in asked[-1:] if _is_in(word, offered)]
    hit = sum(_weight(word) for word in found)
    if all(word in FILLERS for word in found):
        return 0.0
    covered = hit / total
    length = sum(_weight(word) for word in offered)
    precise = sum(_weight(word) for word in offered if word in asked) / length
    value = 200.0 * covered * covered + 60.0 * precise
    return value if covered >= 0.4 else value / 4


def _weight(word: str) -> float:
    return 0.25 if word in FILLERS else 1.0


def _is_in(word: str, offered: list[str]) -> bool:
    if word in offered:
        return True
    # a word still being typed
    return len(word) >= 3 and any(other.startswith(word) for other in offered)
