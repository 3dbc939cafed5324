from odoo import api, models

from odoo.addons.hcc_collaborator.own_cursor import own_cursor

from ..exceptions import HelperTaken
from ..slots import engine
from ..slots.minutes import to_minute, to_minute_up
from ..slots.model import HOME, Busy, Interval, Worker
from ..slots.travel import LONGEST, travel_minutes


class HccSlotReach(models.AbstractModel):
    """Who can get from one place to the next in time, whoever assigns."""

    _name = "hcc.slot.reach"
    _description = "Ways between Visits"
    _inherit = ["hcc.slot.input"]

    @api.model
    def _get_unreachable(self, pairs):
        """Who cannot get to a visit, or from there to the next.

        The same rule as that of the times that are offered; the number of queries
        depends neither on the visits nor on the helpers.

        :param pairs: list of (one ``hcc.appointment``, one ``hcc.collaborator``),
            both in sudo
        :return: set of (appointment id, collaborator id)
        """
        pairs = [(visit, helper) for visit, helper in pairs if visit.start < visit.stop]
        if not pairs:
            return set()
        ids = list({helper.id for _visit, helper in pairs})
        span = Interval(
            to_minute(min(visit.start for visit, _helper in pairs)) - LONGEST,
            to_minute_up(max(visit.stop for visit, _helper in pairs)) + LONGEST,
        )
        work = self._read_work(ids, span)
        places = self._read_places(
            {
                *(visit.ward_id.id for visit, _helper in pairs),
                *(row[3] for rows in work.busy.values() for row in rows),
            },
            {
                *(visit.service_point_id.id for visit, _helper in pairs),
                *(row[2] for rows in work.bound.values() for row in rows),
                *(row[4] for rows in work.busy.values() for row in rows),
            },
        )
        busy = self._make_busy(work.busy, places)
        bound = self._make_bound(work.bound, places)
        travel = self._get_travel()
        return {
            (visit.id, helper.id)
            for visit, helper in pairs
            if not engine.can_reach(
                self._make_visit(visit, places),
                Worker(
                    key=helper.id,
                    mode=helper.travel_mode,
                    bound=tuple(bound.get(helper.id, ())),
                    away=tuple(work.away.get(helper.id, ())),
                    busy=tuple(
                        one
                        for entry_id, one in busy.get(helper.id, ())
                        if entry_id not in visit.assignment_ids._ids
                    ),
                ),
                travel,
            )
        }

    @api.model
    def _refuse_cut_off(self, visit, people, given_back):
        """Refuse who has got, in the meantime, a visit too far from this one.

        PostgreSQL refuses two visits at a time, but it knows of no ways. The people
        are locked, so what others have given them is committed: it is read past the
        snapshot of this transaction.

        :param visit: one ``hcc.appointment``; at a point nobody has a way
        :param people: ``hcc.collaborator`` who are to go, and locked
        :param given_back: ids of assignments that end when this one begins
        :raises HelperTaken: so that another is tried
        """
        # while addons are installed nobody else is there, and nothing is committed
        if visit.place != "home" or not self.env.registry.ready:
            return
        # sudo: hcc.appointment, hcc.request - where it is; only yes or no comes out
        visit_sudo = visit.sudo()
        ward_id = visit_sudo.ward_id.id
        span = Interval(
            to_minute(visit_sudo.start) - LONGEST,
            to_minute_up(visit_sudo.stop) + LONGEST,
        )
        with own_cursor(self.env) as cr:
            work = self.with_env(self.env(cr=cr))._read_work(people.ids, span)
        places = self._read_places(
            {ward_id, *(row[3] for rows in work.busy.values() for row in rows)},
            {row[4] for rows in work.busy.values() for row in rows},
        )
        asked = self._make_visit(visit_sudo, places)
        busy = self._make_busy(work.busy, places)
        travel = self._get_travel()
        for key, (_ward_id, mode, _gender) in work.people.items():
            others = [
                one for entry, one in busy.get(key, ()) if entry not in given_back
            ]
            worker = Worker(key=key, mode=mode, busy=tuple(others))
            if not engine.can_reach(asked, worker, travel):
                person = people.browse(key)
                entries = self.env["hcc.assignment"]
                raise HelperTaken(entries._say_misfit("unreachable", person))

    @api.model
    def _get_neighbours(self, visits):
        """A test whether one can have two of the visits, one after the other.

        :param visits: ``hcc.appointment``
        :return: function of two of the visits and a ``hcc.collaborator`` in sudo
        """
        # sudo: hcc.request - where the homes are; only yes or no comes out
        visits = visits.sudo()
        wards, points = visits.ward_id, visits.service_point_id
        places = self._read_places(wards.ids, points.ids)
        spots = {visit.id: self._make_visit(visit, places) for visit in visits}
        travel = self._get_travel()

        def are_neighbours(left, right, person):
            first, second = spots[left.id], spots[right.id]
            if first.start < second.stop and second.start < first.stop:
                return False
            worker = Worker(key=person.id, mode=person.travel_mode, busy=(second,))
            return engine.can_reach(first, worker, travel)

        return are_neighbours

    @api.model
    def _get_way_minutes(self, left, right, person):
        """How many minutes one needs from a visit to another.

        :param left, right: one ``hcc.appointment`` each
        :param person: ``hcc.collaborator`` who goes
        :return: 0 when nobody knows where one of the two exactly is
        """
        # sudo: hcc.request, hcc.collaborator - only minutes come out
        both_sudo, person_sudo = [left.sudo(), right.sudo()], person.sudo()
        places = self._read_places(
            [visit.ward_id.id for visit in both_sudo],
            [visit.service_point_id.id for visit in both_sudo],
        )
        ends = [self._make_visit(visit, places).place for visit in both_sudo]
        if any(end.latitude is None or end.spread_km for end in ends):
            return 0
        return travel_minutes(*ends, person_sudo.travel_mode, self._get_travel())

    @api.model
    def _make_visit(self, visit, places):
        """An appointment as the engine sees it."""
        request = visit.request_id
        place = places["ward", visit.ward_id.id]
        if visit.service_point_id:
            place = places["point", visit.service_point_id.id]
        elif request:
            place = self._make_place(request.latitude, request.longitude, place)
        return Busy(
            to_minute(visit.start),
            to_minute_up(visit.stop),
            visit.service_point_id.id or HOME,
            place,
        )

    @api.model
    def _get_position(self, request):
        """Where the home of a request is: (latitude, longitude), or none."""
        return request._get_position()
