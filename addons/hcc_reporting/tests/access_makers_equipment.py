"""Makers of equipment, its handovers and the forms about them."""

from odoo.addons.hcc_collaborator.tests.equipment_common import SIGNATURE

from .access_factory import make_by, maker


@maker("hcc.equipment.handover")
def _handover(scope):
    equipment = scope.make(
        "maintenance.equipment",
        name="Tablet",
        branch_id=scope.ward.branch_id.id,
        hcc_kind="tablet",
    )
    handover = scope.make(
        "hcc.equipment.handover",
        equipment_id=equipment.id,
        collaborator_id=scope.collaborator.id,
    )
    handover._sign(SIGNATURE, SIGNATURE)
    return handover


make_by(
    "hcc.equipment.sign",
    lambda scope: {"handover_id": scope.get("hcc.equipment.handover").id},
)
make_by(
    "hcc.equipment.report",
    lambda scope: {
        "equipment_id": scope.get("hcc.equipment.handover").equipment_id.id,
        "what": "lost",
    },
)
