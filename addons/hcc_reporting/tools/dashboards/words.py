"""What dashboards call things. The words of figures are those of the screen."""

PEOPLE_MEASURES = (
    "open_hours",
    "bare_hours",
    "unmet",
    "training_required",
    "training_passed",
    ("coverage_rate", "avg"),
    ("training_rate", "avg"),
    ("hours_low", "avg"),
    ("hours_median", "avg"),
    ("hours_high", "avg"),
    ("hours_gini", "avg"),
)
#: a chart cuts names after 20 letters
CAUSES = {
    "dossiers_supplement": "Supplement requested",
    "dossiers_rejected": "Returned or rejected",
    "failed_no_eid_level2": "No level-2 identity",
    "failed_sim_not_own": "SIM not in own name",
    "failed_originals_missing": "Originals missing",
    "failed_portal_error": "Error of the portal",
    "failed_in_person_only": "In person only",
    "failed_no_network": "No network",
    "failed_other": "Other reason",
}
COVERAGE = (
    "Open hours covered",
    "Open hours in which somebody is at the point, out of all open hours.",
)
BARE = (
    "Hours with nobody there",
    "Open hours of a point in which nobody has a published shift there, or "
    "everybody who has is away.",
)
UNMET = (
    "Unmet demand",
    "Times that somebody looked for help and found no time: each visitor "
    "once a day, and everybody who waits, wishes another time or leaves.",
)
TRAINING = (
    "Training completed",
    "Required courses passed, out of all required courses; over several "
    "months, the mean of the months.",
)
DEFINITIONS = (
    (
        "Assists",
        "Contacts completed: appointments and walk-ins marked done, counted "
        "on the local day they ended. A return visit is another assist.",
    ),
    (
        "Online success rate",
        "Dossiers accepted or resolved, out of all dossiers filed online with "
        "help. Pending, supplement and rejected ones are in the whole; not "
        "filed and paper ones are not. Counted on the day of the assist.",
    ),
    (
        "Satisfaction",
        "Ratings of 4 or 5 out of all ratings, counted on the day of the assist.",
    ),
    (
        "Response rate",
        "Ratings out of the completed requests of people who gave a name; "
        "each can be rated once.",
    ),
    (
        "Unique citizens",
        "People who gave a name, each counted once. Requests and people are "
        "counted once in each line, so that lines do not add up to the total.",
    ),
    (
        "Vulnerable citizens",
        "Assists of people of 60 or older, with a disability, or of a poor or "
        "near-poor household, out of all assists.",
    ),
    (
        "Success at the first visit",
        "Completed requests with a dossier that took one visit and left no "
        "dossier unfiled, out of all completed requests with a dossier.",
    ),
    (
        "Days to the first visit",
        "Mean time from asking to the start of the first visit, in days; "
        "walk-ins are left out.",
    ),
    (
        "First answer",
        "Mean time from asking to the first word of the service, in hours; "
        "counted on the day of asking.",
    ),
    (
        "Citizen not there",
        "Booked visits to which the citizen did not come, out of those that "
        "took place or were missed.",
    ),
    ("Causes of failure", "Dossiers that could not be filed, each with its one cause."),
    COVERAGE,
    UNMET,
    TRAINING,
)
PEOPLE_DEFINITIONS = (
    (
        "Open hours",
        "Hours in which the support points of the ward are open, holidays "
        "considered; two points open at a time count twice.",
    ),
    COVERAGE,
    BARE,
    (
        "Coming weeks",
        "Hours of today and later are those of the published roster.",
    ),
    UNMET,
    TRAINING,
    (
        "Hours worked",
        "Hours of shifts in the statements of months that are over.",
    ),
    (
        "Median hours",
        "As many people have more hours in a month as have fewer, in teams of "
        "three or more.",
    ),
    (
        "Gini of hours",
        "How evenly hours are shared, in teams of three or more: 0 when everybody "
        "works as long, nearly 1 when one person does it all.",
    ),
)
