"""Makers of what follows a dossier."""

from .access_factory import make_by

make_by(
    "hcc.dossier.step",
    lambda scope: {"dossier_id": scope.get("hcc.dossier").id, "outcome": "accepted"},
)
