"""What dashboards call things. The words of figures are those of the screen."""

PEOPLE_MEASURES = (
    "open_hours",
    "bare_hours",
    "unmet",
    "training_required",
    "training_passed",
    ("coverage_rate", "avg"),
    ("training_rate", "avg"),
)
CAUSES = {
    "dossiers_supplement": "Supplement requested",
    "dossiers_rejected": "Returned or rejected",
    "dossiers_not_filed": "Not filed",
}
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
)
