from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import (
    local_date,
    utc_datetime,
)

from ..slots import engine
from ..slots.minutes import DAY, to_minute, to_minute_up, to_moment
from ..slots.model import Interval, Slot
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
    _inherit = ["hcc.slot.reach", "hcc.slot.alternatives"]

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
        position=None,
        with_workers=True,
        gender=None,
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
        :param position: (latitude, longitude) of the home; none = the ward's centre
        :param bool with_workers: whether it matters who is free; times alone come
            faster, with empty ``worker_ids``
        :param gender: ``female`` or ``male``, when nobody else may come
        :return: list of ``Slot``, naive UTC, by start; ``worker_ids`` best first
        """
        visit = Visit(
            ward=ward,
            place=place,
            point=point,
            procedures=procedures,
            minutes=minutes or self._get_minutes(procedures),
            exclude=exclude_assignments,
            phones=tuple(filter(None, citizen_phones)),
            position=position,
            gender=gender,
        )
        return self._find_many([visit], date_from, days, helpers, with_workers)[0]

    @api.model
    def _find_many(
        self, visits, date_from=None, days=None, helpers=None, with_workers=True
    ):
        """What :meth:`_find` says of one visit, of several, in as many queries.

        :param visits: list of ``Visit`` without a start
        :return: list of lists of ``Slot``
        """
        today = local_date(fields.Datetime.now())
        first = max(date_from or today, today)
        days = min(days or self._get_setting("horizon_days"), self._get_max_days())
        since = to_minute(utc_datetime(first))
        window = Interval(since, since + days * DAY)
        places = self._get_points(visits)
        # sudo: hcc.service.point - the public asks for slots and may not read it
        points_sudo = self.env["hcc.service.point"].sudo().union(*places)
        facts = self._read_facts(visits, points_sudo, window, with_workers)
        hours = self._get_hours(points_sudo, window)
        found = []
        for visit, points in zip(visits, places, strict=True):
            earliest = to_minute_up(self._get_earliest(visit.place))
            asked = Interval(max(since, earliest), window.stop)
            if visit.place == "point" and not points or asked.start >= asked.stop:
                found.append([])
                continue
            request = self._prepare_request(
                facts,
                visit,
                points,
                asked,
                first,
                helpers=helpers or 1,
                points=self._prepare_points(facts, points, hours),
                office=hours[None],
                pairs=() if helpers else self._get_pair_times(visit.place, window),
            )
            found.append(self._to_slots(engine.find_slots(request, with_workers)))
        return found

    @api.model
    def _to_slots(self, slots):
        """Slots of the engine in naive UTC."""
        return [
            Slot(
                to_moment(slot.start),
                to_moment(slot.stop),
                slot.point_id,
                slot.in_hours,
                slot.worker_ids,
            )
            for slot in slots
        ]

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
        position=None,
        gender=None,
    ):
        """Who could take a visit at exactly this time.

        Neither the notice nor the desks are looked at.

        :param position: (latitude, longitude) of the home; none = the ward's centre
        :param gender: ``female`` or ``male``, when nobody else may come
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
            position=position,
            gender=gender,
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
            to_minute(min(visit.start for visit in visits)),
            to_minute_up(max(visit.stop for visit in visits)),
        )
        places = self._get_points(visits)
        points_sudo = self.env["hcc.service.point"].sudo().union(*places)
        facts = self._read_facts(visits, points_sudo, window)
        hours = self._get_hours(points_sudo, window) if points_sudo else {}
        points = self._prepare_points(facts, points_sudo, hours)
        answers = []
        for visit, of_visit in zip(visits, places, strict=True):
            asked = Interval(to_minute(visit.start), to_minute_up(visit.stop))
            day = local_date(visit.start)
            request = self._prepare_request(facts, visit, of_visit, asked, day)
            where = [None]
            if visit.place == "point":
                where = [point for point in points if point.key in of_visit.ids]
            keys = []
            for point in where:
                keys += engine.free_workers(request, asked.start, asked.stop, point)
            answers.append(people_sudo.browse(dict.fromkeys(keys)))
        return answers

    @api.model
    def _get_hours(self, points_sudo, window):
        """Opening hours in minutes: {point id: tuple of Interval}, office: None."""
        # sudo: resource.calendar - office hours are public
        office_sudo = self.env["hcc.office.hours"]._get_office_calendar()
        opened = self.env["hcc.office.hours"]._get_open_intervals(
            points_sudo.calendar_id | office_sudo,
            to_moment(window.start),
            to_moment(window.stop + MAX_MINUTES),
        )
        hours = {
            key: tuple(
                Interval(to_minute(start), to_minute(stop))
                for start, stop, _records in intervals
            )
            for key, intervals in opened.items()
        }
        found = {point.id: hours.get(point.calendar_id.id, ()) for point in points_sudo}
        return found | {None: hours[office_sudo.id]}

    @api.model
    def _get_helpers_needed(self, place, start):
        """How many helpers a visit needs that begins at a naive UTC time."""
        day = to_minute(utc_datetime(local_date(start)))
        times = self._get_pair_times(place, Interval(day, day + DAY))
        minute = to_minute(start)
        return 2 if any(time.start <= minute < time.stop for time in times) else 1

    @api.model
    def _get_minutes(self, procedures):
        """How long help with these procedures takes."""
        # sudo: hcc.procedure - the public asks for slots and may not read it
        total = sum(procedures.sudo().mapped("minutes")) if procedures else 0
        return min(total or DEFAULT_MINUTES, MAX_MINUTES)

    @api.model
    def _get_max_days(self):
        """How many days can be booked: more than are shown, for lack of others."""
        return max(self._get_setting("horizon_days"), MAX_DAYS)

    @api.model
    def _get_latest(self):
        """The last moment that citizens may ask for by themselves."""
        return fields.Datetime.now() + timedelta(days=self._get_max_days() + 1)

    @api.model
    def _get_earliest(self, place):
        """The first moment that leaves the helper the notice needed."""
        notice = self._get_setting(f"notice_minutes_{place}")
        return fields.Datetime.now() + timedelta(minutes=notice)

    @api.model
    def _get_pair_times(self, place, window):
        """When a visit that begins then needs two helpers.

        :param window: Interval of minutes, from local midnight
        :return: tuple of Interval
        """
        # sudo: ir.config_parameter - one word, whoever asks
        rule = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("hcc_booking.evening_home_rule")
        )
        if place != "home" or rule != "two_helpers":
            return ()
        evening = DAY - self._get_setting("evening_hour") * 60
        return tuple(
            Interval(midnight - evening, midnight + MORNING_HOUR * 60)
            for midnight in range(window.start, window.stop + 1, DAY)
        )
