"""What is counted and how it adds up. No Odoo here."""

from typing import NamedTuple

#: what is counted and adds up, in the order of the columns
COUNTS = (
    "assists",
    "assists_vulnerable",
    "dossiers_filed",
    "dossiers_online",
    "dossiers_successful",
    "dossiers_pending",
    "dossiers_supplement",
    "dossiers_rejected",
    "dossiers_not_filed",
    "dossiers_paper",
    "rateable",
    "ratings",
    "ratings_satisfied",
    "rating_sum",
    "asked",
    "contacts",
    "contact_minutes",
    "waits",
    "wait_minutes",
    "first_visits",
    "first_visits_successful",
    "visits_due",
    "no_shows",
    "cancellations",
    "helper_minutes",
    "unmet",
    "failed_no_eid_level2",
    "failed_sim_not_own",
    "failed_originals_missing",
    "failed_portal_error",
    "failed_in_person_only",
    "failed_no_network",
    "failed_other",
)
CAUSES = tuple(name for name in COUNTS if name.startswith("failed_"))
#: what people split figures by, each assist being in one part of each
SPLITS = (
    "place",
    "in_hours",
    "channel",
    "procedure_group",
    "citizen_group",
    "collaborator_category",
)
#: counts that do not add up -> the column whose different values are counted
DISTINCT = {"requests": "request_key", "citizens": "citizen_key"}


class Rate(NamedTuple):
    """A sum over a sum: ``above / below / unit``, rounded."""

    above: str
    below: str
    decimals: int = 4
    unit: int = 1


RATES = {
    "success_rate": Rate("dossiers_successful", "dossiers_online"),
    "satisfaction_rate": Rate("ratings_satisfied", "ratings"),
    "response_rate": Rate("ratings", "rateable"),
    "rating_mean": Rate("rating_sum", "ratings", 2),
    "online_rate": Rate("dossiers_online", "dossiers_filed"),
    "first_visit_rate": Rate("first_visits_successful", "first_visits"),
    "no_show_rate": Rate("no_shows", "visits_due"),
    "vulnerable_rate": Rate("assists_vulnerable", "assists"),
    "contact_hours": Rate("contact_minutes", "contacts", 2, 60),
    "wait_days": Rate("wait_minutes", "waits", 2, 24 * 60),
}
#: those of them that are no shares
MEANS = tuple(name for name, rate in RATES.items() if rate.decimals == 2)
#: those that are better the lower they are
LOW_IS_GOOD = ("no_show_rate", "contact_hours", "wait_days")


class First(NamedTuple):
    """A mark on what came first: of whom, in which area, within which time.

    People do not add up, but the first time that each of them came in a ward and
    month does: as many marks, as many people.
    """

    who: str
    area: str
    time: str


FIRSTS = {
    f"people_{area}_{time}": First("citizens", area, time)
    for area in ("ward", "branch", "city")
    for time in ("month", "year")
} | {f"requests_{time}": First("requests", "city", time) for time in ("month", "year")}
#: all that is summed up
SUMS = (*COUNTS, *FIRSTS)
