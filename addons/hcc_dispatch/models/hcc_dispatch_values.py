from odoo import api, models

from odoo.addons.hcc_booking.slots.intervals import subtract
from odoo.addons.hcc_booking.slots.minutes import DAY, to_minute, to_minute_up
from odoo.addons.hcc_booking.slots.model import Interval
from odoo.addons.hcc_collaborator.tools.text import fold

from ..solver.model import (
    LEAD,
    SECOND,
    Helper,
    Shift,
    Span,
    Stop,
    Visit,
)

#: a key of qualifications that is no id: helps people who are deaf
SIGN = "sign"
#: assignments that nobody may take from their helper
FIXED_STATES = ("accepted", "started", "done")


class HccDispatchValues(models.AbstractModel):
    """Helpers, shifts and visits of a day as plain numbers."""

    _name = "hcc.dispatch.values"
    _description = "Plain Values of a Day"

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
