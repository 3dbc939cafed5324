"""Makers of forms (transient models), of which everyone sees the own ones."""

from .access_factory import DAY, make_by, make_twins

make_by("hcc.coverage.gap", lambda scope: {"ward_id": scope.ward.id})
make_by("hcc.shift.publish", lambda scope: {"scope": "branch", "week": DAY})
make_by(
    "hcc.shift.publish.line",
    lambda scope: {"publish_id": scope.get("hcc.shift.publish").id},
)
make_by("hcc.intake", lambda scope: {"ward_id": scope.ward.id})
make_by("hcc.walk.in", lambda scope: {})
make_by(
    "hcc.visit.finish",
    lambda scope: {"appointment_id": scope.get("hcc.appointment").id},
)
make_by(
    "hcc.hand.back",
    lambda scope: {"assignment_id": scope.get("hcc.assignment").id, "why": "ill"},
)
make_by(
    "hcc.reassign",
    lambda scope: {"appointment_id": scope.get("hcc.appointment").id},
)
make_by("hcc.illness", lambda scope: {"collaborator_id": scope.collaborator.id})
make_by(
    "hcc.illness.line",
    lambda scope: {
        "illness_id": scope.get("hcc.illness").id,
        "assignment_id": scope.get("hcc.assignment").id,
    },
)
make_by("hcc.waiting.entry", lambda scope: {"request_id": scope.get("hcc.request").id})
make_by("hcc.reschedule", lambda scope: {"request_id": scope.get("hcc.request").id})
make_by(
    "hcc.home.decision",
    lambda scope: {"request_id": scope.get("hcc.request").id, "decision": "approved"},
)
make_by(
    "hcc.citizen.merge",
    lambda scope: {
        "keep_id": scope.get("hcc.citizen").id,
        "gone_id": make_twins(scope)[0].id,
    },
)
make_by(
    "hcc.home.review",
    lambda scope: {
        "request_id": scope.get("hcc.request").id,
        "outcome": "upheld",
        "reason": "Why",
    },
)
make_by(
    "hcc.home.seen",
    lambda scope: {
        "request_id": scope.get("hcc.request").id,
        "reason_id": scope.get("hcc.home.reason").id,
        "paper": "seen",
    },
)
make_by(
    "hcc.request.cancel",
    lambda scope: {"request_id": scope.get("hcc.request").id, "reason": "Why"},
)
make_by(
    "hcc.complaint.answer",
    lambda scope: {
        "complaint_id": scope.get("hcc.complaint").id,
        "outcome": "justified",
        "answer": "Words",
    },
)
make_by(
    "hcc.complaint.entry",
    lambda scope: {"ward_id": scope.ward.id, "text": "Words"},
)
make_by("hcc.arrival", lambda scope: {"typed": "HT-7K3M-9QXP"})
make_by("hcc.rating.call", lambda scope: {"request_id": scope.get("hcc.request").id})
make_by("hcc.session.enrol", lambda scope: {"session_id": scope.get("hcc.session").id})
make_by(
    "hcc.session.cancel",
    lambda scope: {"session_id": scope.get("hcc.session").id, "reason": "Why"},
)
