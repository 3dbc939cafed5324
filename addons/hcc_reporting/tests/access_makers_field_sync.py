"""Makers of devices in the field and of what they send."""

import uuid

from .access_factory import START, make_by, maker

make_by("hcc.field.key", lambda scope: {"point": scope.name, "private": scope.name})
make_by(
    "hcc.field.device",
    lambda scope: {
        "name": "Phone",
        "uid": str(uuid.uuid4()),
        "collaborator_id": scope.collaborator.id,
        # mine: of the collaborator
        "user_id": scope.collaborator.user_id.id or scope.trainer.id,
    },
)


@maker("hcc.field.action")
def make_field_action(scope):
    device, entry = scope.get("hcc.field.device"), scope.get("hcc.assignment")
    return scope.make(
        "hcc.field.action",
        uid=str(uuid.uuid4()),
        device_id=device.id,
        user_id=device.user_id.id,
        ward_id=entry.ward_id.id,
        assignment_id=entry.id,
        appointment_id=entry.appointment_id.id,
        request_id=entry.request_id.id,
        kind="note",
        text="Words",
        status="attached",
        received_at=START,
    )


@maker("hcc.field.upload")
def make_field_upload(scope):
    device, entry = scope.get("hcc.field.device"), scope.get("hcc.assignment")
    return scope.make(
        "hcc.field.upload",
        uid=str(uuid.uuid4()),
        device_id=device.id,
        user_id=device.user_id.id,
        assignment_id=entry.id,
        request_id=entry.request_id.id,
        is_claimed=True,
    )
