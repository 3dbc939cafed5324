"""Makers of points that are closed for a time, and of the form for it."""

from datetime import timedelta

from .access_factory import SCOPES, START, STOP, make_by, maker


@maker("hcc.point.closure")
def make_closure(scope):
    # two scopes may share a point, which is closed once at a time
    later = timedelta(days=30 + SCOPES.index(scope.name))
    return scope.make(
        "hcc.point.closure",
        service_point_id=scope.point.id,
        start=START + later,
        stop=STOP + later,
        reason="Power cut",
    )


make_by(
    "hcc.point.closing",
    lambda scope: {"service_point_id": scope.point.id, "reason": "Power cut"},
)
make_by(
    "hcc.point.closing.line",
    lambda scope: {
        "closing_id": scope.get("hcc.point.closing").id,
        "appointment_id": scope.get("hcc.assignment").appointment_id.id,
    },
)
