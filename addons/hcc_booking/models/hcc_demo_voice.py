import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import file_open


class HccDemoVoice(models.AbstractModel):
    """Demonstration data: a few complaints, answered and not."""

    _name = "hcc.demo.voice"
    _description = "Demonstration Complaints"

    @api.model
    def _load(self):
        """Make them, each about a visit that is over; twice does nothing more."""
        with file_open("hcc_booking/demo/hcc_complaint_demo.json") as source:
            lines = json.load(source)
        for number, line in enumerate(lines):
            self._load_complaint(f"demo-complaint-{number}", line)

    @api.model
    def _load_complaint(self, token, line):
        ward = self.env.ref(f"hcc_collaborator.ward_{line['ward']}")
        complaints = self.env["hcc.complaint"]
        if complaints.search_count([("submit_token", "=", token)]):
            return
        at = fields.Datetime.now() - timedelta(days=line["days"], minutes=40)
        booked = self.env["hcc.request"].search(
            [("ward_id", "=", ward.id), ("state", "=", "done"), ("done_at", "<=", at)],
            order="done_at desc, id",
            limit=1,
        )
        complaint = complaints._receive(
            {
                "kind": line["kind"],
                "about": line.get("about", "helper"),
                "ward_id": ward.id,
                "request_id": booked.id,
                "text": line["text"],
                "submit_token": token,
            }
        )
        complaint._write_guarded(
            {
                "received_at": at,
                "deadline": complaint._get_deadline(line["kind"], at),
            }
        )
        if line.get("answer"):
            complaint._answer(line["outcome"], line["answer"])
            complaint._write_guarded({"answered_at": at + timedelta(days=1)})
        if line.get("closed"):
            complaint.action_close()
