"""Makers of what training has besides courses, sessions and certificates."""

from .access_factory import START, make_by

make_by(
    "hcc.course.material",
    lambda scope: {
        "course_id": scope.get("hcc.course").id,
        "name": f"Material {scope.name}",
        "body": "<p>Words</p>",
    },
)
make_by(
    "hcc.course.reading",
    lambda scope: {
        "material_id": scope.get("hcc.course.material").id,
        "collaborator_id": scope.collaborator.id,
    },
)
make_by(
    "hcc.session.feedback",
    lambda scope: {"session_id": scope.get("hcc.session").id, "value": 4},
)
make_by(
    "hcc.session.series",
    lambda scope: {
        "course_id": scope.get("hcc.course").id,
        "trainer_id": scope.trainer.id,
        "place": "Room",
        "start": START,
    },
)
