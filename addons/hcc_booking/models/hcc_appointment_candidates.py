from odoo import models
from odoo.fields import Domain

from .hcc_slot_input import Visit


class HccAppointmentCandidates(models.AbstractModel):
    """Who could take visits that are promised already.

    Answers for many visits at once, in as many queries as for one.
    """

    _name = "hcc.appointment.candidates"
    _description = "Candidates for a Visit"

    def _candidates(self):
        """Who could take this visit now, best first.

        Those whom a citizen would be offered come first, then those on call in
        another ward of the branch, who can be borrowed.

        :return: ``hcc.collaborator`` in sudo, without those who have it already
        """
        self.ensure_one()
        return self._get_candidates()[self.id]

    def _get_candidates(self):
        """Who could take each of the visits, each by itself.

        The number of queries does not depend on how many visits there are.

        :return: {visit id: what :meth:`_candidates` says of it}
        """
        self.check_access("read")
        visits_sudo = self.sudo()  # sudo: hcc.appointment - access was checked above
        free = visits_sudo._get_free_people()
        borrowable = visits_sudo._get_borrowable()
        found = {
            visit.id: (free[visit.id] | borrowable[visit.id])
            - visit.assignment_ids.filtered("is_live").collaborator_id
            for visit in visits_sudo
        }
        misfits = self.env["hcc.assignment"]._get_misfit_reasons(
            [(visit, person) for visit in visits_sudo for person in found[visit.id]],
            with_reach=True,
        )
        requests = {visit.id: visit.request_id for visit in visits_sudo}
        return {
            key: requests[key]._first_who_fit(
                people.filtered(lambda person, key=key: (key, person.id) not in misfits)
            )
            for key, people in found.items()
        }

    def _get_free_people(self):
        """Whom a citizen would be offered for each visit: {visit id: helpers}."""
        asked = [
            Visit(
                ward=visit.ward_id,
                place=visit.place,
                point=visit.service_point_id,
                procedures=visit.request_id.procedure_ids,
                minutes=int((visit.stop - visit.start).total_seconds() // 60),
                start=visit.start,
                stop=visit.stop,
                phones=visit.request_id._get_phones(),
                position=self.env["hcc.slot.finder"]._get_position(visit.request_id),
                gender=visit.request_id._get_wished_gender(),
            )
            for visit in self
        ]
        found = self.env["hcc.slot.finder"]._free_workers_batch(asked)
        return dict(zip(self.ids, found, strict=True))

    def _get_borrowable(self):
        """People on call in another ward of the branch, free then.

        :return: {visit id: ``hcc.collaborator``, the own ward's first}
        """
        if not self:
            return {}
        first, last = min(self.mapped("start")), max(self.mapped("stop"))
        shifts = self.env["hcc.shift"].search(
            [
                ("state", "=", "published"),
                ("kind", "=", "on_call"),
                ("branch_id", "in", self.branch_id.ids),
                ("start", "<", last),
                ("stop", ">", first),
            ]
        )
        busy = self.env["hcc.assignment"].search(
            Domain("collaborator_id", "in", shifts.collaborator_id.ids)
            & Domain("is_live", "=", True)
            & Domain("start", "<", last)
            & Domain("stop", ">", first)
        )
        return {visit.id: visit._pick_free(shifts, busy) for visit in self}

    def _pick_free(self, shifts, busy):
        """Whose shift serves the visit, and who has no other visit at that time.

        :param shifts: ``hcc.shift`` on call
        :param busy: live ``hcc.assignment`` of the same people
        """
        self.ensure_one()
        taken = {
            entry.collaborator_id.id
            for entry in busy
            if entry.start < self.stop and self.start < entry.stop
        }
        people = {
            shift.collaborator_id
            for shift in shifts
            if shift.collaborator_id.id not in taken and busy._serves(shift, self)
        }
        return (
            shifts.collaborator_id.browse()
            .union(*people)
            .sorted(lambda person: (person.ward_id != self.ward_id, person.id))
        )
