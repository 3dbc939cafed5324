"""Makers of the pilot, of its plan and area, and of the cloning of wards."""

from odoo import Command

from .access_factory import SCOPES, START, make_by, maker


@maker("hcc.pilot")
def _pilot(scope):
    return scope.make(
        "hcc.pilot",
        name=f"Pilot {scope.name}",
        area_ids=[Command.create({"ward_id": scope.ward.id})],
    )


@maker("hcc.pilot.phase")
def _pilot_phase(scope):
    return scope.get("hcc.pilot").phase_ids[:1]


@maker("hcc.pilot.task")
def _pilot_task(scope):
    return scope.env["hcc.pilot.task"].search(
        [("pilot_id", "=", scope.get("hcc.pilot").id)], limit=1
    )


@maker("hcc.pilot.ward")
def _pilot_ward(scope):
    return scope.get("hcc.pilot").area_ids[:1]


make_by(
    "hcc.pilot.step",
    lambda scope: {"name": f"Step {scope.name}", "kind": "train", "days": 1},
)
make_by(
    "hcc.pilot.override",
    lambda scope: {"line_id": scope.get("hcc.pilot.ward").id, "reason": "Why"},
)


@maker("hcc.ward.clone")
def _ward_clone(scope):
    return scope.env["hcc.ward.clone"].create(
        {
            "source_ward_id": scope.ward.id,
            "ward_id": scope.ward.id,
            "model": "hcc.team",
            "source_res_id": 1000 + SCOPES.index(scope.name),
            "res_id": scope.team.id,
            "pushed": {"target_size": 10},
            "pushed_at": START,
        }
    )


make_by("hcc.ward.clone.form", lambda scope: {"source_id": scope.ward.id})
make_by(
    "hcc.ward.clone.line",
    lambda scope: {
        "form_id": scope.get("hcc.ward.clone.form").id,
        "ward_id": scope.ward.id,
    },
)
