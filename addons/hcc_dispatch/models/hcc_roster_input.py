from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

from ..solver.roster_model import (
    DAY,
    KINDS,
    Load,
    Need,
    Person,
    Problem,
    Rules,
    Skill,
    Span,
    Stretch,
    together,
)

#: weeks in which evenings, weekends and holidays are shared out fairly
WEEKS_BEFORE = 8
EVENING_FROM, EVENING_TO = 17.5, 6.0
#: what holds where neither the person nor the city says anything else
LIMITS = {
    "roster_week_hours": 20,
    "roster_day_hours": 8,
    "roster_rest_hours": 11,
    "roster_shortest_minutes": 120,
    "roster_way_minutes": 30,
}


class HccRosterInput(models.AbstractModel):
    """Reads seven days of a ward into the solver's values, in a few queries.

    Minutes count from the local midnight with which the days begin.
    """

    _name = "hcc.roster.input"
    _description = "Input of the roster"

    @api.model
    def _read_problem(self, ward, day, drop=None):
        """
        :param ward: one ``hcc.ward``
        :param day: first of the seven local days
        :param drop: draft shifts that may be replaced
        :return: (``Problem``, {number of a need: demand})
        """
        begin = utc_datetime(day)
        # sudo: shifts, absences and hours of the ward's people, in other wards too;
        # whoever asks may change the ward's roster or is a job
        here = self.sudo()
        people = here.env["hcc.collaborator"].search(
            [("ward_id", "=", ward.id), ("state", "=", "active")]
        )
        demands = here.env["hcc.roster.demand"].search([("ward_id", "=", ward.id)])
        limits = here._get_limits()
        kinds = here._get_kind_spans(day)
        shifts = here._read_shifts(ward, people, day, drop)
        available = here._read_available(people, ward, demands, day)
        away = here._read_away(people, begin)
        skills = here._read_skills(people, demands.qualification_type_id, day)
        before = here._read_before(people, day)
        needs, by_key = here._read_needs(demands, begin)
        problem = Problem(
            people=tuple(
                Person(
                    person.id,
                    tuple(available[person.id]),
                    tuple(away[person.id]),
                    tuple(skills[person.id]),
                    60 * (person.roster_week_hours or limits["roster_week_hours"]),
                    60 * (person.roster_day_hours or limits["roster_day_hours"]),
                    60 * limits["roster_rest_hours"],
                    before[person.id],
                )
                for person in people
            ),
            needs=tuple(needs),
            rules=Rules(
                shortest=limits["roster_shortest_minutes"],
                way_minutes=limits["roster_way_minutes"],
            ),
            **shifts,
            **kinds,
        )
        return problem, by_key

    @api.model
    def _get_limits(self):
        """Numbers of the settings, those above where there is none."""
        # sudo: ir.config_parameter - numbers of the settings
        get_param = self.env["ir.config_parameter"].sudo().get_param
        limits = {}
        for name, usual in LIMITS.items():
            value = str(get_param(f"hcc_dispatch.{name}") or "")
            limits[name] = int(value) if value.isdecimal() else usual
        return limits

    @api.model
    def _get_kind_spans(self, day, days=7):
        """Evenings, weekends and days off of some days, as the solver wants them."""
        spans = {kind: [] for kind in KINDS}
        last = day + timedelta(days=days - 1)
        days_off = self.env["hcc.holiday"]._days_off(day, last)
        for number in range(days):
            date, midnight = day + timedelta(days=number), number * DAY
            spans["evening"] += [
                Span(midnight, midnight + round(EVENING_TO * 60)),
                Span(midnight + round(EVENING_FROM * 60), midnight + DAY),
            ]
            if date.weekday() >= 5:
                spans["weekend"].append(Span(midnight, midnight + DAY))
            if date in days_off:
                spans["holiday"].append(Span(midnight, midnight + DAY))
        return {kind: tuple(found) for kind, found in spans.items()}

    @api.model
    def _read_needs(self, demands, begin):
        needs, by_key = [], {}
        for demand, start, stop in demands._get_times(begin, begin + timedelta(days=7)):
            key = len(needs) + 1
            by_key[key] = demand
            needs.append(
                Need(
                    key,
                    demand._get_place_key(),
                    minutes_since(begin, start),
                    minutes_since(begin, stop),
                    demand.people,
                    str(demand.qualification_type_id.id or ""),
                )
            )
        return needs, by_key

    @api.model
    def _read_available(self, people, ward, demands, day):
        """What each offered: on call in the ward means at its points as well."""
        found = defaultdict(list)
        at_home = {f"ward:{ward.id}"} | {
            demand._get_place_key() for demand in demands if demand.kind == "point"
        }
        for line in self.env["hcc.availability"].search(
            [("collaborator_id", "in", people.ids)]
        ):
            if line.kind == "point":
                places = {f"point:{line.service_point_id.id}"}
            elif line.branch_wide:
                places = at_home | {f"branch:{ward.id}"}
            else:
                places = at_home
            for number in range(7):
                if line._is_valid_on(day + timedelta(days=number)):
                    found[line.collaborator_id.id].append(
                        Stretch(
                            number * DAY + round(line.hour_from * 60),
                            number * DAY + round(line.hour_to * 60),
                            frozenset(places),
                        )
                    )
        return found

    @api.model
    def _read_away(self, people, begin):
        found = defaultdict(list)
        for absence in self.env["hcc.absence"].search_fetch(
            [
                ("collaborator_id", "in", people.ids),
                ("state", "=", "live"),
                ("start", "<", begin + timedelta(days=7)),
                ("stop", ">", begin),
            ],
            ["collaborator_id", "start", "stop"],
        ):
            found[absence.collaborator_id.id].append(
                Span(
                    minutes_since(begin, absence.start),
                    minutes_since(begin, absence.stop),
                )
            )
        return found

    @api.model
    def _read_skills(self, people, types, day):
        found = defaultdict(list)
        if not types:
            return found
        last = day + timedelta(days=6)
        for held in self.env["hcc.qualification"].search_fetch(
            [
                ("collaborator_id", "in", people.ids),
                ("type_id", "in", types.ids),
                ("date_from", "<=", last),
            ],
            ["collaborator_id", "type_id", "date_from", "last_day"],
        ):
            until = (held.last_day - day).days + 1 if held.last_day else 14
            if until > 0:
                found[held.collaborator_id.id].append(
                    Skill(
                        str(held.type_id.id),
                        max((held.date_from - day).days, -7) * DAY,
                        min(until, 14) * DAY,
                    )
                )
        return found

    @api.model
    def _read_shifts(self, ward, people, day, drop):
        """The shifts that stay, those taken away, and those of the week before."""
        begin = utc_datetime(day)
        shifts = self.env["hcc.shift"].search(
            [
                "|",
                ("collaborator_id", "in", people.ids),
                ("ward_id", "=", ward.id),
                ("start", "<", begin + timedelta(days=8)),
                ("stop", ">", begin - timedelta(days=7)),
            ]
        )
        fixed, barred, last = [], [], []
        around = begin - timedelta(days=1), begin + timedelta(days=7)
        for shift in shifts - (drop or shifts.browse()):
            turn = shift._get_turn(day, shift.collaborator_id)
            if shift.state == "cancelled":
                if shift.start >= begin:
                    barred.append(turn)
            elif shift.stop > around[0]:
                fixed.append(turn)
            if shift.state == "published" and shift.start < begin:
                week = 7 * DAY
                last.append(
                    turn._replace(start=turn.start + week, stop=turn.stop + week)
                )
        return {
            "fixed": tuple(fixed),
            "barred": tuple(barred),
            "last": tuple(last),
        }

    @api.model
    def _read_before(self, people, day):
        """What each worked in the weeks before, by kind: {id: Load}."""
        first = day - timedelta(weeks=WEEKS_BEFORE)
        begin = utc_datetime(first)
        kinds = self._get_kind_spans(first, 7 * WEEKS_BEFORE)
        minutes = defaultdict(lambda: defaultdict(int))
        for shift in self.env["hcc.shift"].search_fetch(
            [
                ("collaborator_id", "in", people.ids),
                ("state", "=", "published"),
                ("start", ">=", begin),
                ("start", "<", utc_datetime(day)),
            ],
            ["collaborator_id", "start", "stop"],
        ):
            span = Span(
                minutes_since(begin, shift.start), minutes_since(begin, shift.stop)
            )
            mine = minutes[shift.collaborator_id.id]
            mine["total"] += span.stop - span.start
            for kind, spans in kinds.items():
                mine[kind] += together(span, spans)
        return {person.id: Load(**minutes[person.id]) for person in people}

    @api.model
    def _get_this_week(self, moment=None):
        """The Monday of the week that a moment lies in."""
        today = local_date(moment or fields.Datetime.now())
        return today - timedelta(days=today.weekday())


def minutes_since(begin, moment):
    """Whole minutes from one naive UTC time to another."""
    return int((moment - begin).total_seconds() // 60)
