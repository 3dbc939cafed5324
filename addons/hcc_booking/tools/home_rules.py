"""Whether a reason for a home visit is met. No Odoo here; a human decides anyway."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

MET, STATED, UNKNOWN, NOT_MET = "met", "stated", "unknown", "not_met"
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person; ``None`` is not known."""

    age: int | None = None
    disability: str | None = None
    poverty: str | None = None
    distance_km: float | None = None


def judge(kind, threshold, needs_evidence, *, is_claimed, is_seen, facts):
    """Say what is known of one reason.

    :param str kind: as in ``hcc.home.reason``
    :param int threshold: years of age or kilometres
    :param bool needs_evidence: whether the person's word is too little
    :param bool is_claimed: whether the person gave this reason
    :param bool is_seen: whether somebody saw what shows it
    :param Facts facts: what is known
    :return: ``met`` by a fact or a paper, ``stated`` by the person's word,
        ``unknown`` until somebody looks, or ``not_met``

    >>> judge("age", 60, False, is_claimed=True, is_seen=False, facts=Facts(age=71))
    'met'
    >>> judge("illness", 0, True, is_claimed=True, is_seen=False, facts=Facts())
    'unknown'
    """
    if is_seen:
        return MET
    by_fact = _by_fact(kind, threshold, facts)
    if by_fact:
        return by_fact
    if not is_claimed:
        return NOT_MET
    return UNKNOWN if needs_evidence or kind in ("age", "distance") else STATED


def overall(results):
    """The best of the answers; no reason at all is for a human to ask about.

    >>> overall(["not_met", "stated"]), overall([])
    ('stated', 'unknown')
    """
    for answer in (MET, STATED, UNKNOWN, NOT_MET):
        if answer in results:
            return answer
    return UNKNOWN


def distance_km(here, there):
    """Kilometres as the crow flies between two (latitude, longitude).

    >>> round(distance_km((21.0, 105.8), (21.0, 105.9)), 1)
    10.4
    """
    lat1, lon1, lat2, lon2 = map(radians, (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2
    half += cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _by_fact(kind, threshold, facts):
    """What a fact says, or nothing when it is not known."""
    match kind:
        case "age" if facts.age is not None:
            return MET if facts.age >= threshold else NOT_MET
        case "distance" if facts.distance_km is not None:
            return MET if facts.distance_km > threshold else NOT_MET
        case "disability" if facts.disability in ("severe", "very_severe"):
            return MET
        case "poverty" if facts.poverty in ("poor", "near_poor"):
            return MET
    return None
