import json
import time
import uuid

from odoo import api, models

from odoo.addons.hcc_field.tools.seal import seal

#: visits of one helper that are queued for
VISITS = 4
#: 14 November 2023: any clock will do
CLOCK = 1_700_000_000_000


class HccBenchField(models.AbstractModel):
    """Syncs of few and of many queued actions of the same visits."""

    _name = "hcc.bench.field"
    _description = "Bench: In the Field"

    @api.model
    def _measure_sync(self, sizes):
        """Send so many notes, checklists, dossiers and photos at once.

        :param list sizes: numbers of actions
        :return: list of {"actions", "applied", "queries", "seconds"}
        """
        city = self.env["hcc.bench"]._make_ward(1, 1, desks=1)
        visits = self.env["hcc.bench.dispatch"]._book_a_day(city)[:VISITS]
        person = visits.assignment_ids.collaborator_id
        person.user_id = self.env["res.users"].create(
            {
                "login": "bench-field",
                "name": "Bench",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        visits.assignment_ids.with_user(person.user_id).action_accept()
        device, _token = (
            self.env["hcc.field.device"]
            .with_user(person.user_id)
            ._enroll(str(uuid.uuid4()), "Bench")
        )
        # the first one fills caches
        return [
            self._measure(device, visits, count, turn)
            for turn, count in enumerate((sizes[0], *sizes))
        ][1:]

    def _measure(self, device, visits, count, turn):
        messages = [
            self._seal(visits[number % VISITS], turn, number) for number in range(count)
        ]
        env = self.env(user=device.user_id.id, su=True)
        env.flush_all()
        env.invalidate_all()
        before, started = env.cr.sql_log_count, time.perf_counter()
        device = device.with_env(env)
        results = env["hcc.field.action"]._receive(device, messages, CLOCK)
        device._note_contact(unsent_count=turn + 1)
        env.flush_all()
        return {
            "actions": count,
            "applied": sum(row["status"] == "applied" for row in results),
            "queries": env.cr.sql_log_count - before,
            "seconds": time.perf_counter() - started,
        }

    def _seal(self, visit, turn, number):
        """One of four kinds, each for each of the visits."""
        key = self.env["hcc.field.key"]._get_public()
        kind, payload = (
            ("note", {"text": f"Note {number}"}),
            ("checklist", {"1": True}),
            (
                "dossier",
                {"filed": "online", "code": f"H26.1-{turn:06}-{number:06}"},
            ),
            ("photo", {"upload": str(uuid.uuid4()), "kind": "paper"}),
        )[number // VISITS % 4]
        header = json.dumps(
            {
                "id": str(uuid.uuid4()),
                "assignment": visit.assignment_ids.id,
                "seq": number + 1,
                "kind": kind,
                "clock": CLOCK,
            }
        )
        sealed = seal(header, payload, key["point"])
        return {"header": header, "sealed": {"key": key["id"], **sealed}}
