from datetime import timedelta

from odoo.addons.hcc_collaborator.tests.common import TODAY, HccCase
from odoo.addons.hcc_collaborator.tools.localtime import local_datetime, utc_datetime

MONDAY = TODAY
HOLIDAY = TODAY + timedelta(days=1)
WEDNESDAY = TODAY + timedelta(days=2)


class RosterCase(HccCase):
    """Shifts and visits in a few words; hours are local."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finder = cls.env["hcc.slot.finder"]
        cls.procedure = cls.env["hcc.procedure"].create(
            {
                "code": "9.100001",
                "name": "Thủ tục của bài thử",
                "minutes": 60,
                "qualification_type_id": cls.type_basic.id,
            }
        )

    @classmethod
    def _shift(cls, collaborator, day, hour_from, hour_to, point=None, **values):
        return cls.env["hcc.shift"].create(
            {
                "collaborator_id": collaborator.id,
                "start": utc_datetime(day, hour_from),
                "stop": utc_datetime(day, hour_to),
                "kind": "point" if point else "on_call",
                "service_point_id": point.id if point else False,
                **values,
            }
        )

    @classmethod
    def _visit(cls, collaborator, day, hour, point=None, minutes=60, ward=None):
        """A visit that is offered to the collaborator."""
        request = cls.env["hcc.request"].create(
            {
                "ward_id": (ward or collaborator.ward_id).id,
                "place": "point" if point else "home",
                "service_point_id": point.id if point else False,
                "procedure_ids": cls.procedure.ids,
                "state": "booked",
            }
        )
        start = utc_datetime(day, hour)
        visit = cls.env["hcc.appointment"].create(
            {
                "request_id": request.id,
                "start": start,
                "stop": start + timedelta(minutes=minutes),
                "place": request.place,
                "service_point_id": request.service_point_id.id,
                "desk": 1,
            }
        )
        return cls.env["hcc.assignment"].create(
            {"appointment_id": visit.id, "collaborator_id": collaborator.id}
        )

    def _times(self, slots, day=None):
        """Local beginnings of the slots of a day, as text."""
        moments = [local_datetime(slot.start) for slot in slots]
        return [
            f"{moment:%H:%M}" for moment in moments if not day or moment.date() == day
        ]
