from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

from ..slots.intervals import intersect
from ..slots.model import (
    HOME,
    Busy,
    DeskTaken,
    Duty,
    Interval,
    Point,
    SlotRequest,
    Worker,
)
from .hcc_shift import LONGEST

#: used when the administrator has not set anything else
DEFAULTS = {
    "notice_minutes_home": 120,
    "notice_minutes_point": 30,
    "slot_step": 30,
    "travel_buffer": 20,
    "evening_hour": 18,
    "horizon_days": 14,
    "wish_answer_hours": 4,
}
MAX_MINUTES = 240
EVER = Interval(datetime(1900, 1, 1), datetime(2200, 1, 1))
#: assignments that count as load of a week
LOAD_STATES = ("offered", "accepted", "started", "done")


@dataclass(frozen=True, slots=True)
class Visit:
    """What is asked for: records of Odoo, before the engine gets to see it.

    :ivar minutes: its length
    :ivar start: naive UTC, as ``stop``; ``None`` while a time is looked for
    :ivar exclude: ``hcc.assignment`` that do not count, as when a visit moves
    :ivar phones: E.164 numbers of people whose relatives are not sent
    """

    ward: object
    place: str
    point: object
    procedures: object
    minutes: int
    start: datetime | None = None
    stop: datetime | None = None
    exclude: object = None
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read about the people who may go, by collaborator id."""

    people: object
    shifts: dict
    away: dict
    busy: dict
    held: dict
    ties: dict


class HccSlotInput(models.AbstractModel):
    """Reads what the slot engine has to know, in a constant number of queries."""

    _name = "hcc.slot.input"
    _description = "Input of the slot engine"

    @api.model
    def _get_setting(self, key):
        # sudo: ir.config_parameter - one number, whoever asks
        value = self.env["ir.config_parameter"].sudo().get_param(f"hcc_booking.{key}")
        try:
            return int(value)
        except (TypeError, ValueError):
            return DEFAULTS[key]

    @api.model
    def _get_points(self, visits):
        """The points at which each visit may be: the one asked for, or its ward's.

        :param visits: list of ``Visit``
        :return: list of ``hcc.service.point`` recordsets in sudo
        """
        # sudo: hcc.service.point - the public asks for slots and may not read it
        points_sudo = self.env["hcc.service.point"].sudo()
        wards = {
            visit.ward.id
            for visit in visits
            if visit.place == "point" and not visit.point
        }
        of_ward = {}
        if wards:
            found_sudo = points_sudo.search([("ward_id", "in", list(wards))])
            of_ward = found_sudo.grouped("ward_id")
            of_ward = {ward.id: points for ward, points in of_ward.items()}
        return [
            points_sudo
            if visit.place != "point"
            else visit.point.sudo()
            if visit.point
            else of_ward.get(visit.ward.id, points_sudo)
            for visit in visits
        ]

    @api.model
    def _read_facts(self, visits, points_sudo, window):
        """Read once what decides about all of the visits.

        :param visits: list of ``Visit``
        :param points_sudo: all points that they may be at
        :param window: Interval from the first beginning to the last end
        :return: ``Facts``
        """
        wards = self.env["hcc.ward"].union(*(visit.ward for visit in visits))
        types = self.env["hcc.qualification.type"].union(
            *(self._get_qualification_types(visit.procedures) for visit in visits)
        )
        shifts_sudo = self._get_shifts(wards, points_sudo, window)
        people_sudo = shifts_sudo.env["hcc.collaborator"].search_fetch(
            [
                ("id", "in", shifts_sudo.collaborator_id.ids),
                ("state", "=", "active"),
            ],
            ["ward_id", "name", "phone"],
            order="id",
        )
        phones = {phone for visit in visits for phone in visit.phones}
        return Facts(
            people=people_sudo,
            shifts=shifts_sudo.grouped(lambda shift: shift.collaborator_id.id),
            away=self._get_away(people_sudo, window),
            busy=self._get_busy(people_sudo, window),
            held=self._get_held(people_sudo, types),
            ties=people_sudo._get_ties(phones),
        )

    @api.model
    def _prepare_request(self, facts, visit, points_sudo, window):
        """The question about one visit; the points follow.

        :param facts: ``Facts``
        :param visit: ``Visit``
        :param points_sudo: where it may be
        :param window: Interval in which it may begin
        :return: ``SlotRequest``
        """
        day = local_date(window.start)
        return SlotRequest(
            minutes=visit.minutes,
            earliest=window.start,
            latest=window.stop,
            origin=utc_datetime(day),
            week_origin=utc_datetime(day - timedelta(days=day.weekday())),
            step=max(self._get_setting("slot_step"), 5),
            travel=max(self._get_setting("travel_buffer"), 0),
            workers=tuple(self._prepare_workers(facts, visit, points_sudo, window)),
        )

    @api.model
    def _prepare_workers(self, facts, visit, points_sudo, window):
        types = self._get_qualification_types(visit.procedures)
        # sudo: hcc.ward - its branch, whoever asks
        ward_sudo = visit.ward.sudo()
        excluded = set(visit.exclude.ids) if visit.exclude else ()
        phones = set(visit.phones)
        last = window.stop + timedelta(minutes=MAX_MINUTES)
        for person in facts.people:
            if phones & facts.ties.get(person.id, set()):
                continue
            duties = tuple(
                Duty(shift.start, shift.stop, shift.service_point_id.id or 0)
                for shift in facts.shifts.get(person.id, ())
                if shift.start < last
                and window.start < shift.stop
                and shift._may_serve(ward_sudo, points_sudo)
            )
            if duties:
                yield Worker(
                    key=person.id,
                    own=person.ward_id == ward_sudo,
                    duties=duties,
                    busy=tuple(
                        busy
                        for key, busy in facts.busy.get(person.id, ())
                        if key not in excluded
                    ),
                    away=tuple(facts.away.get(person.id, ())),
                    qualified=tuple(
                        self._get_qualified_time(facts.held, person.id, types)
                    ),
                )

    # -------------------------------------------------------------------------
    # READING
    # -------------------------------------------------------------------------

    @api.model
    def _get_shifts(self, wards, points_sudo, window):
        """Published shifts that may serve one of the wards or of the points."""
        # sudo: hcc.shift - free and busy across wards; only times come out
        shifts_sudo = self.env["hcc.shift"].sudo()
        # sudo: hcc.ward - their branches, whoever asks
        branches_sudo = wards.sudo().branch_id
        on_call = Domain("kind", "=", "on_call") & (
            Domain("ward_id", "in", wards.ids)
            | Domain(
                [("branch_id", "in", branches_sudo.ids), ("branch_wide", "=", True)]
            )
        )
        served = on_call | Domain("service_point_id", "in", points_sudo.ids)
        return shifts_sudo.search_fetch(
            Domain("state", "=", "published")
            & Domain("start", "<", window.stop + timedelta(minutes=MAX_MINUTES))
            & Domain("stop", ">", window.start)
            & Domain("start", ">", window.start - LONGEST)
            & served,
            [
                "branch_id",
                "branch_wide",
                "collaborator_id",
                "kind",
                "service_point_id",
                "start",
                "stop",
                "ward_id",
            ],
            order="start, id",
        )

    @api.model
    def _get_away(self, people_sudo, window):
        """When each is absent: {collaborator id: list of Interval}."""
        away = {}
        for absence in people_sudo.env["hcc.absence"].search_fetch(
            [
                ("collaborator_id", "in", people_sudo.ids),
                ("state", "=", "live"),
                ("start", "<", window.stop + timedelta(minutes=MAX_MINUTES)),
                ("stop", ">", window.start),
            ],
            ["collaborator_id", "start", "stop"],
        ):
            interval = Interval(absence.start, absence.stop)
            away.setdefault(absence.collaborator_id.id, []).append(interval)
        return away

    @api.model
    def _get_busy(self, people_sudo, window):
        """Visits of the whole weeks around the window: what blocks, and the load.

        :return: {collaborator id: list of (assignment id, Busy)}
        """
        assignments_sudo = people_sudo.env["hcc.assignment"].search_fetch(
            [
                ("collaborator_id", "in", people_sudo.ids),
                ("state", "in", LOAD_STATES),
                ("start", "<", window.stop + timedelta(days=7)),
                ("stop", ">", window.start - timedelta(days=7)),
                # no visit is as long: years of visits need not be looked through
                ("start", ">", window.start - timedelta(days=7) - LONGEST),
            ],
            ["collaborator_id", "start", "stop", "is_live", "appointment_id"],
        )
        assignments_sudo.appointment_id.fetch(["service_point_id"])
        busy = {}
        for entry in assignments_sudo:
            place = entry.appointment_id.service_point_id.id or HOME
            busy.setdefault(entry.collaborator_id.id, []).append(
                (entry.id, Busy(entry.start, entry.stop, place, entry.is_live))
            )
        return busy

    @api.model
    def _get_held(self, people_sudo, types):
        """When each holds what: {(collaborator id, type id): list of Interval}."""
        held = {}
        if not types:
            return held
        for line in people_sudo.env["hcc.qualification"].search_fetch(
            [
                ("collaborator_id", "in", people_sudo.ids),
                ("type_id", "in", types.ids),
            ],
            ["collaborator_id", "type_id", "date_from", "date_to"],
        ):
            held.setdefault((line.collaborator_id.id, line.type_id.id), []).append(
                Interval(
                    utc_datetime(line.date_from) if line.date_from else EVER.start,
                    utc_datetime(line.date_to, 24) if line.date_to else EVER.stop,
                )
            )
        return held

    @api.model
    def _get_qualified_time(self, held, collaborator_id, types):
        """When one holds all of the types: list of Interval."""
        intervals = [EVER]
        for type_id in types.ids:
            intervals = intersect(intervals, held.get((collaborator_id, type_id), ()))
        return intervals

    @api.model
    def _get_qualification_types(self, procedures):
        """What a helper must be qualified for; not knowing asks for the basics.

        The one answer for those who look for helpers and those who assign them.
        """
        if procedures:
            # sudo: hcc.procedure - the public asks for slots and may not read it
            return procedures.sudo().qualification_type_id
        basic_sudo = self.env.ref(
            "hcc_collaborator.qualification_type_basic", raise_if_not_found=False
        )
        return basic_sudo or self.env["hcc.qualification.type"]

    @api.model
    def _prepare_points(self, points_sudo, request, excluded):
        """The points with their opening hours and the desks that are taken."""
        if not points_sudo:
            return ()
        asked = Interval(request.earliest, request.latest + request.length)
        taken = {}
        # sudo: hcc.appointment - desks taken, whoever asks
        for appointment in points_sudo.env["hcc.appointment"].search_fetch(
            [
                ("service_point_id", "in", points_sudo.ids),
                ("state", "in", ("booked", "in_progress", "done")),
                ("start", "<", asked.stop),
                ("stop", ">", asked.start),
                (
                    "id",
                    "not in",
                    excluded.sudo().appointment_id.ids if excluded else [],
                ),
            ],
            ["service_point_id", "desk", "start", "stop"],
        ):
            taken.setdefault(appointment.service_point_id.id, []).append(
                DeskTaken(appointment.desk, appointment.start, appointment.stop)
            )
        return tuple(
            replace(point, taken=tuple(taken.get(point.key, ())))
            for point in self._prepare_openings(points_sudo, asked)
        )

    @api.model
    def _prepare_openings(self, points_sudo, window):
        """The points with their opening hours."""
        if not points_sudo:
            return ()
        openings = points_sudo._opening_intervals(window.start, window.stop)
        return tuple(
            Point(
                key=point.id,
                desks=point.desks,
                openings=tuple(
                    Interval(start, stop) for start, stop in openings.get(point.id, ())
                ),
            )
            for point in points_sudo
        )
