from dataclasses import dataclass
from datetime import date, datetime

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.hcc_booking.slots.travel import travel_minutes
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

VISIT_STATES = ("booked", "in_progress", "done", "no_show")
#: held ones belong to nobody's visit yet
ENTRY_STATES = ("offered", "accepted", "started", "done", "no_show")
MOVABLE = ("offered", "accepted", "started")
#: what the board shows of a day without any work outside it, in minutes
FROM, TO = 6 * 60, 21 * 60
LONGEST = 36 * 60
#: a home is shown as a spot of so many degrees: some two hundred metres
SPOT = 0.002


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on the board of a day; recordsets, all but the visits in sudo.

    :ivar start: local midnight of the day, naive UTC; ``stop``: the next one
    :ivar wards: ``hcc.ward`` that were asked for
    :ivar visits: ``hcc.appointment`` of these wards
    :ivar entries: ``hcc.assignment`` of the visits and of the helpers
    :ivar people: ``hcc.collaborator``, a row for each
    :ivar shifts: published ``hcc.shift`` of the people
    :ivar absences: live ``hcc.absence`` of the people
    """

    day: date
    start: datetime
    stop: datetime
    wards: models.BaseModel
    visits: models.BaseModel
    entries: models.BaseModel
    people: models.BaseModel
    shifts: models.BaseModel
    absences: models.BaseModel

    def minute(self, moment):
        """Minutes since the local midnight of the day; may be before or beyond."""
        return int((moment - self.start).total_seconds() // 60)

    def span(self, record):
        return {
            "start": self.minute(record.start),
            "stop": self.minute(record.stop),
        }


class HccDispatchBoardRead(models.AbstractModel):
    """Reads a day of some wards, in as many queries for many helpers as for few."""

    _name = "hcc.dispatch.board.read"
    _description = "Reading of the Board"

    # -------------------------------------------------------------------------
    # READING
    # -------------------------------------------------------------------------

    @api.model
    def _read_day(self, wards, day):
        """:return: ``Facts``"""
        start, stop = utc_datetime(day), utc_datetime(day, 24)
        span = Domain("start", "<", stop) & Domain("stop", ">", start)
        visits = self.env["hcc.appointment"].search_fetch(
            Domain("ward_id", "in", wards.ids)
            & Domain("state", "in", VISIT_STATES)
            & span
        )
        # sudo: hcc.assignment, hcc.shift, hcc.absence, hcc.collaborator - a helper of
        # the wards has a day in other wards as well, of which only times are shown;
        # who is borrowed for a visit has a name
        env = self.sudo().env
        entries_sudo = env["hcc.assignment"].search_fetch(
            Domain("appointment_id", "in", visits.ids)
            & Domain("state", "in", ENTRY_STATES)
        )
        duty = Domain("state", "=", "published") & span
        shifts_sudo = env["hcc.shift"].search_fetch(
            duty
            & (
                Domain("ward_id", "in", wards.ids)
                | Domain("branch_wide", "=", True)
                & Domain("branch_id", "in", wards.branch_id.ids)
            )
        )
        away = Domain("state", "=", "live") & span
        absences_sudo = env["hcc.absence"].search_fetch(
            away & Domain("ward_id", "in", wards.ids)
        )
        people_sudo = (
            shifts_sudo.collaborator_id
            | entries_sudo.collaborator_id
            | absences_sudo.collaborator_id.filtered(lambda one: one.state == "active")
        )
        theirs = Domain("collaborator_id", "in", people_sudo.ids)
        return Facts(
            day=day,
            start=start,
            stop=stop,
            wards=wards,
            visits=visits,
            entries=entries_sudo
            | env["hcc.assignment"].search_fetch(
                theirs & Domain("state", "in", ENTRY_STATES) & span
            ),
            people=people_sudo,
            shifts=env["hcc.shift"].search_fetch(theirs & duty),
            absences=env["hcc.absence"].search_fetch(theirs & away),
        )

    # -------------------------------------------------------------------------
    # ROWS
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_rows(self, facts):
        """The helpers with their day, and what nobody has.

        :return: dict of ``helpers``, ``unassigned``, ``window``
        """
        shifts = facts.shifts.grouped("collaborator_id")
        absences = facts.absences.grouped("collaborator_id")
        entries = facts.entries.grouped("collaborator_id")
        gaps = self._get_gaps(facts, entries)
        cards = self._prepare_visits(facts)
        none = facts.entries.browse()
        helpers = [
            {
                "id": person.id,
                "name": person.name,
                "is_mine": person.ward_id in facts.wards,
                "ward": person.ward_id.name,
                "shifts": [
                    {
                        **facts.span(shift),
                        "kind": shift.kind,
                        "place": self._say_shift(shift),
                    }
                    for shift in shifts.get(person, ())
                ],
                "absences": [facts.span(one) for one in absences.get(person, ())],
                "visits": [
                    self._prepare_entry(facts, entry, cards)
                    for entry in entries.get(person, none).sorted("start")
                ],
                "gaps": gaps.get(person.id, []),
            }
            for person in self._sort_people(facts, shifts)
        ]
        unassigned = [
            cards[visit.id]
            | {"lacking": self._count_lacking(visit), "assignment_id": False}
            for visit in facts.visits
            if visit.needs_hand
        ]
        return {
            "helpers": helpers,
            "unassigned": unassigned,
            "window": self._get_window(helpers, unassigned),
        }

    @api.model
    def _sort_people(self, facts, shifts):
        """Those of the own wards first, by when they begin."""

        def rank(person):
            begins = [shift.start for shift in shifts.get(person, ())]
            return (
                person.ward_id not in facts.wards,
                min(begins, default=facts.stop),
                person.name or "",
                person.id,
            )

        return facts.people.sorted(rank)

    @api.model
    def _say_shift(self, shift_sudo):
        if shift_sudo.kind == "point":
            return shift_sudo.service_point_id.name
        if shift_sudo.branch_wide:
            return self.env._("On call, whole branch")
        return self.env._("On call")

    @api.model
    def _prepare_entry(self, facts, entry_sudo, cards):
        """A block of a row; of a visit in wards of others no more than the time."""
        if entry_sudo.ward_id not in facts.wards:
            return {
                **facts.span(entry_sudo),
                "assignment_id": entry_sudo.id,
                "visit_id": False,
                "is_elsewhere": True,
                "state": entry_sudo.state,
            }
        states = dict(entry_sudo._fields["state"]._description_selection(self.env))
        # a visit of yesterday evening may still go on
        card = cards.get(entry_sudo.appointment_id.id)
        if not card:
            card = self._prepare_visit(facts, entry_sudo.appointment_id, {})
        return card | {
            "assignment_id": entry_sudo.id,
            "state": entry_sudo.state,
            "state_label": states[entry_sudo.state],
            "is_companion": entry_sudo.role == "companion",
            "is_movable": entry_sudo.state in MOVABLE,
        }

    @api.model
    def _prepare_visits(self, facts):
        spots = self._get_spots(facts)
        # one by one out of the whole set, so that all are read together
        return {
            visit.id: self._prepare_visit(facts, visit, spots) for visit in facts.visits
        }

    @api.model
    def _prepare_visit(self, facts, visit, spots):
        return {
            **facts.span(visit),
            "visit_id": visit.id,
            "reference": visit.reference,
            "place": visit.place,
            "where": visit.service_point_id.name or self.env._("At home"),
            "ward": visit.ward_id.name,
            "what": visit.request_id.procedure_summary or "",
            "spot": spots.get(visit.id, False),
            "state": "none",
            "state_label": self.env._("Nobody goes yet"),
            "is_companion": False,
            "is_movable": True,
            "is_elsewhere": False,
        }

    @api.model
    def _count_lacking(self, visit):
        # sudo: hcc.assignment - how many go
        live = visit.sudo().assignment_ids.filtered("is_live")
        return max(visit.helpers_needed - len(live), 1)

    @api.model
    def _get_window(self, helpers, unassigned):
        """From when to when the board is drawn, in whole hours."""
        first, last = FROM, TO
        for row in (*helpers, {"visits": unassigned}):
            for one in (*row["visits"], *row.get("shifts", ())):
                first = min(first, max(one["start"], 0))
                last = max(last, min(one["stop"], LONGEST))
        return {"start": first // 60 * 60, "stop": -(-last // 60) * 60}

    # -------------------------------------------------------------------------
    # PLACES
    # -------------------------------------------------------------------------

    @api.model
    def _get_gaps(self, facts, entries):
        """The ways between two visits: {helper id: list of dicts}.

        ``stop`` is when the helper is there; ``late`` how many minutes too late.
        """
        finder = self.env["hcc.slot.finder"]
        # sudo: hcc.appointment, hcc.request - only minutes come out
        visits_sudo = facts.entries.appointment_id
        places = finder.sudo()._read_places(
            visits_sudo.ward_id.ids, visits_sudo.service_point_id.ids
        )
        spots = {visit.id: finder._make_visit(visit, places) for visit in visits_sudo}
        travel = finder._get_travel()
        gaps = {}
        for person, mine in entries.items():
            going = mine.filtered(lambda entry: entry.state != "no_show")
            going = going.sorted(lambda entry: (entry.start, entry.id))
            for before, after in zip(going, going[1:], strict=False):
                left = spots[before.appointment_id.id]
                right = spots[after.appointment_id.id]
                if left.point_id and left.point_id == right.point_id:
                    continue
                minutes = travel_minutes(
                    left.place, right.place, person.travel_mode, travel
                )
                begin, end = facts.minute(before.stop), facts.minute(after.start)
                gaps.setdefault(person.id, []).append(
                    {
                        "start": begin,
                        "stop": min(begin + minutes, max(end, begin)),
                        "minutes": minutes,
                        "late": max(begin + minutes - end, 0),
                    }
                )
        return gaps

    @api.model
    def _get_spots(self, facts):
        """Where each visit is on the map: {visit id: {"lat", "lon", "is_rough"}}."""
        # sudo: hcc.request - where homes are; what comes out is rounded
        return {
            visit.id: spot
            for visit in facts.visits.sudo()
            if (spot := self._get_spot(visit))
        }

    @api.model
    def _get_spot(self, visit_sudo):
        point, request = visit_sudo.service_point_id, visit_sudo.request_id
        if point and (point.latitude or point.longitude):
            return self._make_spot(point.latitude, point.longitude)
        if not point and (request.latitude or request.longitude):
            return self._make_spot(
                round(request.latitude / SPOT) * SPOT,
                round(request.longitude / SPOT) * SPOT,
            )
        ward = visit_sudo.ward_id
        if ward.latitude or ward.longitude:
            return self._make_spot(ward.latitude, ward.longitude, True)
        return None

    @api.model
    def _make_spot(self, latitude, longitude, is_rough=False):
        return {
            "lat": round(latitude, 6),
            "lon": round(longitude, 6),
            "is_rough": is_rough,
        }

    @api.model
    def _get_points_of(self, facts):
        return self.env["hcc.service.point"].search(
            Domain("ward_id", "in", facts.wards.ids)
        )

    @api.model
    def _prepare_points(self, facts):
        """The support points of the wards on the map."""
        return [
            {"id": point.id, "name": point.name}
            | self._make_spot(point.latitude, point.longitude)
            for point in self._get_points_of(facts)
            if point.latitude or point.longitude
        ]
