"""Makers of the access matrix: figures, and what they are held against."""

from .access_factory import make_by, maker

make_by(
    "hcc.kpi.check",
    lambda scope: {"at": "2026-11-23 18:30:00", "state": "equal"},
)


@maker("hcc.kpi.target")
def _target(scope):
    day = f"2026-01-{scope.env['hcc.kpi.target'].search_count([]) + 1:02}"
    return scope.make(
        "hcc.kpi.target",
        measure="no_show_rate",
        value=0.1,
        date_from=day,
        date_to=day,
        ward_id=scope.ward.id,
    )


@maker("hcc.kpi.baseline")
def _baseline(scope):
    number = scope.env["hcc.kpi.baseline"].search_count([])
    return scope.make(
        "hcc.kpi.baseline",
        procedure_group="thue",
        minutes=10,
        date_from=f"2026-01-{number + 1:02}",
        source="Test",
    )


@maker("hcc.kpi.load")
def _load(scope):
    scope.get("hcc.kpi.source")
    visit = scope.made["assist"]
    scope.make(
        "hcc.dossier",
        request_id=visit.request_id.id,
        appointment_id=visit.id,
        code=f"H26.1-261123-{visit.id:04}",
        filed_online=True,
        outcome="filed",
    )
    scope.env["hcc.kpi.rollup"]._fold()
    return scope.env["hcc.kpi.load"].search([("ward_id", "=", scope.ward.id)], limit=1)
