import json
import uuid
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.hcc_booking.tests.common import AT_HOME, BookingCase

from ..tools.seal import seal

#: in Hanoi 13:55 on the day of the visits, five minutes before the one at home
ON_THE_DAY = AT_HOME - timedelta(minutes=5)


class Device:
    """What a browser does, for tests: seals, sends, and remembers its token."""

    def __init__(self, case, user, uid=None, token=None):
        self.case = case
        self.user = user
        self.uid = uid or str(uuid.uuid4())
        self.token = token
        self.key = case.env["hcc.field.key"]._get_public()
        self.counts = {}

    def action(self, entry, kind, payload=None, ago=0, **header):
        """Seal an action that was done so many seconds ago."""
        number = entry if isinstance(entry, int) else entry.id
        self.counts[number] = self.counts.get(number, 0) + 1
        clear = {
            "id": str(uuid.uuid4()),
            "assignment": number,
            "seq": self.counts[number],
            "kind": kind,
            "clock": self.clock() - ago * 1000,
        } | header
        text = json.dumps(clear)
        sealed = seal(text, payload or {}, self.key["point"])
        return {"header": text, "sealed": {"key": self.key["id"], **sealed}}

    def clock(self):
        now = fields.Datetime.now()
        return int(
            (now - fields.Datetime.to_datetime("1970-01-01")).total_seconds()
        ) * (1000)

    def send(self, *messages, **values):
        """Send actions over the web.

        :return: the answer
        """
        body = {"now": self.clock(), "unsent": len(messages), "actions": messages}
        return self.post("/hcc/field/sync", body | values)

    def post(self, path, body=None, raw=None, **headers):
        return self.case.url_open(
            path,
            data=raw if raw is not None else json.dumps(body or {}),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.token}",
                "X-HCC-Device": self.uid,
                **headers,
            },
        )

    def results(self, *messages, **values):
        """Send actions; their states and words."""
        answer = self.send(*messages, **values).json()
        return [(row["status"], row["words"]) for row in answer["results"]]

    def statuses(self, *messages, **values):
        return [status for status, _words in self.results(*messages, **values)]


class FieldCase(BookingCase):
    """A visit at home that its helper accepted, on the day of the visit."""

    def setUp(self):
        super().setUp()
        self.request = self._submit_home()
        self.visit = self.request.current_appointment_id
        self.entry = self.visit.assignment_ids
        self.helper = self.entry.user_id
        self.entry.with_user(self.helper).action_accept()
        self.env.flush_all()
        self.startPatcher(freeze_time(ON_THE_DAY))

    def _make_device(self, user=None):
        user = user or self.helper
        device = Device(self, user)
        devices = self.env["hcc.field.device"].with_user(user)
        device.record, device.token = devices._enroll(device.uid, "Test phone")
        device.record = device.record.with_env(self.env)
        return device

    def _get_actions(self, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["hcc.field.action"].search(domain)


@tagged("post_install", "-at_install")
class FieldHttpCase(FieldCase, HttpCase):
    """Devices that speak to the server over the web."""

    def setUp(self):
        super().setUp()
        self.device = self._make_device()

    def _paper(self, code="H26.1-261125-0001", **changes):
        return {
            "procedure": self.procedure.id,
            "filed": "online",
            "code": code,
        } | changes

    def _whole_visit(self):
        device, entry = self.device, self.entry
        return [
            device.action(entry, "start", ago=1200),
            device.action(entry, "note", {"text": "The door is in the yard"}, ago=900),
            device.action(entry, "dossier", self._paper(), ago=300),
            device.action(entry, "done", ago=60),
        ]

    def _sign_in(self, user=None):
        user = user or self.helper
        user.password = user.login
        self.authenticate(user.login, user.login)
