from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.hcc_booking.models.hcc_slot_input import Visit as Asked
from odoo.addons.hcc_booking.slots.intervals import subtract
from odoo.addons.hcc_booking.slots.minutes import DAY, to_minute, to_minute_up
from odoo.addons.hcc_booking.slots.model import Interval
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime
from odoo.addons.hcc_collaborator.tools.text import fold

from ..solver.model import (
    LEAD,
    SECOND,
    Helper,
    Plan,
    Problem,
    Shift,
    Span,
    Stop,
    Visit,
)
from ..solver.travel import OSRM, Server
from ..tools.places import Places
from .hcc_dispatch_digest import get_hash

#: a key of qualifications that is no id: helps people who are deaf
SIGN = "sign"
TRAVEL_KIND = "hcc_dispatch.travel_kind"
TRAVEL_ADDRESS = "hcc_dispatch.travel_address"
#: assignments that nobody may take from their helper
FIXED_STATES = ("accepted", "started", "done")


@dataclass(frozen=True, slots=True)
class Day:
    """What was read of a ward's day.

    :ivar problem: what is to be planned
    :ivar current: ``Plan`` as it is now
    :ivar digests: {visit id: digest of what the plan relies on}
    :ivar digest: of the whole problem
    :ivar note: why the server of ways was of no use, or nothing
    """

    problem: Problem
    current: Plan
    digests: dict
    digest: str
    note: str = ""


