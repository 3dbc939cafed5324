"""Makers of the access matrix: published figures, exports, scheduled reports."""

from datetime import timedelta

from odoo import Command

from .access_factory import DAY, START, make_by, maker


@maker("hcc.public.figure")
def _public_figure(scope):
    months = {"mine": 1, "ward": 2, "elsewhere": 3}
    return scope.make(
        "hcc.public.figure",
        month=DAY.replace(month=months[scope.name], day=1),
        version=1,
        published_at=START,
        rows=[],
        base={},
    )


make_by("hcc.public.publish", lambda scope: {})
# of the one who runs the tests: nobody sees those of others
make_by(
    "hcc.export",
    lambda scope: {"ward_id": scope.ward.id, "date_from": DAY, "date_to": DAY},
)


@maker("hcc.report.schedule")
def _report_schedule(scope):
    reader = scope.env["hcc.area.role"].search(
        [("role", "=", "administrator"), ("is_valid", "=", True)], limit=1
    )
    return scope.make(
        "hcc.report.schedule",
        name="Figures",
        scope="ward",
        ward_id=scope.ward.id,
        recipient_ids=[Command.set(reader.user_id.ids)],
    )


@maker("hcc.report.delivery")
def _report_delivery(scope):
    schedule = scope.get("hcc.report.schedule")
    return scope.make(
        "hcc.report.delivery",
        schedule_id=schedule.id,
        user_id=schedule.recipient_ids.id,
        date_from=DAY - timedelta(days=7),
        date_to=DAY,
    )
