from dataclasses import dataclass
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
#: genders as numbers of the rows
GENDERS = (None, "female", "male")
#: how far from its centre a visit may be in a ward of unknown size
DEFAULT_SPREAD_KM = 1.0
#: what is written before it is read: field names by table
READ = {
    "hcc_shift": (
        "collaborator_id",
        "start",
        "stop",
        "kind",
        "service_point_id",
        "ward_id",
        "branch_id",
        "branch_wide",
        "state",
    ),
    "hcc_collaborator": ("ward_id", "travel_mode", "gender", "state", "active"),
    "hcc_absence": ("collaborator_id", "state", "start", "stop"),
    "hcc_qualification": ("collaborator_id", "type_id", "date_from", "last_day"),
    "hcc_assignment": (
        "appointment_id",
        "request_id",
        "ward_id",
        "collaborator_id",
        "state",
        "start",
        "stop",
    ),
    "hcc_appointment": (
        "request_id",
        "service_point_id",
        "ward_id",
        "desk",
        "state",
        "start",
        "stop",
    ),
    "hcc_request": ("latitude", "longitude"),
    "hcc_slot_hold": ("appointment_id", "expires_at", "latitude", "longitude"),
    "hcc_ward": ("latitude", "longitude", "area_km2", "branch_id", "valid_to"),
    "hcc_service_point": ("latitude", "longitude", "ward_id", "active", "desks"),
    "hcc_point_closure": ("service_point_id", "start", "stop", "state"),
}


@dataclass(frozen=True, slots=True)
class Work:
    """What people have to do; all times in minutes.

    :ivar people: {collaborator id: (ward id, way of travelling, gender)}, the active
    :ivar bound: {collaborator id: list of (start, stop, point id)}
    :ivar away: {collaborator id: list of Interval}
    :ivar held: {(collaborator id, type id): list of (minute at which the first day
        begins, minute at which the last day begins or None)}
    :ivar busy: {collaborator id: list of (assignment id, start, stop, ward id,
        point id or 0, (latitude, longitude))}
    :ivar desks: list of (point id, desk, start, stop)
    """

    people: dict
    bound: dict
    away: dict
    held: dict
    busy: dict
    desks: list


