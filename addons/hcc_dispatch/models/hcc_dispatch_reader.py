from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.hcc_booking.models.hcc_slot_input import Visit as Asked
from odoo.addons.hcc_booking.slots.minutes import DAY, to_minute
from odoo.addons.hcc_booking.slots.model import Interval
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime
from odoo.addons.hcc_collaborator.tools.text import fold

from ..solver.model import Plan, Problem
from ..solver.travel import OSRM, Server
from ..tools.places import Places
from .hcc_dispatch_digest import get_hash

TRAVEL_KIND = "hcc_dispatch.travel_kind"
TRAVEL_ADDRESS = "hcc_dispatch.travel_address"


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
    _inherit = ["hcc.dispatch.digest", "hcc.dispatch.values"]

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
