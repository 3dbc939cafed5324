"""The three figures once more, in plain Python: what the facts must agree with."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal


def group_key(assist, groupby, procedure_group):
    """Return the key of the group that an assist, or one of its dossiers, is in."""
    key = []
    for spec in groupby:
        name, __, granularity = spec.partition(":")
        value = assist[name]
        if name == "procedure_group":
            value = procedure_group
        if granularity == "month":
            value = value.replace(day=1)
        key.append(value)
    return tuple(key)


def rate(numerator, denominator, decimals):
    """Return a rounded rate, ``None`` without a denominator."""
    if not denominator:
        return None
    exact = Decimal(numerator) / Decimal(denominator)
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def reference_figures(history, groupby):
    """Return {group: measures} of a history of assists (see ``common.py``)."""
    counts = defaultdict(lambda: defaultdict(int))
    people = defaultdict(lambda: (set(), set()))
    for assist in history:
        key = group_key(assist, groupby, assist["procedure_group"])
        group = counts[key]
        group["assists"] += 1
        people[key][0].add(assist["request"])
        people[key][1].add(assist["citizen"])
        group["rateable"] += assist["rateable"]
        if assist["rating"]:
            group["ratings"] += 1
            group["ratings_satisfied"] += assist["rating"] in (4, 5)
            group["rating_sum"] += assist["rating"]
        for outcome, online, procedure_group in assist["dossiers"]:
            group = counts[group_key(assist, groupby, procedure_group)]
            if outcome == "not_filed":
                group["dossiers_not_filed"] += 1
            elif not online:
                group["dossiers_paper"] += 1
            else:
                group["dossiers_online"] += 1
                group["dossiers_successful"] += outcome in ("accepted", "resolved")
                group["dossiers_pending"] += outcome == "filed"
                group["dossiers_supplement"] += outcome == "supplement"
                group["dossiers_rejected"] += outcome == "rejected"
    return {
        key: {
            **group,
            "requests": len(people[key][0]),
            "citizens": len(people[key][1]),
            "success_rate": rate(
                group["dossiers_successful"], group["dossiers_online"], 4
            ),
            "satisfaction_rate": rate(group["ratings_satisfied"], group["ratings"], 4),
            "response_rate": rate(group["ratings"], group["rateable"], 4),
            "rating_mean": rate(group["rating_sum"], group["ratings"], 2),
        }
        for key, group in counts.items()
    }
