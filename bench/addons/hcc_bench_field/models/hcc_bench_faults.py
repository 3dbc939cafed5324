import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_date

HELPERS = 40
#: visits begin within the days before now, so that all of them may have taken place
BACK = timedelta(days=60)


class HccBenchFaults(models.AbstractModel):
    """Visits that took place, helpers with devices, and an office that interferes."""

    _name = "hcc.bench.faults"
    _description = "Bench: Faults in the Field"

    @api.model
    def _prepare(self, count):
        """Make visits, each with a helper who accepted it and has a device.

        :return: {"key": public key, "visits": [{assignment, request, procedure,
            uid, token, user}]}
        """
        city = self.env["hcc.bench"]._make_ward(HELPERS, HELPERS, desks=HELPERS)
        helpers = self.env["hcc.collaborator"].browse(city["helper_ids"])
        devices = self._make_devices(helpers)
        entries = self._book(city, count).assignment_ids
        entries._write_guarded({"state": "accepted"})
        self.env.flush_all()
        for table in ("hcc_appointment", "hcc_assignment"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET start = start - %s, stop = stop - %s WHERE id = ANY"
                    "(%s)",
                    SQL.identifier(table),
                    BACK,
                    BACK,
                    (
                        entries.appointment_id
                        if table == "hcc_appointment"
                        else entries
                    ).ids,
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE hcc_assignment SET offered_at = start - interval '1 day'"
                " WHERE id = ANY(%s)",
                entries.ids,
            )
        )
        self.env.invalidate_all()
        return {
            "key": self.env["hcc.field.key"]._get_public(),
            "visits": [
                {
                    "assignment": entry.id,
                    "request": entry.request_id.id,
                    "procedure": entry.request_id.procedure_ids.id,
                    **devices[entry.collaborator_id],
                }
                for entry in entries
            ],
        }

    def _make_devices(self, helpers):
        """:return: {helper: {uid, token, user}}"""
        group = self.env.ref("hcc_collaborator.group_hcc_collaborator")
        devices = {}
        for number, helper in enumerate(helpers):
            user = self.env["res.users"].create(
                {
                    "name": helper.name,
                    "login": f"bench-field-{number}",
                    "group_ids": [(6, 0, group.ids)],
                }
            )
            helper.user_id = user
            uid = str(uuid.uuid4())
            enrolling = self.env["hcc.field.device"].with_user(user)
            _device, token = enrolling._enroll(uid, "Bench")
            devices[helper] = {"uid": uid, "token": token, "user": user.id}
        return devices

    def _book(self, city, count):
        """Book so many visits at the point, on the first days with free times."""
        booking = self.env["hcc.booking"]
        ward = self.env["hcc.ward"].browse(city["ward_id"])
        point = self.env["hcc.service.point"].browse(city["point_id"])
        procedure = self.env["hcc.bench"]._get_procedure()
        slots = self.env["hcc.slot.finder"]._find(
            ward,
            "point",
            procedure,
            point=point,
            date_from=local_date(fields.Datetime.now()) + timedelta(days=2),
        )
        starts = sorted({slot.start for slot in slots})
        visits = self.env["hcc.appointment"]
        # one that does not meet those chosen before
        until, chosen = starts[0], []
        for start in starts:
            if start >= until:
                chosen.append(start)
                until = start + timedelta(hours=2)
        for number in range(count):
            request = booking._submit(
                {
                    "submit_token": f"bench-field-{number}",
                    "ward_id": ward.id,
                    "place": "point",
                    "service_point_id": point.id,
                    "procedure_ids": procedure.ids,
                    "start": chosen[number // HELPERS],
                    "name": f"Bench {number}",
                    "phone": f"0912{number:06d}",
                    "address": "1 Bench",
                    "consent_text_id": city["text_id"],
                    "channel": "web",
                }
            )
            visits |= request.current_appointment_id
        return visits

    @api.model
    def _do(self, assignment, what):
        """The office does something, if it still can.

        :return: whether it did
        """
        entry = self.env["hcc.assignment"].browse(assignment)
        visit = entry.appointment_id
        try:
            with self.env.cr.savepoint():
                match what:
                    case "release":
                        if entry.state not in ("offered", "accepted"):
                            return False
                        entry._release("released", "Bench")
                    case "cancel":
                        visit.request_id._cancel(by="clerk")
                    case "done":
                        visit._complete()
                    case "no_show":
                        visit._mark_no_show()
        except UserError:
            return False
        return True
