from datetime import datetime, timedelta

from odoo import api, fields, models

from odoo.addons.hcc_booking.slots.local_time import to_local
from odoo.addons.hcc_collaborator.tools.web_input import local_time_value

#: 08:00 and 20:00 in Hanoi, as hours of UTC
MORNING, EVENING = 1, 13


class HccBench(models.AbstractModel):
    """Makes the city that a measurement is about."""

    _name = "hcc.bench"
    _description = "Bench"

    @api.model
    def _make_ward(self, helpers, at_point, days=14, desks=None, wards=1):
        """A ward with a point, and helpers with shifts of twelve hours a day.

        :param int helpers: how many work in the ward
        :param int at_point: how many of them work at the point, the others on call
        :return: {"ward": code, "ward_id", "point_id", "helper_ids", "text_id"}
        """
        branch = self.env["hcc.branch"].create({"name": "Bench", "code": "BENCH"})
        ward = self.env["hcc.ward"].create(
            [
                {
                    "name": f"Bench {number}",
                    "full_name": f"Phường Bench {number}",
                    "code": f"BENCH{number}",
                    "branch_id": branch.id,
                    "priority_class": "dense",
                }
                for number in range(wards)
            ]
        )[:1]
        point = self.env["hcc.service.point"].create(
            {
                "name": "Bench point",
                "ward_id": ward.id,
                "kind": "ward_office",
                "calendar_id": self.env.ref("hcc_collaborator.calendar_office").id,
                "desks": desks or max(1, at_point),
            }
        )
        people = self._make_helpers(ward, helpers)
        self._make_shifts(people, point, at_point, days)
        return {
            "ward": ward.code,
            "ward_id": ward.id,
            "point_id": point.id,
            "helper_ids": people.ids,
            "text_id": self.env["hcc.consent.text"]._current().id,
            "procedure": self._get_procedure().code,
        }

    @api.model
    def _get_procedure(self):
        """One that can be had at home and at the point."""
        Procedure = self.env["hcc.procedure"]
        valid = Procedure.search(Procedure._get_valid_domain(), order="code")
        return valid.filtered("home_possible")[:1]

    @api.model
    def _make_helpers(self, ward, count):
        team = self.env["hcc.team"].create({"name": "Bench", "ward_id": ward.id})
        basic = self.env.ref("hcc_collaborator.qualification_type_basic")
        year_ago = fields.Date.today() - timedelta(days=365)
        held = [(0, 0, {"type_id": basic.id, "date_from": year_ago})]
        return self.env["hcc.collaborator"].create(
            [
                {
                    "name": f"Bench helper {number}",
                    "badge_number": f"CTV-BENCH-{number:04d}",
                    "team_id": team.id,
                    "state": "active",
                    "qualification_ids": held,
                }
                for number in range(1, count + 1)
            ]
        )

    @api.model
    def _make_shifts(self, people, point, at_point, days):
        today = datetime.combine(fields.Date.today(), datetime.min.time())
        values = []
        for day in range(days + 1):
            start = today + timedelta(days=day, hours=MORNING)
            span = {"start": start, "stop": start.replace(hour=EVENING)}
            for index, person in enumerate(people):
                place = {"kind": "on_call"}
                if index < at_point:
                    place = {"kind": "point", "service_point_id": point.id}
                values.append({"collaborator_id": person.id, **span, **place})
        self.env["hcc.shift"].create(values)

    @api.model
    def _list_times(self, ward_id, place, point_id=None):
        """:return: starts that a citizen may choose, as addresses of pages say them"""
        slots = self.env["hcc.slot.finder"]._find(
            self.env["hcc.ward"].browse(ward_id),
            place,
            self._get_procedure(),
            point=self.env["hcc.service.point"].browse(point_id) if point_id else None,
        )
        starts = dict.fromkeys(slot.start for slot in slots)
        return [local_time_value(to_local(start)) for start in starts]

    @api.model
    def _set_parameters(self, **values):
        """Set parameters of the service by their technical names."""
        for key, value in values.items():
            self.env["ir.config_parameter"].set_param(key, value)
        return len(values)
