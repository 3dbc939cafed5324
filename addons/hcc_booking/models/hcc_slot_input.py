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
}
MAX_MINUTES = 240
EVER = Interval(datetime(1900, 1, 1), datetime(2200, 1, 1))
#: assignments that count as load of a week
LOAD_STATES = ("offered", "accepted", "started", "done")


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
    def _get_points(self, ward, place, point):
        # sudo: hcc.service.point - the public asks for slots and may not read it
        points_sudo = self.env["hcc.service.point"].sudo()
        if place != "point":
            return points_sudo
        if point:
            return point.sudo()
        return points_sudo.search([("ward_id", "=", ward.id)])

    @api.model
    def _prepare_request(
        self, ward, points, procedures, minutes, window, excluded, phones
    ):
        """Everything about the people; points follow."""
        day = local_date(window.start)
        shifts_sudo = self._get_shifts(ward, points, window)
        collaborators_sudo = self._get_collaborators(shifts_sudo, phones)
        return SlotRequest(
            minutes=minutes,
            earliest=window.start,
            latest=window.stop,
            origin=utc_datetime(day),
            week_origin=utc_datetime(day - timedelta(days=day.weekday())),
            step=max(self._get_setting("slot_step"), 5),
            travel=max(self._get_setting("travel_buffer"), 0),
            workers=self._prepare_workers(
                ward, collaborators_sudo, shifts_sudo, procedures, window, excluded
            ),
        )

    @api.model
    def _get_shifts(self, ward, points, window):
        """Published shifts that may serve the ward or the points."""
        # sudo: hcc.shift - free and busy across wards; only times come out
        shifts_sudo = self.env["hcc.shift"].sudo()
        # sudo: hcc.ward - its branch, whoever asks
        branch_sudo = ward.sudo().branch_id
        on_call = Domain("kind", "=", "on_call") & (
            Domain("ward_id", "=", ward.id)
            | Domain([("branch_id", "=", branch_sudo.id), ("branch_wide", "=", True)])
        )
        served = on_call | Domain("service_point_id", "in", points.ids)
        return shifts_sudo.search_fetch(
            Domain("state", "=", "published")
            & Domain("start", "<", window.stop + timedelta(minutes=MAX_MINUTES))
            & Domain("stop", ">", window.start)
            & Domain("start", ">", window.start - LONGEST)
            & served,
            ["collaborator_id", "start", "stop", "service_point_id"],
            order="start, id",
        )

    @api.model
    def _get_collaborators(self, shifts_sudo, phones):
        """Active collaborators of the shifts who are no relatives."""
        collaborators_sudo = shifts_sudo.env["hcc.collaborator"].search_fetch(
            [
                ("id", "in", shifts_sudo.collaborator_id.ids),
                ("state", "=", "active"),
            ],
            ["ward_id", "state"],
            order="id",
        )
        phones = [phone for phone in phones if phone]
        if phones and collaborators_sudo:
            collaborators_sudo -= collaborators_sudo._is_relative_of(phones, [])
        return collaborators_sudo

    @api.model
    def _prepare_workers(
        self, ward, collaborators_sudo, shifts_sudo, procedures, window, excluded
    ):
        duties, busy, away = {}, {}, {}
        for shift in shifts_sudo:
            duty = Duty(shift.start, shift.stop, shift.service_point_id.id or 0)
            duties.setdefault(shift.collaborator_id.id, []).append(duty)
        for absence in self._get_absences(collaborators_sudo, window):
            interval = Interval(absence.start, absence.stop)
            away.setdefault(absence.collaborator_id.id, []).append(interval)
        for assignment in self._get_assignments(collaborators_sudo, window, excluded):
            busy.setdefault(assignment.collaborator_id.id, []).append(
                Busy(
                    assignment.start,
                    assignment.stop,
                    assignment.appointment_id.service_point_id.id or HOME,
                    assignment.is_live,
                )
            )
        qualified = self._get_qualified(collaborators_sudo, procedures)
        return tuple(
            Worker(
                key=collaborator.id,
                own=collaborator.ward_id == ward,
                duties=tuple(duties.get(collaborator.id, ())),
                busy=tuple(busy.get(collaborator.id, ())),
                away=tuple(away.get(collaborator.id, ())),
                qualified=tuple(qualified.get(collaborator.id, ())),
            )
            for collaborator in collaborators_sudo
        )

    @api.model
    def _get_absences(self, collaborators_sudo, window):
        return collaborators_sudo.env["hcc.absence"].search_fetch(
            [
                ("collaborator_id", "in", collaborators_sudo.ids),
                ("state", "=", "live"),
                ("start", "<", window.stop + timedelta(minutes=MAX_MINUTES)),
                ("stop", ">", window.start),
            ],
            ["collaborator_id", "start", "stop"],
        )

    @api.model
    def _get_assignments(self, collaborators_sudo, window, excluded):
        """Assignments of the whole weeks around the window: visits and load."""
        assignments_sudo = collaborators_sudo.env["hcc.assignment"].search_fetch(
            [
                ("collaborator_id", "in", collaborators_sudo.ids),
                ("state", "in", LOAD_STATES),
                ("start", "<", window.stop + timedelta(days=7)),
                ("stop", ">", window.start - timedelta(days=7)),
                ("id", "not in", excluded.ids if excluded else []),
            ],
            ["collaborator_id", "start", "stop", "is_live", "appointment_id"],
        )
        assignments_sudo.appointment_id.fetch(["service_point_id"])
        return assignments_sudo

    @api.model
    def _get_qualified(self, collaborators_sudo, procedures):
        """When each collaborator holds all the qualifications that are needed.

        :return: {collaborator id: list of Interval}
        """
        # sudo: hcc.procedure - the public asks for slots and may not read it
        types = self._get_qualification_types(procedures.sudo() if procedures else None)
        if not types:
            return {key: [EVER] for key in collaborators_sudo.ids}
        held = {}
        for line in collaborators_sudo.env["hcc.qualification"].search_fetch(
            [
                ("collaborator_id", "in", collaborators_sudo.ids),
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
        qualified = {}
        for key in collaborators_sudo.ids:
            intervals = [EVER]
            for type_id in types.ids:
                intervals = intersect(intervals, held.get((key, type_id), ()))
            qualified[key] = intervals
        return qualified

    @api.model
    def _get_qualification_types(self, procedures_sudo):
        """What a helper must be qualified for; not knowing asks for the basics."""
        if procedures_sudo:
            return procedures_sudo.qualification_type_id
        basic_sudo = self.env.ref(
            "hcc_collaborator.qualification_type_basic", raise_if_not_found=False
        )
        return basic_sudo or self.env["hcc.qualification.type"]

    @api.model
    def _prepare_points(self, points_sudo, request, excluded):
        """The points with their opening hours and the desks that are taken."""
        if not points_sudo:
            return ()
        stop = request.latest + request.length
        openings = points_sudo._opening_intervals(request.earliest, stop)
        taken = {}
        # sudo: hcc.appointment - desks taken, whoever asks
        for appointment in points_sudo.env["hcc.appointment"].search_fetch(
            [
                ("service_point_id", "in", points_sudo.ids),
                ("state", "in", ("booked", "in_progress", "done")),
                ("start", "<", stop),
                ("stop", ">", request.earliest),
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
            Point(
                key=point.id,
                desks=point.desks,
                openings=tuple(
                    Interval(start, stop) for start, stop in openings.get(point.id, ())
                ),
                taken=tuple(taken.get(point.id, ())),
            )
            for point in points_sudo
        )
