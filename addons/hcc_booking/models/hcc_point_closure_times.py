from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain

from .hcc_slot_input import Visit

#: days in which another time is looked for
OTHER_DAYS = 7
#: other points that are looked at, and times that are shown of each place
OTHER_POINTS = 2
TIMES = 2


class HccPointClosureTimes(models.AbstractModel):
    """What could be offered to those who were promised a time at a closed point."""

    _name = "hcc.point.closure.times"
    _description = "Other Times than at a Closed Point"

    @api.model
    def _get_visit_domain(self, points, start, stop):
        """Visits that are promised at the points in a time and are not over."""
        return (
            Domain("service_point_id", "in", points.ids)
            & Domain("state", "=", "booked")
            & Domain("start", "<", stop)
            & Domain("stop", ">", max(start, fields.Datetime.now()))
        )

    @api.model
    def _preview(self, point, start, stop):
        """What is promised at a point in a time, and what else could be offered.

        :param point: one ``hcc.service.point`` of a ward of the user
        :return: list of (``hcc.appointment``, words of other times)
        """
        visits = self.env["hcc.appointment"].search(
            self._get_visit_domain(point, start, stop), order="start, id"
        )
        # sudo: hcc.appointment, hcc.request - times and points alone come out
        found = self._get_other_slots(visits.sudo(), point, start, stop)
        # sudo: hcc.service.point - where the points are is public
        points_sudo = point.sudo()
        words = self.env["hcc.words"]
        return [
            (
                visit,
                "; ".join(
                    f"{points_sudo.browse(key).name}: "
                    + ", ".join(words._when(slot.start) for slot in slots)
                    for key, slots in found[visit.id].items()
                ),
            )
            for visit in visits
        ]

    @api.model
    def _get_other_slots(self, visits_sudo, point, start, stop):
        """The nearest other times of each visit, there and at the next points.

        The number of queries depends on none of them.

        :return: {appointment id: {point id: list of ``Slot``}}
        """
        if not visits_sudo:
            return {}
        finder = self.env["hcc.slot.finder"]
        asked = [
            Visit(
                ward=visit.ward_id,
                place="point",
                point=point,
                procedures=visit.request_id.procedure_ids,
                minutes=int((visit.stop - visit.start).total_seconds() // 60),
                phones=visit.request_id._get_phones(),
                gender=visit.request_id._get_wished_gender(),
            )
            for visit in visits_sudo
        ]
        near = finder._get_near_points(asked[0])[:OTHER_POINTS]
        # sudo: hcc.service.point - the point and those near it, for whoever may close
        places = [point.sudo(), *near]
        found = finder._find_many(
            [
                replace(visit, ward=place.ward_id, point=place)
                for visit in asked
                for place in places
            ],
            days=OTHER_DAYS,
            with_workers=False,
        )
        answers = iter(found)
        return {
            visit.id: {
                place.id: slots
                for place in places
                if (
                    slots := [
                        slot
                        for slot in next(answers)
                        if place != point or slot.stop <= start or slot.start >= stop
                    ][:TIMES]
                )
            }
            for visit in visits_sudo
        }
