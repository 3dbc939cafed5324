"""Makers of statements, of their forms, and of the form of an ending."""

from datetime import date

from .access_factory import make_by, maker

make_by(
    "hcc.statement",
    lambda scope: {
        "collaborator_id": scope.collaborator.id,
        "ward_id": scope.ward.id,
        "team_id": scope.team.id,
        "month": date(2026, 10, 1),
        "state": "published",
    },
)
make_by(
    "hcc.statement.line",
    lambda scope: {
        "statement_id": scope.get("hcc.statement").id,
        "kind": "other",
        "day": date(2026, 10, 2),
        "minutes": 60,
    },
)
make_by(
    "hcc.statement.contest",
    lambda scope: {"statement_id": scope.get("hcc.statement").id, "text": "Words"},
)
make_by(
    "hcc.statement.answer",
    lambda scope: {"statement_id": scope.get("hcc.statement").id, "text": "Words"},
)
make_by("hcc.statement.make", lambda scope: {"month": date(2026, 10, 1)})
make_by(
    "hcc.collaborator.ending",
    lambda scope: {"collaborator_id": scope.collaborator.id, "reason": "Why"},
)


@maker("hcc.ending.line")
def _ending_line(scope):
    return scope.make(
        "hcc.ending.line",
        ending_id=scope.get("hcc.collaborator.ending").id,
        assignment_id=scope.get("hcc.assignment").id,
    )
