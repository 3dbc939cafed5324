from datetime import date, datetime
from math import sqrt

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..slots.minutes import DAY, to_minute, to_moment
from ..slots.model import Interval
from ..slots.travel import NOWHERE, Place
from .hcc_shift import LONGEST

#: assignments that take somebody's time, and count as load of a week
TAKEN_STATES = ("held", "offered", "accepted", "started", "done")
#: appointments that take a desk
DESK_STATES = ("held", "booked", "in_progress", "done")
#: the minute of a day, counted from midnight in London, at which a local one begins
MIDNIGHT = to_minute(utc_datetime(date(2000, 1, 1))) - to_minute(datetime(2000, 1, 1))
#: how far from its centre a visit may be in a ward of unknown size
DEFAULT_SPREAD_KM = 1.0


class HccSlotReader(models.AbstractModel):
    """Reads free and busy across wards, in one query each, as plain numbers.

    Whoever asks for slots may read none of it: only times and the ids of helpers
    come out of the slot finder. Thousands of rows are read for one page, so they
    never become records.
    """

    _name = "hcc.slot.reader"
    _description = "Free and Busy"

    @api.model
    def _rows(self, query, **names_by_table):
        """Run a query on tables of which these fields are written before."""
        for table, names in names_by_table.items():
            self.env[table.replace("_", ".")].flush_model(names)
        return self.env.execute_query(query)

    @api.model
    def _minute(self, column):
        """SQL of a time as a whole minute."""
        return SQL(
            "FLOOR(DATE_PART('epoch', %s) / 60)::int",
            SQL.identifier(*column.split(".")),
        )

    @api.model
    def _read_shifts(self, wards, point_ids, window):
        """Published shifts that may serve one of the wards or of the points.

        :return: {collaborator id: list of (start, stop, point id or 0, ward id,
            branch id when it serves the whole branch or 0)}, by start
        """
        # sudo: hcc.ward - their branches, whoever asks
        branches_sudo = wards.sudo().branch_id
        served = [
            SQL("kind = 'on_call' AND ward_id = ANY(%s)", wards.ids),
            SQL("branch_wide AND branch_id = ANY(%s)", branches_sudo.ids),
        ]
        if point_ids:
            served.append(SQL("service_point_id = ANY(%s)", point_ids))
        rows = self._rows(
            SQL(
                """
                SELECT collaborator_id, %s, %s, COALESCE(service_point_id, 0),
                       ward_id, CASE WHEN branch_wide THEN branch_id ELSE 0 END
                  FROM hcc_shift
                 WHERE state = 'published' AND start < %s AND stop > %s AND start > %s
                   AND (%s)
                 ORDER BY collaborator_id, start
                """,
                self._minute("start"),
                self._minute("stop"),
                to_moment(window.stop),
                to_moment(window.start),
                to_moment(window.start) - LONGEST,
                SQL(" OR ").join(SQL("(%s)", part) for part in served),
            ),
            hcc_shift=[
                "collaborator_id",
                "start",
                "stop",
                "kind",
                "service_point_id",
                "ward_id",
                "branch_id",
                "branch_wide",
                "state",
            ],
        )
        return self._by_helper(rows)

    @api.model
    def _read_people(self, ids):
        """Those of the collaborators who are active.

        :return: list of (id, ward id, way of travelling), by id
        """
        return self._rows(
            SQL(
                """
                SELECT id, ward_id, travel_mode FROM hcc_collaborator
                 WHERE id = ANY(%s) AND state = 'active' AND active ORDER BY id
                """,
                list(ids),
            ),
            hcc_collaborator=["ward_id", "travel_mode", "state", "active"],
        )

    @api.model
    def _read_bound(self, ids, point_ids, window):
        """When people stand at points, other than those asked about.

        :return: {collaborator id: list of (start, stop, point id)}
        """
        rows = self._rows(
            SQL(
                """
                SELECT collaborator_id, %s, %s, service_point_id
                  FROM hcc_shift
                 WHERE collaborator_id = ANY(%s) AND state = 'published'
                   AND kind = 'point' AND tsrange(start, stop) && tsrange(%s, %s)
                   AND service_point_id <> ALL(%s)
                """,
                self._minute("start"),
                self._minute("stop"),
                list(ids),
                to_moment(window.start),
                to_moment(window.stop),
                list(point_ids),
            )
        )
        return self._by_helper(rows)

    @api.model
    def _read_away(self, ids, window):
        """When each is absent: {collaborator id: list of Interval}."""
        rows = self._rows(
            SQL(
                """
                SELECT collaborator_id, %s, %s FROM hcc_absence
                 WHERE collaborator_id = ANY(%s) AND state = 'live'
                   AND start < %s AND stop > %s
                """,
                self._minute("start"),
                self._minute("stop"),
                list(ids),
                to_moment(window.stop),
                to_moment(window.start),
            ),
            hcc_absence=["collaborator_id", "state", "start", "stop"],
        )
        return {
            key: [Interval(*pair) for pair in pairs]
            for key, pairs in self._by_helper(rows).items()
        }

    @api.model
    def _read_busy(self, ids, window):
        """Visits that people have already.

        :return: {collaborator id: list of (assignment id, start, stop, ward id,
            point id or 0, latitude or None, longitude or None)}
        """
        rows = self._rows(
            SQL(
                """
                SELECT entry.collaborator_id, entry.id, %s, %s, visit.ward_id,
                       COALESCE(visit.service_point_id, 0),
                       COALESCE(request.latitude, hold.latitude)::float8,
                       COALESCE(request.longitude, hold.longitude)::float8
                  FROM hcc_assignment entry
                  JOIN hcc_appointment visit ON visit.id = entry.appointment_id
                  LEFT JOIN hcc_request request ON request.id = visit.request_id
                  LEFT JOIN hcc_slot_hold hold ON hold.appointment_id = visit.id
                 WHERE entry.collaborator_id = ANY(%s) AND entry.state IN %s
                   AND (entry.state <> 'held' OR hold.expires_at > %s)
                   AND entry.start < %s AND entry.stop > %s AND entry.start > %s
                """,
                self._minute("entry.start"),
                self._minute("entry.stop"),
                list(ids),
                TAKEN_STATES,
                # a hold that is over stays until somebody needs its time
                fields.Datetime.now(),
                to_moment(window.stop),
                to_moment(window.start),
                # no visit is as long: years of visits need not be looked through
                to_moment(window.start) - LONGEST,
            ),
            hcc_assignment=[
                "appointment_id",
                "collaborator_id",
                "state",
                "start",
                "stop",
            ],
            hcc_appointment=["service_point_id", "ward_id"],
            hcc_request=["latitude", "longitude"],
            hcc_slot_hold=["appointment_id", "expires_at", "latitude", "longitude"],
        )
        return self._by_helper(rows)

    @api.model
    def _read_held(self, ids, type_ids):
        """Who is qualified for what from the beginning of which day to which day.

        :return: list of (collaborator id, type id, minute at which the first day
            begins, minute at which the last day begins or None)
        """
        if not type_ids:
            return []
        return self._rows(
            SQL(
                """
                SELECT collaborator_id, type_id,
                       (date_from - DATE '1970-01-01') * %s + %s,
                       (date_to - DATE '1970-01-01') * %s + %s
                  FROM hcc_qualification
                 WHERE collaborator_id = ANY(%s) AND type_id = ANY(%s)
                """,
                DAY,
                MIDNIGHT,
                DAY,
                MIDNIGHT,
                list(ids),
                list(type_ids),
            ),
            hcc_qualification=["collaborator_id", "type_id", "date_from", "date_to"],
        )

    @api.model
    def _read_desks(self, point_ids, window, excluded_ids=()):
        """Desks that are taken: list of (point id, desk, start, stop)."""
        return self._rows(
            SQL(
                """
                SELECT visit.service_point_id, visit.desk, %s, %s
                  FROM hcc_appointment visit
                  LEFT JOIN hcc_slot_hold hold ON hold.appointment_id = visit.id
                 WHERE visit.service_point_id = ANY(%s) AND visit.state IN %s
                   AND (visit.state <> 'held' OR hold.expires_at > %s)
                   AND visit.start < %s AND visit.stop > %s AND visit.start > %s
                   AND visit.id <> ALL(%s)
                """,
                self._minute("visit.start"),
                self._minute("visit.stop"),
                list(point_ids),
                DESK_STATES,
                fields.Datetime.now(),
                to_moment(window.stop),
                to_moment(window.start),
                to_moment(window.start) - LONGEST,
                list(excluded_ids),
            ),
            hcc_appointment=["service_point_id", "desk", "state", "start", "stop"],
            hcc_slot_hold=["appointment_id", "expires_at"],
        )

    @api.model
    def _read_places(self, ward_ids, point_ids):
        """Where wards and points are: {("ward" or "point", id): Place}.

        A point of which only the ward is known is somewhere in the ward.
        """
        rows = self._rows(
            SQL(
                """
                SELECT 'ward', ward.id, NULL::float8, NULL::float8,
                       ward.latitude::float8, ward.longitude::float8,
                       ward.area_km2::float8
                  FROM hcc_ward ward WHERE ward.id = ANY(%s)
                 UNION ALL
                SELECT 'point', point.id, point.latitude::float8,
                       point.longitude::float8, ward.latitude::float8,
                       ward.longitude::float8, ward.area_km2::float8
                  FROM hcc_service_point point
                  JOIN hcc_ward ward ON ward.id = point.ward_id
                 WHERE point.id = ANY(%s)
                """,
                list(filter(None, ward_ids)),
                list(filter(None, point_ids)),
            ),
            hcc_ward=["latitude", "longitude", "area_km2"],
            hcc_service_point=["latitude", "longitude", "ward_id"],
        )
        return {
            (kind, key): self._make_place(lat, lon, self._make_ward(*ward))
            for kind, key, lat, lon, *ward in rows
        }

    @api.model
    def _make_ward(self, latitude, longitude, area):
        """The place that a ward is: somewhere around its centre."""
        spread = sqrt(area) / 2 if area else DEFAULT_SPREAD_KM
        if not latitude and not longitude:
            return Place(spread_km=spread)
        return Place(latitude, longitude, spread)

    @api.model
    def _make_place(self, latitude, longitude, otherwise=NOWHERE):
        """An exact place; 0, 0 and nothing at all mean that nobody knows."""
        if not latitude and not longitude:
            return otherwise
        return Place(latitude or 0.0, longitude or 0.0)

    @api.model
    def _by_helper(self, rows):
        """{first value of the rows: list of the rest}."""
        found = {}
        for key, *rest in rows:
            found.setdefault(key, []).append(rest)
        return found
