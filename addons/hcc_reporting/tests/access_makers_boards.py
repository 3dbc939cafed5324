"""Makers of people figures."""

from datetime import timedelta

from .access_factory import DAY, SCOPES, maker


@maker("hcc.kpi.people.day")
def _people_day(scope):
    # two of the corners are in one ward, which has one row for each day
    return scope.make(
        "hcc.kpi.people.day",
        day=DAY + timedelta(days=SCOPES.index(scope.name)),
        ward_id=scope.ward.id,
        open_minutes=60,
        bare_minutes=30,
    )


@maker("hcc.kpi.people")
def _people(scope):
    day = scope.get("hcc.kpi.people.day")
    return scope.env["hcc.kpi.people"].browse(day.id * 3)
