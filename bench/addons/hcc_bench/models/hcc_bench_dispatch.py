import time
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

HELPERS = 10


class HccBenchDispatch(models.AbstractModel):
    """A helper with a full day who falls ill, and how long it takes to read a day."""

    _name = "hcc.bench.dispatch"
    _description = "Bench: Dispatch"

    @api.model
    def _measure_ill(self):
        """Hand over the fullest day that one helper at a point can have.

        :return: {"visits", "handed_over", "left", "told" (messages to citizens),
            "seconds"}
        """
        city = self.env["hcc.bench"]._make_ward(HELPERS, HELPERS, desks=HELPERS)
        visits = self._book_a_day(city)
        helper = visits.assignment_ids.collaborator_id
        day = local_date(min(visits.mapped("start")))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env["hcc.message"].search_count([("recipient", "=", "citizen")])
        started = time.perf_counter()
        outcome = self.env["hcc.booking"]._ill(
            helper, utc_datetime(day), utc_datetime(day, 24)
        )
        self.env.flush_all()
        seconds = time.perf_counter() - started
        after = self.env["hcc.message"].search_count([("recipient", "=", "citizen")])
        return {
            "visits": len(visits),
            "handed_over": len(outcome["moved"]),
            "left": len(outcome["left"]),
            "told": after - before,
            "seconds": seconds,
        }

    @api.model
    def _book_a_day(self, city):
        """Book one helper from the opening of the point to its closing."""
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
        first = local_date(slots[0].start)
        visits, until = self.env["hcc.appointment"], slots[0].start
        for slot in slots:
            if local_date(slot.start) != first or slot.start < until:
                continue
            number = len(visits)
            request = booking._submit(
                {
                    "submit_token": f"bench-ill-{number}",
                    "ward_id": ward.id,
                    "place": "point",
                    "service_point_id": point.id,
                    "procedure_ids": procedure.ids,
                    "start": slot.start,
                    "collaborator_id": city["helper_ids"][0],
                    "name": f"Bench {number}",
                    "phone": f"09123456{number:02d}",
                    "address": "1 Bench",
                    "consent_text_id": city["text_id"],
                    "channel": "web",
                }
            )
            visits |= request.current_appointment_id
            until = request.current_appointment_id.stop
        return visits
