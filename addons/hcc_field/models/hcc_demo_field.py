import json
import uuid
from datetime import timedelta

from odoo import api, fields, models

from ..tools.seal import seal

MILLISECONDS = timedelta(milliseconds=1)


class HccDemoField(models.AbstractModel):
    """Demonstration data: devices of helpers, one of them lost with something on it."""

    _name = "hcc.demo.field"
    _description = "Demonstration Devices"

    @api.model
    def _load(self):
        """Make them; twice does nothing more."""
        if self.env["hcc.field.device"].search_count([]):
            return
        entries = self.env["hcc.assignment"].search(
            [
                ("state", "in", ("offered", "accepted")),
                ("user_id", "!=", False),
                # where the accounts of the demonstration work
                ("ward_id", "=", self.env.ref("hcc_collaborator.ward_00004").id),
                ("start", ">", fields.Datetime.now()),
            ],
            order="start, id",
        )
        by_user = entries.grouped("user_id")
        for number, (user, same) in enumerate(list(by_user.items())[:4]):
            self._load_device(user, same[:1], number)

    @api.model
    def _load_device(self, user, entry, number):
        names = ("Tablet", "Android", "iPhone", "Tablet 2")
        device, _token = (
            self.env["hcc.field.device"]
            .with_user(user)
            ._enroll(str(uuid.uuid4()), names[number])
        )
        now = fields.Datetime.now()
        if number == 1:
            device._end("lost")
            self._send(device, entry, now)
        device._note_contact(
            last_sync_at=now - timedelta(minutes=7, hours=5 * number),
            unsent_count=3 if number == 2 else 0,
        )

    @api.model
    def _send(self, device, entry, now):
        """What the device had kept before it was lost."""
        clock = (now - fields.Datetime.to_datetime("1970-01-01")) // MILLISECONDS
        key = self.env["hcc.field.key"]._get_public()
        told = (
            ("note", {"text": "Nhà trong ngõ, cổng màu xanh, gọi trước 10 phút."}),
            ("dossier", {"filed": "no", "reason": "no_network", "note": "Hẹn lại"}),
        )
        messages = []
        for seq, (kind, payload) in enumerate(told, 1):
            header = json.dumps(
                {
                    "id": str(uuid.uuid4()),
                    "assignment": entry.id,
                    "seq": seq,
                    "kind": kind,
                    "clock": clock,
                }
            )
            sealed = {"key": key["id"], **seal(header, payload, key["point"])}
            messages.append({"header": header, "sealed": sealed})
        # sudo: hcc.field.device - the lost one itself, as its helper
        user = device.user_id
        words = {**self.env.context, "lang": user.lang or "vi_VN"}
        env = self.env(user=user.id, su=True, context=words)
        device = device.with_env(env)
        env["hcc.field.action"]._receive(device, messages, clock)
