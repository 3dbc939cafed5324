"""Makers of the access matrix: the estimate of people needed."""

from datetime import date

from .access_factory import make_by, maker

make_by(
    "hcc.scale.up",
    lambda scope: {"date_from": date(2026, 10, 1), "date_to": date(2026, 10, 31)},
)


@maker("hcc.scale.up.line")
def _line(scope):
    return scope.make(
        "hcc.scale.up.line",
        estimate_id=scope.get("hcc.scale.up").id,
        ward_id=scope.ward.id,
    )
