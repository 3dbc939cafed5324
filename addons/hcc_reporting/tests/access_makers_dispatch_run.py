"""Makers of day plans."""

from .access_factory import DAY, make_by, maker

make_by(
    "hcc.dispatch.run",
    lambda scope: {"ward_id": scope.ward.id, "day": DAY, "state": "kept"},
)


@maker("hcc.dispatch.run.line")
def make_run_line(scope):
    return scope.make(
        "hcc.dispatch.run.line",
        run_id=scope.get("hcc.dispatch.run").id,
        appointment_id=scope.get("hcc.appointment").id,
    )
