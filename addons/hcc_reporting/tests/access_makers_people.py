"""Makers of the access matrix: the import of lists of people."""

from .access_factory import make_by

make_by("hcc.collaborator.import", lambda scope: {})
make_by(
    "hcc.collaborator.import.problem",
    lambda scope: {
        "import_id": scope.get("hcc.collaborator.import").id,
        "row": 2,
        "reason": "Why",
    },
)
