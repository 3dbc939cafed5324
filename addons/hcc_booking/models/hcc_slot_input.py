from dataclasses import dataclass
from operator import itemgetter

from odoo import api, models

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..slots.intervals import intersect
from ..slots.minutes import DAY, WEEK, to_minute
from ..slots.model import (
    ALWAYS,
    HOME,
    Busy,
    DeskTaken,
    Duty,
    Interval,
    Point,
    SlotRequest,
    Worker,
)
from ..slots.travel import LONGEST as LONGEST_WAY
from ..slots.travel import NOWHERE, Travel

#: used when the administrator has not set anything else
DEFAULTS = {
    "notice_minutes_home": 120,
    "notice_minutes_point": 30,
    "slot_step": 30,
    "travel_buffer": 10,
    "travel_detour_percent": 140,
    "speed_walk": 4,
    "speed_bicycle": 10,
    "speed_motorbike": 18,
    "evening_hour": 18,
    "horizon_days": 14,
    "wish_answer_hours": 4,
}
MAX_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Visit:
    """What is asked for: records of Odoo, before the engine gets to see it.

    :ivar minutes: its length
    :ivar start: naive UTC, as ``stop``; ``None`` while a time is looked for
    :ivar exclude: ``hcc.assignment`` that do not count, as when a visit moves
    :ivar phones: E.164 numbers of people whose relatives are not sent
    :ivar position: (latitude, longitude) of the home, or ``None``
    :ivar gender: ``female`` or ``male``, when nobody else may come
    """

    ward: object
    place: str
    point: object
    procedures: object
    minutes: int
    start: object = None
    stop: object = None
    exclude: object = None
    phones: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read about the people who may go; all times in minutes.

    :ivar people: {collaborator id: (ward id, way of travelling, gender)}
    :ivar shifts: {collaborator id: list of (``Duty``, ward id, branch id when it
        serves the whole branch)}
    :ivar bound: {collaborator id: list of ``Duty`` at points not asked about}
    :ivar away: {collaborator id: list of Interval}
    :ivar busy: {collaborator id: list of (assignment id, ``Busy``)}
    :ivar held: {(collaborator id, type id): list of Interval}
    :ivar ties: {collaborator id: set of phones}
    :ivar desks: list of (point id, desk, start, stop)
    :ivar places: {("ward" or "point", id): ``Place``}
    """

    people: dict
    shifts: dict
    bound: dict
    away: dict
    busy: dict
    held: dict
    ties: dict
    desks: list
    places: dict


class HccSlotInput(models.AbstractModel):
    """Prepares what the slot engine has to know, in a constant number of queries."""

    _name = "hcc.slot.input"
    _description = "Input of the slot engine"
    _inherit = ["hcc.slot.reader"]

    @api.model
    def _get_setting(self, key):
        # sudo: ir.config_parameter - one number, whoever asks
        value = self.env["ir.config_parameter"].sudo().get_param(f"hcc_booking.{key}")
        try:
            return int(value)
        except (TypeError, ValueError):
            return DEFAULTS[key]

    @api.model
    def _get_travel(self):
        """How people get along, as the administrator sees it."""
        return Travel(
            fixed=max(self._get_setting("travel_buffer"), 0),
            detour=max(self._get_setting("travel_detour_percent"), 100),
            walk=self._get_setting("speed_walk"),
            bicycle=self._get_setting("speed_bicycle"),
            motorbike=self._get_setting("speed_motorbike"),
        )

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

    # -------------------------------------------------------------------------
    # FACTS: READ ONCE FOR ALL VISITS
    # -------------------------------------------------------------------------

    @api.model
    def _read_facts(self, visits, points_sudo, window, with_load=True):
        """Read once what decides about all of the visits.

        :param visits: list of ``Visit``
        :param points_sudo: all points that they may be at
        :param window: Interval of minutes, from the first beginning to the last end
        :param bool with_load: whether it matters who has much to do in a week
        :return: ``Facts``
        """
        wards = self.env["hcc.ward"].union(*(visit.ward for visit in visits))
        types = self.env["hcc.qualification.type"].union(
            *(self._get_qualification_types(visit.procedures) for visit in visits)
        )
        # visits and ways reach over the edges
        beyond = MAX_MINUTES + LONGEST_WAY
        wide = Interval(window.start - LONGEST_WAY, window.stop + beyond)
        weeks = wide
        if with_load:
            weeks = Interval(window.start - WEEK, window.stop + WEEK)
        shifts = self._read_shifts(wards, points_sudo.ids, wide)
        ids = {key for *_time_and_place, keys in shifts for key in keys}
        work = self._read_work(
            ids, wide, weeks, types.ids, points_sudo.ids, self._get_moving_ids(visits)
        )
        places = self._read_places(
            {*wards.ids, *(row[3] for rows in work.busy.values() for row in rows)},
            {
                *points_sudo.ids,
                *(row[2] for rows in work.bound.values() for row in rows),
                *(row[4] for rows in work.busy.values() for row in rows),
            },
        )
        return Facts(
            people=work.people,
            shifts=self._make_shifts(shifts, places),
            bound=self._make_bound(work.bound, places),
            away=work.away,
            busy=self._make_busy(work.busy, places),
            held=self._make_held(work.held),
            ties=self._get_ties(work.people, visits),
            desks=work.desks,
            places=places,
        )

    @api.model
    def _get_moving_ids(self, visits):
        """Visits that give their desks back, for what is asked is their new time."""
        excluded = [visit.exclude for visit in visits if visit.exclude]
        # sudo: hcc.assignment - the visits that move, whoever asks
        return sum((entries.sudo().appointment_id.ids for entries in excluded), [])

    @api.model
    def _get_ties(self, ids, visits):
        phones = {phone for visit in visits for phone in visit.phones}
        if not phones:
            return {}
        # sudo: hcc.collaborator - whose relatives the people are, whoever asks
        people_sudo = self.env["hcc.collaborator"].sudo().browse(sorted(ids))
        return people_sudo._get_ties(phones)

    @api.model
    def _make_shifts(self, shifts, places):
        made = {}
        for start, stop, point_id, ward_id, branch_id, keys in shifts:
            place = places["point", point_id] if point_id else NOWHERE
            shift = (Duty(start, stop, point_id, place), ward_id, branch_id)
            for key in keys:
                made.setdefault(key, []).append(shift)
        return made

    @api.model
    def _make_bound(self, bound, places):
        return {
            key: [
                Duty(start, stop, point_id, places["point", point_id])
                for start, stop, point_id in rows
            ]
            for key, rows in bound.items()
        }

    @api.model
    def _make_busy(self, busy, places):
        made = {}
        for key, rows in busy.items():
            made[key] = mine = []
            for entry_id, start, stop, ward_id, point_id, home in rows:
                if point_id:
                    place = places["point", point_id]
                else:
                    place = self._make_place(*home, places["ward", ward_id])
                mine.append((entry_id, Busy(start, stop, point_id, place)))
        return made

    @api.model
    def _make_held(self, held):
        [ever] = ALWAYS
        return {
            key: [
                Interval(first, ever.stop if last is None else last + DAY)
                for first, last in days
            ]
            for key, days in held.items()
        }

    @api.model
    def _get_held(self, ids, types):
        """When each holds what: {(collaborator id, type id): list of Interval}."""
        return self._make_held(self._read_held(ids, types.ids))

    @api.model
    def _get_qualified_time(self, held, collaborator_id, types):
        """When one holds all of the types: list of Interval of minutes."""
        intervals = ALWAYS
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

    # -------------------------------------------------------------------------
    # QUESTIONS: ONE FOR EACH VISIT
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_request(self, facts, visit, points_sudo, window, midnight, **more):
        """The question about one visit.

        :param facts: ``Facts``
        :param visit: ``Visit``
        :param points_sudo: where it may be
        :param window: Interval of minutes in which it may begin
        :param date midnight: local day from which the steps are counted
        :param more: other values of the ``SlotRequest``
        :return: ``SlotRequest``
        """
        origin = to_minute(utc_datetime(midnight))
        home = facts.places["ward", visit.ward.id]
        return SlotRequest(
            minutes=visit.minutes,
            earliest=window.start,
            latest=window.stop,
            origin=origin,
            week_origin=origin - midnight.weekday() * DAY,
            step=max(self._get_setting("slot_step"), 5),
            travel=self._get_travel(),
            place=self._make_place(*(visit.position or (0, 0)), home),
            workers=tuple(self._prepare_workers(facts, visit, points_sudo, window)),
            **more,
        )

    @api.model
    def _prepare_workers(self, facts, visit, points_sudo, window):
        types = self._get_qualification_types(visit.procedures)
        # sudo: hcc.ward - its branch, whoever asks
        ward_sudo = visit.ward.sudo()
        ward_id, branch_id = ward_sudo.id, ward_sudo.branch_id.id
        points = set(points_sudo.ids)
        excluded = set(visit.exclude.ids) if visit.exclude else ()
        phones = set(visit.phones)
        last = window.stop + MAX_MINUTES
        for key, (own_ward, mode, gender) in sorted(
            facts.people.items(), key=itemgetter(0)
        ):
            if visit.gender and visit.gender != gender:
                continue
            if phones and phones & facts.ties.get(key, set()):
                continue
            shifts = facts.shifts.get(key, ())
            duties = [
                duty
                for duty, of_ward, of_branch in shifts
                if duty.start < last
                and window.start < duty.stop
                and (
                    duty.point_id in points
                    if duty.point_id
                    else of_ward == ward_id or (of_branch and of_branch == branch_id)
                )
            ]
            if not duties:
                continue
            busy = facts.busy.get(key, ())
            yield Worker(
                key=key,
                own=own_ward == ward_id,
                mode=mode,
                duties=tuple(duties),
                bound=tuple(self._get_bound(facts, key, points)),
                busy=tuple(one for entry, one in busy if entry not in excluded),
                away=tuple(facts.away.get(key, ())),
                qualified=self._cover(
                    self._get_qualified_time(facts.held, key, types), window
                ),
            )

    @api.model
    def _get_bound(self, facts, key, points):
        """Where one stands at other points than the only one asked about."""
        bound = facts.bound.get(key, [])
        if len(points) == 1:
            points = points | {HOME}
            return bound + [
                shift[0]
                for shift in facts.shifts[key]
                if shift[0].point_id not in points
            ]
        return bound + [shift[0] for shift in facts.shifts[key] if shift[0].point_id]

    @api.model
    def _cover(self, intervals, window):
        """The intervals; one that covers all that may be asked is for ever."""
        before, after = window.start - DAY, window.stop + 2 * DAY
        if any(time.start <= before and after <= time.stop for time in intervals):
            return ALWAYS
        return tuple(intervals)

    @api.model
    def _prepare_points(self, facts, points_sudo, opened):
        """The points with their opening hours and the desks that are taken.

        :param dict opened: {point id: opening hours}
        """
        desks = {}
        for point_id, *rest in facts.desks:
            desks.setdefault(point_id, []).append(DeskTaken(*rest))
        return tuple(
            Point(
                key=point.id,
                desks=point.desks,
                openings=opened.get(point.id, ()),
                taken=tuple(desks.get(point.id, ())),
                place=facts.places["point", point.id],
            )
            for point in points_sudo
        )
