"""Makers of what belongs to the selection of applicants."""

from datetime import timedelta

from .access_factory import START, make_by, maker


def _applicant(scope):
    """Somebody who applies in the ward of the scope."""
    if "applicant" not in scope.made:
        scope.made["applicant"] = scope.make(
            "hcc.collaborator", name=f"Applicant {scope.name}", team_id=scope.team.id
        )
    return scope.made["applicant"]


make_by(
    "hcc.document.type",
    lambda scope: {"name": "Paper", "code": f"test_{scope.name}"},
)
make_by(
    "hcc.collaborator.document",
    lambda scope: {
        "collaborator_id": _applicant(scope).id,
        "type_id": scope.get("hcc.document.type").id,
    },
)
make_by(
    "hcc.collaborator.conflict",
    lambda scope: {"collaborator_id": _applicant(scope).id, "words": "Words"},
)


@maker("hcc.selection.score")
def _score(scope):
    """A score that is not shown to others yet; in ``mine`` by the trainer."""
    return scope.make(
        "hcc.selection.score",
        collaborator_id=_applicant(scope).id,
        criterion_id=scope.get("hcc.selection.criterion").id,
        assessor_id=scope.trainer.id,
        score=3,
    )


make_by(
    "hcc.interview",
    lambda scope: {
        "collaborator_id": _applicant(scope).id,
        "start": START + timedelta(days=1),
        "place": "Room",
        "interviewer_ids": scope.trainer.ids,
    },
)
make_by(
    "hcc.selection.scoring", lambda scope: {"collaborator_id": _applicant(scope).id}
)
make_by(
    "hcc.selection.scoring.line",
    lambda scope: {
        "scoring_id": scope.get("hcc.selection.scoring").id,
        "criterion_id": scope.get("hcc.selection.criterion").id,
    },
)
make_by(
    "hcc.selection.decision",
    lambda scope: {
        "collaborator_id": _applicant(scope).id,
        "decision": "rejected",
        "reason": "Why",
    },
)
