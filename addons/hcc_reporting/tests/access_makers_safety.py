"""Makers of watches over home visits, and of proofs."""

from .access_factory import START, make_by

make_by(
    "hcc.safety.watch",
    lambda scope: {
        "assignment_id": scope.get("hcc.assignment").id,
        "state": "running",
        "started_at": START,
        "due": START,
    },
)
make_by(
    "hcc.visit.proof",
    lambda scope: {
        "assignment_id": scope.get("hcc.assignment").id,
        "moment": "start",
        "how": "code",
        "state": "ok",
        "at": START,
    },
)
make_by(
    "hcc.proof.entry",
    lambda scope: {"assignment_id": scope.get("hcc.assignment").id},
)
