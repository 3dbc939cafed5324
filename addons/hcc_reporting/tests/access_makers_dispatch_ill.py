"""Makers of days that were handed over."""

from datetime import timedelta

from .access_factory import START, STOP, maker


@maker("hcc.day.repair")
def make_repair(scope):
    return scope.make(
        "hcc.day.repair",
        collaborator_id=scope.collaborator.id,
        start=START,
        stop=STOP,
        undo_until=START + timedelta(minutes=5),
    )


@maker("hcc.day.repair.line")
def make_repair_line(scope):
    entry = scope.get("hcc.assignment")
    return scope.make(
        "hcc.day.repair.line",
        repair_id=scope.get("hcc.day.repair").id,
        appointment_id=entry.appointment_id.id,
        before_id=entry.id,
        before_state="offered",
    )
