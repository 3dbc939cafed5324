"""Makers of rosters, what they are made of, and swaps."""

from datetime import timedelta

from .access_factory import DAY, SCOPES, START, STOP, make_by, maker

WEEK = DAY - timedelta(days=DAY.weekday())

make_by(
    "hcc.roster.demand",
    lambda scope: {
        "ward_id": scope.ward.id,
        "kind": "on_call",
        "days": "daily",
        "hour_from": 8,
        "hour_to": 9,
    },
)


@maker("hcc.roster")
def _roster(scope):
    # two scopes share a ward
    week = WEEK + timedelta(weeks=1 + SCOPES.index(scope.name))
    scope.get("hcc.roster.demand")
    roster = scope.make("hcc.roster", ward_id=scope.ward.id, week=week)
    roster._refresh_figures()
    return roster


MAKERS_OF_ROWS = {"hcc.roster.gap": "gap_ids", "hcc.roster.share": "share_ids"}
for _model, _name in MAKERS_OF_ROWS.items():
    maker(_model)(lambda scope, name=_name: scope.get("hcc.roster")[name][:1])


make_by(
    "hcc.coverage.alarm",
    lambda scope: {
        "ward_id": scope.ward.id,
        "day": DAY + timedelta(days=SCOPES.index(scope.name)),
        "start": START,
        "hours": 1,
    },
)


@maker("hcc.shift.swap")
def _swap(scope):
    shift = scope.make(
        "hcc.shift",
        collaborator_id=scope.collaborator.id,
        ward_id=scope.ward.id,
        start=START + timedelta(days=9),
        stop=STOP + timedelta(days=9),
    )
    return scope.make(
        "hcc.shift.swap", shift_id=shift.id, from_id=scope.collaborator.id
    )


make_by(
    "hcc.shift.offer",
    lambda scope: {"shift_id": scope.get("hcc.shift.swap").shift_id.id},
)
make_by("hcc.shift.take", lambda scope: {"swap_id": scope.get("hcc.shift.swap").id})
make_by("hcc.absence.import", lambda scope: {"collaborator_id": scope.collaborator.id})
make_by(
    "hcc.absence.import.line",
    lambda scope: {"import_id": scope.get("hcc.absence.import").id, "outcome": "new"},
)