class HccDispatchReader(models.AbstractModel):
    """Reads a ward's day as plain numbers, in a fixed number of queries.

    The facts are those of the slot finder, and so are the ways: a plan must not
    promise what the checks of an assignment refuse.
    """

    _name = "hcc.dispatch.reader"
    _description = "Input of a Day's Plan"
    _inherit = ["hcc.dispatch.digest"]

    @api.model
    def _read_day(self, ward, day, with_borrowed=False, fixed_ids=(), frozen_until=0):
        """Read all that decides who goes where.

        :param ward: ``hcc.ward``
        :param date day: local
        :param bool with_borrowed: also who is on call in other wards of the branch
        :param fixed_ids: ids of visits that stay with whoever has them
        :param int frozen_until: minute of the day until which nothing changes
        :return: ``Day``
        """
        # sudo: all models read here - jobs plan for the whole ward
        visits_sudo = self._read_visits(ward.sudo(), day)
        origin = to_minute(utc_datetime(day))
        window = Interval(origin, origin + DAY)
        wards = ward.sudo().branch_id.ward_ids if with_borrowed else ward
        finder = self.env["hcc.slot.finder"].sudo()
        asked = self._prepare_asked(visits_sudo, wards | ward)
        points_sudo = visits_sudo.service_point_id
        facts = finder._read_facts(asked, points_sudo, window, with_load=False)
        people_sudo = self._read_people(facts)
        places = Places(facts, finder)
        load = self._read_load(facts, day)
        helpers = self._make_helpers(
            people_sudo, visits_sudo, facts, origin, places, load, with_borrowed
        )
        ties = self._read_ties(visits_sudo, people_sudo)
        fixed = set(fixed_ids)
        visits, stops = [], {helper.key: [] for helper in helpers}
        # who has one without a shift here is somebody that people chose
        known_sudo = visits_sudo.filtered(
            lambda visit: (
                set(visit.assignment_ids.filtered("is_live").collaborator_id.ids)
                <= stops.keys()
            )
        )
        for visit in known_sudo:
            frozen = visit.id in fixed or to_minute(visit.start) - origin < frozen_until
            made = self._make_visit(visit, facts, origin, places, ties, frozen, stops)
            visits.append(made)
        visits += self._make_others(known_sudo, facts, origin, places, stops)
        travel, note = places.get_travel(finder, self._get_travel_server())
        problem = Problem(helpers, tuple(visits), travel)
        digests = self._get_digests(known_sudo)
        return Day(
            problem,
            self._make_current(problem, stops),
            digests,
            get_hash(repr((sorted(digests.items()), helpers))),
            note,
        )

    @api.model
    def _get_travel_server(self):
        """The server of ways of the settings, or none: straight lines then."""
        # sudo: ir.config_parameter - an address, for the job
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        address = parameters_sudo.get_param(TRAVEL_ADDRESS)
        kind = parameters_sudo.get_param(TRAVEL_KIND)
        return Server(kind or OSRM, address) if address else None

    @api.model
    def _read_visits(self, ward_sudo, day):
        """Visits of the day that are still to happen, with all that is asked of."""
        start, stop = utc_datetime(day), utc_datetime(day, 24)
        # sudo: hcc.appointment - see _read_day
        return (
            self.env["hcc.appointment"]
            .sudo()
            .search_fetch(
                Domain("ward_id", "=", ward_sudo.id)
                & Domain("state", "in", ("booked", "in_progress"))
                & Domain("start", ">=", start)
                & Domain("start", "<", stop)
                & Domain("is_walk_in", "=", False)
            )
            .filtered(lambda visit: visit.start < visit.stop)
        )

    @api.model
    def _prepare_asked(self, visits_sudo, wards):
        """The questions whose facts are read; one for each ward at least."""
        # sudo: hcc.service.point, hcc.procedure - empty ones, see _read_day
        none = self.env["hcc.service.point"].sudo()
        asked = [
            Asked(
                ward=ward,
                place="home",
                point=None,
                procedures=self.env["hcc.procedure"].sudo(),
                minutes=30,
            )
            for ward in wards
        ]
        asked += [
            Asked(
                ward=visit.ward_id,
                place=visit.place,
                point=visit.service_point_id or none,
                procedures=visit.request_id.procedure_ids,
                minutes=30,
            )
            for visit in visits_sudo
        ]
        return asked

    @api.model
    def _read_people(self, facts):
        # sudo: hcc.collaborator - see _read_day
        people_sudo = self.env["hcc.collaborator"].sudo()
        people_sudo = people_sudo.browse(sorted(facts.people))
        people_sudo.fetch(
            ["languages", "signs", "gender", "latitude", "longitude", "ward_id"]
        )
        return people_sudo

    @api.model
    def _read_load(self, facts, day):
        """Minutes of visits of each this month, before that day."""
        self.env["hcc.assignment"].flush_model(
            ["collaborator_id", "state", "start", "stop"]
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT collaborator_id,
                          SUM(DATE_PART('epoch', stop - start) / 60)::int
                     FROM hcc_assignment
                    WHERE collaborator_id = ANY(%s) AND start >= %s AND start < %s
                      AND state IN ('offered', 'accepted', 'started', 'done')
                    GROUP BY 1""",
                sorted(facts.people),
                utc_datetime(day.replace(day=1)),
                utc_datetime(day),
            )
        )
        return dict(rows)

    @api.model
    def _read_ties(self, visits_sudo, people_sudo):
        """Who must not be sent to whom: {visit id: set of collaborator ids}."""
        keys = {
            visit.id: {
                key
                for person in (
                    visit.request_id.citizen_id,
                    visit.request_id.requester_id,
                )
                for key in (person.phone, person.name and fold(person.name))
                if key
            }
            for visit in visits_sudo
        }
        ties = people_sudo._get_ties(set().union(*keys.values()))
        return {
            visit_id: {person for person, tied in ties.items() if tied & mine}
            for visit_id, mine in keys.items()
        }

    # -------------------------------------------------------------------------
    # PLAIN VALUES
    # -------------------------------------------------------------------------

    @api.model
    def _make_helpers(
        self, people_sudo, visits_sudo, facts, origin, places, load, all_wards
    ):
        requests_sudo = visits_sudo.request_id
        asked = {_get_language(request): request for request in requests_sudo}
        asked.pop("", None)
        types = {key for _person, key in facts.held}
        made = []
        for person in people_sudo:
            shifts = self._make_shifts(facts, person.id, origin, places, all_wards)
            if not shifts and person.id not in facts.busy:
                continue
            home = places.add_position(person.latitude, person.longitude)
            skills = {
                key
                for key in types
                if any(
                    time.start <= origin and origin + DAY <= time.stop
                    for time in facts.held.get((person.id, key), ())
                )
            }
            made.append(
                Helper(
                    key=person.id,
                    shifts=shifts,
                    start_place=home,
                    end_place=home,
                    mode=facts.people[person.id][1],
                    skills=frozenset(skills | ({SIGN} if person.signs else set())),
                    languages=frozenset(
                        language
                        for language in asked
                        if _speaks(person.languages, language)
                    ),
                    gender=facts.people[person.id][2],
                    month_minutes=load.get(person.id, 0),
                )
            )
        return tuple(made)

    @api.model
    def _make_shifts(self, facts, key, origin, places, all_wards):
        """The shifts without absences; those at points keep people there."""
        every = {number for kind, number in facts.places if kind == "ward"}
        found = [
            (duty, {of_ward} | (every if of_branch or all_wards else set()))
            for duty, of_ward, of_branch in facts.shifts.get(key, ())
        ]
        found += [(duty, set()) for duty in facts.bound.get(key, ())]
        made = []
        for duty, areas in found:
            spans = subtract(
                [Interval(duty.start, duty.stop)], sorted(facts.away.get(key, ()))
            )
            for span in spans:
                start, stop = max(span.start - origin, 0), span.stop - origin
                if start >= stop:
                    continue
                point = duty.point_id or None
                made.append(
                    Shift(
                        start,
                        stop,
                        frozenset() if point else frozenset(areas),
                        point,
                        places.add_point(point) if point else None,
                    )
                )
        return tuple(sorted(made, key=lambda shift: shift.start))

    @api.model
    def _make_visit(self, visit, facts, origin, places, ties, frozen, stops):
        """One visit; adds to ``stops`` who has it now."""
        request = visit.request_id
        start, stop = to_minute(visit.start) - origin, to_minute_up(visit.stop) - origin
        live = visit.assignment_ids.filtered("is_live").sorted(
            lambda entry: (entry.role != "lead", entry.id)
        )
        # who is away has it no more
        live = live.filtered(lambda entry: not self._is_away(entry, facts))
        pinned, current = [], []
        for number, entry in enumerate(live[:2]):
            key = entry.collaborator_id.id
            role = SECOND if number else LEAD
            stops[key].append(Stop(visit.id, start, stop, role))
            if frozen or self._is_fixed(entry):
                pinned.append((key, role))
            current.append(key)
        point = visit.service_point_id
        place = places.add_point(point.id) if point else places.add_home(request, visit)
        types = self.env["hcc.slot.finder"]._get_qualification_types(
            request.procedure_ids
        )
        skills = set(types.ids) | ({SIGN} if request.need_sign else set())
        language = _get_language(request)
        return Visit(
            key=visit.id,
            place=place,
            minutes=stop - start,
            windows=(Span(start, start),),
            area=visit.ward_id.id,
            point=self._get_duty_point(facts, point.id, visit),
            skills=frozenset(skills),
            languages=frozenset({language} if language else ()),
            gender=request.wish_gender or None,
            barred=frozenset(ties.get(visit.id, ()) - {key for key, _role in pinned}),
            crew=max(visit.helpers_needed, len(live[:2]), 1),
            pinned=tuple(pinned),
            current=tuple(current),
        )

    @api.model
    def _is_away(self, entry, facts):
        """Whether somebody who has a visit cannot come."""
        start, stop = to_minute(entry.start), to_minute_up(entry.stop)
        return entry.state != "started" and any(
            time.start < stop and start < time.stop
            for time in facts.away.get(entry.collaborator_id.id, ())
        )

    @api.model
    def _is_fixed(self, entry):
        """Whether the helper keeps the visit, whatever a plan would gain."""
        return (
            entry.state in FIXED_STATES
            or entry.chosen_by_hand
            or entry.place == "point"
            or bool(entry.on_the_way_at)
        )

    @api.model
    def _get_duty_point(self, facts, point_id, visit):
        """The point whose people serve the visit; outside its hours nobody's."""
        if not point_id:
            return None
        start, stop = to_minute(visit.start), to_minute_up(visit.stop)
        return (
            point_id
            if any(
                duty.point_id == point_id and duty.start <= start and stop <= duty.stop
                for shifts in facts.shifts.values()
                for duty, _ward, _branch in shifts
            )
            else None
        )

    @api.model
    def _make_others(self, visits_sudo, facts, origin, places, stops):
        """What keeps the same people busy elsewhere: it stays as it is."""
        mine = set(visits_sudo.assignment_ids.ids)
        made = []
        for key, entries in facts.busy.items():
            if key not in stops:
                continue
            for entry_id, busy in entries:
                start, stop = busy.start - origin, busy.stop - origin
                if entry_id in mine or not 0 <= start < stop or start >= DAY:
                    continue
                name = f"busy-{entry_id}"
                stops[key].append(Stop(name, start, stop, LEAD))
                made.append(
                    Visit(
                        key=name,
                        place=places.add(busy.place),
                        minutes=stop - start,
                        windows=(Span(start, start),),
                        pinned=((key, LEAD),),
                        current=(key,),
                    )
                )
        return made


def _get_language(request):
    """The language asked for, as it is compared."""
    asked = " ".join(fold(request.need_language or "").split())
    return asked.removeprefix("tieng ")


def _speaks(languages, asked):
    known = f" {' '.join(fold(languages or '').split())} ".replace(",", " ")
    return f" {asked} " in known
