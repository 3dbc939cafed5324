"""Makers of examinations, practice and training paths."""

from .access_factory import DAY, START, make_by, maker


@maker("hcc.practice.visit")
def _practice_visit(scope):
    mentor = scope.make(
        "hcc.collaborator",
        name=f"Mentor {scope.name}",
        team_id=scope.team.id,
        state="active",
    )
    return scope.env["hcc.practice.visit"]._record(
        scope.collaborator, mentor, START, f"YC-{scope.name}"
    )


make_by(
    "hcc.practice.refusal",
    lambda scope: {"visit_id": scope.get("hcc.practice.visit").id, "note": "Why"},
)
make_by(
    "hcc.procedure.change",
    lambda scope: {
        "procedure_id": scope.get("hcc.procedure").id,
        "day": DAY,
        "words": "New",
    },
)


@maker("hcc.exam")
def _exam(scope):
    survey = scope.env.ref("hcc_training.survey_exam_basic")
    answers = scope.make(
        "survey.user_input",
        survey_id=survey.id,
        partner_id=scope.partner.id,
    )
    attendance = scope.get("hcc.attendance")
    return scope.make(
        "hcc.exam",
        collaborator_id=scope.collaborator.id,
        course_id=attendance.course_id.id,
        attendance_id=attendance.id,
        user_input_id=answers.id,
        number=1,
    )


make_by(
    "hcc.training.path",
    lambda scope: {"name": "Path", "category": "other", "active": False},
)
make_by(
    "hcc.training.path.line",
    lambda scope: {
        "path_id": scope.get("hcc.training.path").id,
        "course_id": scope.get("hcc.course").id,
    },
)


@maker("hcc.training.need")
def _training_need(scope):
    return scope.env["hcc.training.need"].search(
        [("collaborator_id", "=", scope.collaborator.id)], limit=1
    )


make_by("hcc.training.enrol", lambda scope: {})
make_by(
    "hcc.training.enrol.line",
    lambda scope: {
        "form_id": scope.get("hcc.training.enrol").id,
        "course_id": scope.get("hcc.course").id,
    },
)
