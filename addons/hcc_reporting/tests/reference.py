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


def reference_figures(history, groupby, missed=()):
    """Return {group: measures} of a history of assists (see ``common.py``).

    :param missed: visits that did not take place
    """
    counts = defaultdict(lambda: defaultdict(int))
    people = defaultdict(lambda: (set(), set()))
    by_request = defaultdict(list)
    for assist in history:
        by_request[assist["request"]].append(assist)
    for assist in history:
        key = group_key(assist, groupby, assist["procedure_group"])
        group = counts[key]
        group["assists"] += 1
        group["assists_vulnerable"] += assist["citizen_group"] != "other"
        people[key][0].add(assist["request"])
        people[key][1].add(assist["citizen"])
        group["rateable"] += assist["rateable"]
        if assist["rating"]:
            group["ratings"] += 1
            group["ratings_satisfied"] += assist["rating"] in (4, 5)
            group["rating_sum"] += assist["rating"]
        if assist["is_first"]:
            _count_request(counts, group, groupby, by_request[assist["request"]])
        for outcome, online, procedure_group in assist["dossiers"]:
            group = counts[group_key(assist, groupby, procedure_group)]
            if outcome == "not_filed":
                group["dossiers_not_filed"] += 1
                group["failed_portal_error"] += 1
            elif not online:
                group["dossiers_filed"] += 1
                group["dossiers_paper"] += 1
            else:
                group["dossiers_filed"] += 1
                group["dossiers_online"] += 1
                group["dossiers_successful"] += outcome in ("accepted", "resolved")
                group["dossiers_pending"] += outcome == "filed"
                group["dossiers_supplement"] += outcome == "supplement"
                group["dossiers_rejected"] += outcome in ("returned", "rejected")
    for visit in missed:
        key = group_key(visit, groupby, visit["procedure_group"])
        if visit["state"] == "no_show":
            counts[key]["no_shows"] += 1
            counts[key]["visits_due"] += 1
        else:
            counts[key]["cancellations"] += 1
    return {
        key: {
            **group,
            "requests": len(people[key][0]),
            "citizens": len(people[key][1]),
            **_rates(group),
        }
        for key, group in counts.items()
        # what does not know a way of splitting has no part in it
        if None not in key
    }


def _count_request(counts, group, groupby, assists):
    """Count what belongs to a request: on its first assist, and on its asking."""
    first = assists[0]
    # nobody books in these histories: people ask, and are helped at once
    group["waits"] += 1
    dossiers = [dossier for assist in assists for dossier in assist["dossiers"]]
    if dossiers:
        group["first_visits"] += 1
        group["first_visits_successful"] += len(assists) == 1 and all(
            outcome != "not_filed" for outcome, __, __ in dossiers
        )
    asked = {
        **first,
        "place": "point",
        "in_hours": None,
        "collaborator_category": None,
    }
    counts[group_key(asked, groupby, first["procedure_group"])]["asked"] += 1


def _rates(group):
    return {
        "success_rate": rate(group["dossiers_successful"], group["dossiers_online"], 4),
        "satisfaction_rate": rate(group["ratings_satisfied"], group["ratings"], 4),
        "response_rate": rate(group["ratings"], group["rateable"], 4),
        "rating_mean": rate(group["rating_sum"], group["ratings"], 2),
        "online_rate": rate(group["dossiers_online"], group["dossiers_filed"], 4),
        "first_visit_rate": rate(
            group["first_visits_successful"], group["first_visits"], 4
        ),
        "no_show_rate": rate(group["no_shows"], group["visits_due"], 4),
        "vulnerable_rate": rate(group["assists_vulnerable"], group["assists"], 4),
        "wait_days": rate(group["wait_minutes"], group["waits"] * 1440, 2),
        "contact_hours": rate(group["contact_minutes"], group["contacts"] * 60, 2),
    }
