from dataclasses import dataclass, replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..slots.model import Slot
from ..slots.travel import distance_km
from .hcc_slot_input import Visit

#: more points than these are not looked at
MAX_POINTS = 5
#: a point of another branch is within reach up to here
REACH_KM = 5.0
#: a degree of latitude
DEGREE_KM = 111.0


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another time for somebody who found none that suits.

    :ivar kind: ``later`` (the same place, beyond the days that are shown),
        ``point`` (another support point within reach) or ``place`` (at home instead
        of a point of the ward, or the other way round)
    :ivar slot: the earliest one
    :ivar point_id: where; 0 at home. The point may lie in another ward, which is
        then the ward to book in.
    """

    kind: str
    slot: Slot
    point_id: int


class HccSlotAlternatives(models.AbstractModel):
    """Other times, when there is none where and when somebody asked."""

    _name = "hcc.slot.alternatives"
    _description = "Other Times"

    @api.model
    def _find_alternatives(
        self,
        ward,
        place,
        procedures,
        point=None,
        date_from=None,
        position=None,
        exclude=None,
        phones=(),
    ):
        """The nearest other times, in a number of queries that does not grow.

        :param ward: ``hcc.ward`` that the citizen lives in
        :param str place: what was asked for, ``home`` or ``point``
        :param procedures: ``hcc.procedure``; none = the citizen does not know
        :param point: the ``hcc.service.point`` asked for; none = all of the ward
        :param date_from: first local date that was asked for
        :param position: (latitude, longitude) of the home, or none
        :param exclude: ``hcc.assignment`` that do not count, as when a visit moves
        :param phones: E.164 numbers whose relatives are not sent
        :return: list of ``Alternative``: later, points by distance, the other place
        """
        asked = Visit(
            ward=ward,
            place=place,
            point=point,
            procedures=procedures,
            minutes=self._get_minutes(procedures),
            exclude=exclude,
            phones=tuple(filter(None, phones)),
            position=position,
        )
        first = max(
            date_from or fields.Date.to_date("1970-01-01"),
            local_date(fields.Datetime.now()),
        )
        found = self._find_later(asked, first)
        visits = self._prepare_others(asked)
        if visits:
            slots = self._find_many(visits, first, with_workers=False)
            for visit, of_visit in zip(visits, slots, strict=True):
                kind = "point" if visit.point else "place"
                found += [
                    Alternative(kind, slot, slot.point_id) for slot in of_visit[:1]
                ]
        return found

    @api.model
    def _find_later(self, asked, first):
        """The first time at the same place after the days that are shown."""
        days = self._get_setting("horizon_days")
        later = first + timedelta(days=days)
        more = self._get_max_days() - days
        if more <= 0:
            return []
        [slots] = self._find_many([asked], later, more, with_workers=False)
        return [Alternative("later", slot, slot.point_id) for slot in slots[:1]]

    @api.model
    def _prepare_others(self, asked):
        """What else could be asked for: list of ``Visit``."""
        own = asked.ward.id if asked.place == "home" else None
        visits = [
            replace(
                asked, ward=point.ward_id, place="point", point=point, position=None
            )
            for point in self._get_near_points(asked)
            if point.ward_id.id != own
        ]
        # sudo: hcc.procedure - the public asks for slots and may not read it
        procedures_sudo = asked.procedures.sudo()
        if asked.place == "home":
            visits.append(replace(asked, place="point", point=None))
        elif all(procedures_sudo.mapped("home_possible")):
            visits.append(replace(asked, place="home", point=None))
        return visits

    @api.model
    def _get_near_points(self, asked):
        """The nearest other points: of the branch, or not far away.

        :param asked: ``Visit``
        :return: ``hcc.service.point`` recordset in sudo, by distance
        """
        # sudo: hcc.ward - its branch and its centre, whoever asks
        ward_sudo = asked.ward.sudo()
        # sudo: hcc.service.point - where the points are is public
        points_sudo = self.env["hcc.service.point"].sudo()
        here = asked.point.sudo() if asked.point else points_sudo
        centre = self._get_centre(asked, ward_sudo, here)
        rows = self._rows(
            SQL(
                """
                SELECT point.id, point.latitude::float8, point.longitude::float8,
                       ward.latitude::float8, ward.longitude::float8,
                       ward.area_km2::float8, ward.branch_id
                  FROM hcc_service_point point
                  JOIN hcc_ward ward ON ward.id = point.ward_id
                 WHERE point.active AND ward.active AND point.id <> ALL(%s)
                   AND (ward.valid_to IS NULL OR ward.valid_to >= %s)
                   AND (
                       ward.branch_id = %s
                       OR COALESCE(NULLIF(point.latitude, 0), ward.latitude)
                          BETWEEN %s AND %s
                   )
                """,
                here.ids,
                local_date(fields.Datetime.now()),
                ward_sudo.branch_id.id or 0,
                (centre.latitude or 0) - REACH_KM / DEGREE_KM,
                (centre.latitude or 0) + REACH_KM / DEGREE_KM,
            ),
            "hcc_ward",
            "hcc_service_point",
        )
        near = []
        for key, latitude, longitude, *ward, branch_id in rows:
            place = self._make_place(latitude, longitude, self._make_ward(*ward))
            distance = distance_km(centre, place)
            if distance <= REACH_KM or (
                branch_id and branch_id == ward_sudo.branch_id.id
            ):
                near.append((distance, key))
        nearest = [key for _distance, key in sorted(near)[:MAX_POINTS]]
        return points_sudo.browse(nearest)

    @api.model
    def _get_centre(self, asked, ward_sudo, point_sudo):
        """From where the distance counts: the home, the point, or the ward."""
        ward = self._make_ward(
            ward_sudo.latitude, ward_sudo.longitude, ward_sudo.area_km2
        )
        if asked.place == "home":
            return self._make_place(*(asked.position or (0, 0)), ward)
        return self._make_place(point_sudo.latitude, point_sudo.longitude, ward)