class HccSlotReader(models.AbstractModel):
    """Reads free and busy across wards, in three queries, as plain numbers.

    Whoever asks for slots may read none of it: only times and the ids of helpers
    come out of the slot finder. Thousands of rows are read for one page, so they
    never become records.
    """

    _name = "hcc.slot.reader"
    _description = "Free and Busy"

    @api.model
    def _rows(self, query, *tables):
        """Run a query on tables whose fields are written before."""
        for table in tables:
            self.env[table.replace("_", ".")].flush_model(READ[table])
        return self.env.execute_query(query)

    @api.model
    def _read_shifts(self, wards, point_ids, window):
        """Published shifts that may serve one of the wards or of the points.

        Many people have the same hours, so a row is a time and a place.

        :return: list of (start, stop, point id or 0, ward id, branch id when it
            serves the whole branch or 0, collaborator ids), by start
        """
        # sudo: hcc.ward - their branches, whoever asks
        branches_sudo = wards.sudo().branch_id
        return self._rows(
            SQL(
                """
                SELECT FLOOR(DATE_PART('epoch', start) / 60)::int,
                       FLOOR(DATE_PART('epoch', stop) / 60)::int,
                       COALESCE(service_point_id, 0), ward_id,
                       CASE WHEN branch_wide THEN branch_id ELSE 0 END,
                       ARRAY_AGG(collaborator_id)
                  FROM hcc_shift
                 WHERE state = 'published' AND start < %s AND stop > %s AND start > %s
                   AND (
                       (kind = 'on_call' AND ward_id = ANY(%s))
                       OR (branch_wide AND branch_id = ANY(%s))
                       OR service_point_id = ANY(%s)
                   )
                 GROUP BY 1, 2, 3, 4, 5
                 ORDER BY 1
                """,
                to_moment(window.stop),
                to_moment(window.start),
                to_moment(window.start) - LONGEST,
                wards.ids,
                branches_sudo.ids,
                list(point_ids),
            ),
            "hcc_shift",
        )

    @api.model
    def _read_work(
        self, ids, window, weeks=None, type_ids=(), point_ids=(), excluded_ids=()
    ):
        """What keeps people, and desks of points, from a visit.

        :param ids: of collaborators
        :param window: Interval of minutes that is of interest
        :param weeks: the same for visits, which are a load as well; of those beyond
            the first window neither point nor home is read
        :param type_ids: qualifications that are of interest
        :param point_ids: points whose desks are of interest; shifts at others bind
        :param excluded_ids: appointments that take no desk
        :return: ``Work``
        """
        weeks = weeks or window
        rows = self._rows(
            SQL(
                """
                -- who is active: ward, gender, way of travelling
                SELECT 0, id, ward_id, CASE gender WHEN 'female' THEN 1
                       WHEN 'male' THEN 2 ELSE 0 END, 0, 0, 0, travel_mode,
                       NULL::float8[]
                  FROM hcc_collaborator
                 WHERE id = ANY(%(ids)s) AND state = 'active' AND active
                UNION ALL
                -- shifts at other points
                SELECT 1, collaborator_id, FLOOR(DATE_PART('epoch', start) / 60)::int,
                       FLOOR(DATE_PART('epoch', stop) / 60)::int, service_point_id,
                       0, 0, NULL, NULL
                  FROM hcc_shift
                 WHERE collaborator_id = ANY(%(ids)s) AND state = 'published'
                   AND kind = 'point' AND service_point_id <> ALL(%(points)s)
                   AND start < %(stop)s AND stop > %(start)s AND start > %(since)s
                UNION ALL
                -- absences
                SELECT 2, collaborator_id, FLOOR(DATE_PART('epoch', start) / 60)::int,
                       FLOOR(DATE_PART('epoch', stop) / 60)::int, 0, 0, 0, NULL, NULL
                  FROM hcc_absence
                 WHERE collaborator_id = ANY(%(ids)s) AND state = 'live'
                   AND start < %(stop)s AND stop > %(start)s
                UNION ALL
                -- qualifications: the days on which they begin and end
                SELECT 3, collaborator_id,
                       (date_from - DATE '1970-01-01') * %(day)s + %(midnight)s,
                       (last_day - DATE '1970-01-01') * %(day)s + %(midnight)s,
                       type_id, 0, 0, NULL, NULL
                  FROM hcc_qualification
                 WHERE collaborator_id = ANY(%(ids)s) AND type_id = ANY(%(types)s)
                UNION ALL
                -- visits; a hold that is over stays until somebody needs its time
                SELECT 4, entry.collaborator_id,
                       FLOOR(DATE_PART('epoch', entry.start) / 60)::int,
                       FLOOR(DATE_PART('epoch', entry.stop) / 60)::int,
                       COALESCE(visit.service_point_id, 0), entry.id, entry.ward_id,
                       NULL, CASE WHEN visit.service_point_id IS NULL
                           AND entry.start < %(stop)s AND entry.stop > %(start)s
                       THEN COALESCE(
                           (SELECT ARRAY[latitude, longitude]::float8[]
                              FROM hcc_request WHERE id = entry.request_id),
                           (SELECT ARRAY[latitude, longitude]::float8[]
                              FROM hcc_slot_hold
                             WHERE appointment_id = entry.appointment_id)
                       ) END
                  FROM hcc_assignment entry
                 -- One by one: a plan for all visits would read all of them. Where
                 -- one is matters within reach alone; the others are but a load.
                  LEFT JOIN LATERAL (
                       SELECT service_point_id FROM hcc_appointment
                        WHERE id = entry.appointment_id
                          AND entry.start < %(stop)s AND entry.stop > %(start)s
                        LIMIT 1
                 ) visit ON TRUE
                 WHERE entry.collaborator_id = ANY(%(ids)s)
                   AND entry.state IN %(taken)s
                   AND (entry.state <> 'held' OR EXISTS (
                       SELECT FROM hcc_slot_hold
                        WHERE appointment_id = entry.appointment_id
                          AND expires_at > %(now)s
                   ))
                   AND entry.start < %(until)s AND entry.stop > %(after)s
                   -- none is as long: years of visits need not be looked through
                   AND entry.start > %(long_before)s
                UNION ALL
                -- desks
                SELECT 5, visit.service_point_id,
                       FLOOR(DATE_PART('epoch', visit.start) / 60)::int,
                       FLOOR(DATE_PART('epoch', visit.stop) / 60)::int, visit.desk,
                       0, 0, NULL, NULL
                  FROM hcc_appointment visit
                 WHERE visit.service_point_id = ANY(%(points)s)
                   AND visit.state IN %(desk_states)s
                   AND (visit.state <> 'held' OR EXISTS (
                       SELECT FROM hcc_slot_hold
                        WHERE appointment_id = visit.id AND expires_at > %(now)s
                   ))
                   AND visit.start < %(stop)s AND visit.stop > %(start)s
                   AND visit.start > %(since)s AND visit.id <> ALL(%(excluded)s)
                UNION ALL
                -- a point that is closed has no desk at all
                SELECT 5, point.id,
                       FLOOR(DATE_PART('epoch', closure.start) / 60)::int,
                       FLOOR(DATE_PART('epoch', closure.stop) / 60)::int,
                       GENERATE_SERIES(1, point.desks), 0, 0, NULL, NULL
                  FROM hcc_point_closure closure
                  JOIN hcc_service_point point ON point.id = closure.service_point_id
                 WHERE closure.service_point_id = ANY(%(points)s)
                   AND closure.state = 'live'
                   AND closure.start < %(stop)s AND closure.stop > %(start)s
                """,
                ids=list(ids),
                points=list(point_ids),
                types=list(type_ids),
                excluded=list(excluded_ids),
                start=to_moment(window.start),
                stop=to_moment(window.stop),
                since=to_moment(window.start) - LONGEST,
                until=to_moment(weeks.stop),
                long_before=to_moment(weeks.start) - LONGEST,
                after=to_moment(weeks.start),
                now=fields.Datetime.now(),
                day=DAY,
                midnight=MIDNIGHT,
                taken=TAKEN_STATES,
                desk_states=DESK_STATES,
            ),
            "hcc_collaborator",
            "hcc_shift",
            "hcc_absence",
            "hcc_qualification",
            "hcc_assignment",
            "hcc_appointment",
            "hcc_request",
            "hcc_slot_hold",
            "hcc_service_point",
            "hcc_point_closure",
        )
        return self._sort_work(rows)

    @api.model
    def _sort_work(self, rows):
        people, bound, away, held, busy, desks = {}, {}, {}, {}, {}, []
        for kind, key, first, second, third, fourth, fifth, mode, home in rows:
            match kind:
                case 0:
                    people[key] = (first, mode, GENDERS[second])
                case 1:
                    bound.setdefault(key, []).append((first, second, third))
                case 2:
                    away.setdefault(key, []).append(Interval(first, second))
                case 3:
                    held.setdefault((key, third), []).append((first, second))
                case 4:
                    entry = (fourth, first, second, fifth, third, home or (0, 0))
                    busy.setdefault(key, []).append(entry)
                case _desk:
                    desks.append((key, third, first, second))
        return Work(people, bound, away, held, busy, desks)

    @api.model
    def _read_held(self, ids, type_ids):
        """As ``Work.held``, by itself."""
        rows = self._rows(
            SQL(
                """
                SELECT 3, collaborator_id,
                       (date_from - DATE '1970-01-01') * %(day)s + %(midnight)s,
                       (last_day - DATE '1970-01-01') * %(day)s + %(midnight)s,
                       type_id, 0, 0, NULL, NULL
                  FROM hcc_qualification
                 WHERE collaborator_id = ANY(%(ids)s) AND type_id = ANY(%(types)s)
                """,
                ids=list(ids),
                types=list(type_ids),
                day=DAY,
                midnight=MIDNIGHT,
            ),
            "hcc_qualification",
        )
        return self._sort_work(rows).held

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
            "hcc_ward",
            "hcc_service_point",
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
