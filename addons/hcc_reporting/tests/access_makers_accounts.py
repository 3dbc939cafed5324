"""Makers of sign-ins and of codes on paper."""

from .access_factory import SCOPES, START, make_by

make_by(
    "hcc.sign.in",
    lambda scope: {
        "at": START,
        # mine: of the collaborator
        "user_id": scope.collaborator.user_id.id or scope.trainer.id,
        "address": f"10.0.0.{SCOPES.index(scope.name)}",
        "way": "password",
        "outcome": "in",
    },
)
make_by("hcc.paper.codes", lambda scope: {"name": scope.name})
