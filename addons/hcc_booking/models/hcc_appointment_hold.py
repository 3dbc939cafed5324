from psycopg2.errors import ExclusionViolation

from odoo import api, models

from ..exceptions import HelperNotFit, HelperTaken
from ..tools.locks import COLLABORATOR, POINT, lock


class HccAppointmentHold(models.AbstractModel):
    """Holds a time for somebody who has not booked it yet.

    A held time is a row of this table with its assignments: the same constraints
    keep others away from it. It has no request, and nobody in the office sees it.
    """

    _name = "hcc.appointment.hold"
    _description = "Held Time of a Visit"

    @api.model
    def _hold(self, ward, values, release, moving=None, **asked):
        """Keep helpers and a desk for a visit that may come.

        :param ward: ``hcc.ward``
        :param dict values: of the visit, see ``_prepare_time``
        :param release: ``hcc.slot.hold`` to give back for this one
        :param moving: ``hcc.assignment`` that are looked through, and their helpers
            tried first
        :param asked: other arguments of ``_free_workers``
        :return: the held ``hcc.appointment``
        :raises SlotTaken: when nobody, or no desk, is free
        """
        values = values | {"state": "held", "ward_id": ward.id, "checkin_due": False}
        points = self.env["hcc.service.point"].browse(values["service_point_id"] or [])
        exclude = release._get_entries()
        if moving:
            exclude |= moving
        free = self.env["hcc.slot.finder"]._free_workers(
            ward,
            values["place"],
            points,
            values["start"],
            values["stop"],
            exclude_assignments=exclude,
            **asked,
        )
        if moving:
            # sudo: hcc.collaborator - the finder's people are in sudo as well
            mine_sudo = moving.sudo()
            free = (mine_sudo.collaborator_id & free) | free
            # one's own visit still stands until the move
            free -= mine_sudo.filtered(
                lambda entry: (
                    entry.start < values["stop"] and values["start"] < entry.stop
                )
            ).collaborator_id
        return self._try_helpers(values, free, None, self.create, release)

    def _hold_helpers(self, collaborators, sure=()):
        """Keep these for the held time; nobody is told.

        :param sure: see ``hcc.assignment._assign``
        """
        return self.env["hcc.assignment"]._assign(
            [
                {
                    "appointment_id": self.id,
                    "collaborator_id": person.id,
                    "role": "companion" if number else "lead",
                    "state": "held",
                    "calendar_stale": False,
                }
                for number, person in enumerate(collaborators)
            ],
            sure,
        )

    @api.model
    def _take_over(self, hold, values, helper, apply):
        """Make a visit of a held time, with the helpers and the desk held for it.

        Nothing has changed when it cannot be done: somebody gave the hold up, it is
        for something else, or its helper must not go.

        :param hold: ``hcc.slot.hold``, at most one
        :param dict values: values of the visit, without a desk
        :param helper: ``hcc.collaborator`` that must be among those held, or none
        :param apply: takes the values with a desk, writes, returns the visit
        :return: the visit, or none
        """
        if not hold or not hold._is_good_for(values):
            return self.browse()
        people = hold._get_entries().sorted("role", reverse=True).collaborator_id
        if helper and helper not in people:
            return self.browse()
        desk, is_sure = hold.appointment_id.desk, hold._keeps_ways(values)
        try:
            with self.env.cr.savepoint():
                self._lock_for(values, people, hold)
                if not hold._drop():
                    return self.browse()
                visit = apply(values | {"desk": desk})
                visit.flush_recordset()
                visit._offer(people, are_held=is_sure)
                return visit
        except (ExclusionViolation, HelperNotFit, HelperTaken):
            return self.browse()

    @api.model
    def _lock_for(self, values, people, release):
        """Wait for all that a visit may meet, in the order of everybody else.

        :param dict values: values of the visit
        :param people: ``hcc.collaborator`` who are to go
        :param release: ``hcc.slot.hold`` that is given back for it
        """
        point = values["service_point_id"]
        points = release.service_point_id.ids + ([point] if point else [])
        lock(self.env.cr, POINT, points)
        entries = release._get_entries()
        lock(self.env.cr, COLLABORATOR, people.ids + entries.collaborator_id.ids)
