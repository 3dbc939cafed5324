from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import (
    local_date,
    local_datetime,
    utc_datetime,
)

from ..slots import engine
from ..slots.model import Interval
from .hcc_slot_input import MAX_MINUTES, Visit

DEFAULT_MINUTES = 30
MAX_DAYS = 62
#: an evening ends when the morning begins
MORNING_HOUR = 6


class HccSlotFinder(models.AbstractModel):
    """Answers who is free, and when, for the pages, the clerk and the coordinator.

    Reads everything in a number of queries that depends neither on the number of
    collaborators nor of days, and lets the pure engine in ``slots/`` decide.
    """

    _name = "hcc.slot.finder"
    _description = "Slot finder"
    _inherit = ["hcc.slot.input"]

    @api.model
    def _find(
        self,
        ward,
        place,
        procedures,
        point=None,
        date_from=None,
        days=None,
        minutes=None,
        helpers=None,
        exclude_assignments=None,
        citizen_phones=(),
    ):
        """Find the free slots.

        :param ward: ``hcc.ward`` that the citizen lives in
        :param str place: ``home`` or ``point``
        :param procedures: ``hcc.procedure``; none = the citizen does not know
        :param point: one ``hcc.service.point``; none = all of the ward
        :param date_from: first local date; today at the earliest
        :param int days: how many days (the setting by default)
        :param int minutes: length of the visit (the procedures' by default)
        :param int helpers: how many helpers; none = as the rules ask
        :param exclude_assignments: assignments to be looked through, as when a
            visit moves
        :param citizen_phones: E.164 numbers whose relatives are not sent
        :return: list of ``Slot``, naive UTC, by start; ``worker_ids`` best first
        """
        today = local_date(fields.Datetime.now())
        first = max(date_from or today, today)
        days = min(days or self._get_setting("horizon_days"), MAX_DAYS)
        earliest = max(utc_datetime(first), self._get_earliest(place))
        latest = utc_datetime(first + timedelta(days=days))
        visit = Visit(
            ward=ward,
            place=place,
            point=point,
            procedures=procedures,
            minutes=minutes or self._get_minutes(procedures),
            exclude=exclude_assignments,
            phones=tuple(filter(None, citizen_phones)),
        )
        [points] = self._get_points([visit])
        if place == "point" and not points or earliest >= latest:
            return []
        window = Interval(earliest, latest)
        facts = self._read_facts([visit], points, window)
        request = self._prepare_request(facts, visit, points, window)
        grid = self._get_grid(request)
        offices = self.env["hcc.office.hours"]._is_office_time(grid)
        request = replace(
            request,
            points=self._prepare_points(points, request, exclude_assignments),
            helpers=helpers or 1,
            pair_starts=self._get_pair_starts(grid, place) if not helpers else set(),
            office_starts=frozenset(
                start for start, office in zip(grid, offices, strict=True) if office
            ),
        )
        return engine.find_slots(request)

    @api.model
    def _free_workers(
        self,
        ward,
        place,
        point,
        start,
        stop,
        procedures,
        exclude_assignments=None,
        phones=(),
    ):
        """Who could take a visit at exactly this time.

        Neither the notice nor the desks are looked at.

        :return: ``hcc.collaborator`` recordset in sudo, best first: own ward, then
            those who serve the whole branch; within them the least loaded
        """
        visit = Visit(
            ward=ward,
            place=place,
            point=point,
            procedures=procedures,
            minutes=int((stop - start).total_seconds() // 60),
            start=start,
            stop=stop,
            exclude=exclude_assignments,
            phones=tuple(filter(None, phones)),
        )
        return self._free_workers_batch([visit])[0]

    @api.model
    def _free_workers_batch(self, visits):
        """Who could take each of several visits, each by itself.

        What :meth:`_free_workers` says of one, in as many queries for a hundred.

        :param visits: list of ``Visit`` with a start
        :return: list of ``hcc.collaborator`` recordsets in sudo, best first
        """
        # sudo: hcc.collaborator - free and busy across wards, for methods in sudo
        people_sudo = self.env["hcc.collaborator"].sudo()
        if not visits:
            return []
        window = Interval(
            min(visit.start for visit in visits), max(visit.stop for visit in visits)
        )
        places = self._get_points(visits)
        points_sudo = self.env["hcc.service.point"].sudo().union(*places)
        facts = self._read_facts(visits, points_sudo, window)
        opened = {
            point.key: point for point in self._prepare_openings(points_sudo, window)
        }
        answers = []
        for visit, points in zip(visits, places, strict=True):
            asked = Interval(visit.start, visit.stop)
            request = self._prepare_request(facts, visit, points, asked)
            where = [None]
            if visit.place == "point":
                where = [opened[key] for key in points.ids]
            keys = []
            for point in where:
                keys += engine.free_workers(request, asked.start, asked.stop, point)
            answers.append(people_sudo.browse(dict.fromkeys(keys)))
        return answers

    @api.model
    def _get_helpers_needed(self, place, start):
        """How many helpers a visit needs that begins at a naive UTC time."""
        return 2 if self._get_pair_starts([start], place) else 1

    @api.model
    def _get_minutes(self, procedures):
        """How long help with these procedures takes."""
        # sudo: hcc.procedure - the public asks for slots and may not read it
        total = sum(procedures.sudo().mapped("minutes")) if procedures else 0
        return min(total or DEFAULT_MINUTES, MAX_MINUTES)

    @api.model
    def _get_earliest(self, place):
        """The first moment that leaves the helper the notice needed."""
        notice = self._get_setting(f"notice_minutes_{place}")
        return fields.Datetime.now() + timedelta(minutes=notice)

    @api.model
    def _get_pair_starts(self, starts, place):
        """Those of the beginnings at which a home visit needs two helpers."""
        # sudo: ir.config_parameter - one word, whoever asks
        rule = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("hcc_booking.evening_home_rule")
        )
        if place != "home" or rule != "two_helpers":
            return frozenset()
        evening = self._get_setting("evening_hour")
        hours = ((start, local_datetime(start).hour) for start in starts)
        return frozenset(
            start for start, hour in hours if hour >= evening or hour < MORNING_HOUR
        )

    @api.model
    def _get_grid(self, request):
        """All moments of the window at which a slot may begin."""
        step = timedelta(minutes=request.step)
        start = request.origin
        grid = []
        while start < request.latest:
            if start >= request.earliest:
                grid.append(start)
            start += step
        return grid
