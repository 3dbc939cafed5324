from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HccBookingIllness(models.AbstractModel):
    """Mends the day of a helper who cannot work."""

    _name = "hcc.booking.illness"
    _description = "Illness of a Helper"

    @api.model
    def _ill_preview(self, collaborator, start, stop, with_started=False):
        """The visits that a helper would miss, and who could take each.

        :param collaborator: ``hcc.collaborator``
        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :param bool with_started: also a visit that has begun and cannot go on
        :return: list of dicts, earliest first: ``assignment_id``,
            ``appointment_id``, ``reference``, ``start``, ``stop``, ``place``,
            ``ward_id``, ``candidate_ids`` (best first), ``proposed_id`` (the best
            one who is not proposed for another visit at that time, or False)
        """
        self._check_ill(collaborator, start, stop)
        missed = self._get_missed(collaborator, start, stop, with_started)
        return [
            {
                "assignment_id": entry.id,
                "appointment_id": entry.appointment_id.id,
                "reference": entry.reference,
                "start": entry.start,
                "stop": entry.stop,
                "place": entry.appointment_id.place,
                "ward_id": entry.ward_id.id,
                "candidate_ids": people.ids,
                "proposed_id": best,
            }
            for entry, people, best in self._propose(missed)
        ]

    @api.model
    def _propose(self, missed):
        """Who could take each of the visits, in as many queries as for one.

        :param missed: ``hcc.assignment`` in sudo
        :return: list of (assignment, ``hcc.collaborator`` best first, id of the one
            proposed or False)
        """
        candidates = missed.appointment_id._get_candidates()
        reach = self.env["hcc.slot.finder"]._get_neighbours(missed.appointment_id)
        rows = []
        proposed = {}
        for entry in missed:
            visit = entry.appointment_id
            people = candidates[visit.id]
            best = self._get_proposal(visit, people, proposed, reach)
            proposed.setdefault(best, []).append(visit)
            rows.append((entry, people, best))
        return rows

    @api.model
    def _get_proposal(self, visit, people, proposed, are_neighbours):
        """The best who can still get there beside what is proposed already.

        :param dict proposed: {collaborator id: list of visits}
        :param are_neighbours: what ``_get_neighbours`` of the slot finder gave
        :return: id of the collaborator, or False
        """
        for person in people:
            if all(
                are_neighbours(visit, other, person)
                for other in proposed.get(person.id, ())
            ):
                return person.id
        return False

    @api.model
    def _ill(
        self,
        collaborator,
        start,
        stop,
        choices=None,
        kind="illness",
        only=None,
        with_started=False,
    ):
        """Note that a helper is away and give the visits to others.

        The times promised stay. Citizens and helpers are told of each change. What
        nobody can take stays promised, without a helper, for a coordinator.

        :param collaborator: ``hcc.collaborator``
        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :param dict choices: {assignment id: collaborator id, or False for nobody};
            a visit that is not in it goes to the best who is free
        :param str kind: kind of the absence
        :param only: ids of the assignments that are taken away; the helper is away
            then for their time alone
        :param bool with_started: also a visit that has begun and cannot go on
        :return: {"moved": the new ``hcc.assignment``, "left": the assignments whose
            visits have nobody now, "absences": ``hcc.absence``}
        """
        self._check_ill(collaborator, start, stop)
        # sudo: hcc.absence, hcc.assignment - reach was checked above; a visit in
        # another ward of the branch is mended with the others
        helper_sudo = collaborator.sudo()
        missed_sudo = self._get_missed(helper_sudo, start, stop, with_started)
        spans = [(start, stop)]
        if only is not None:
            missed_sudo = missed_sudo.filtered(lambda entry: entry.id in only)
            spans = self._get_spans(missed_sudo)
        if choices is None:
            rows = self._propose(missed_sudo)
            choices = {entry.id: best for entry, _people, best in rows if best}
        choices = {int(key): value for key, value in choices.items()}
        with self.env.cr.savepoint():
            return self._hand_over(
                helper_sudo, missed_sudo, (start, stop), spans, choices, kind
            )

    @api.model
    def _hand_over(self, helper_sudo, missed_sudo, period, spans, choices, kind):
        """Take the visits from the helper and give them to others.

        :param period: (start, stop) that was said
        :return: as :meth:`_ill`
        """
        absences_sudo = self._take_away(helper_sudo, missed_sudo, spans, kind)
        outcome = self._give_to_others(missed_sudo, choices)
        return {**outcome, "absences": absences_sudo.with_env(self.env)}

    @api.model
    def _get_spans(self, missed):
        """When a helper is away who keeps the other visits: list of (start, stop)."""
        now = fields.Datetime.now()
        return [
            (max(entry.start, now), entry.stop)
            for entry in missed
            if max(entry.start, now) < entry.stop
        ]

    @api.model
    def _take_away(self, helper_sudo, missed_sudo, spans, kind):
        """Note the absence and take the visits from the helper.

        :return: the absences
        """
        absences_sudo = helper_sudo.env["hcc.absence"].create(
            [
                {
                    "collaborator_id": helper_sudo.id,
                    "start": start,
                    "stop": stop,
                    "kind": kind,
                }
                for start, stop in spans
            ]
        )
        self.env["hcc.journal"]._log(helper_sudo, "absent", kind=kind)
        missed_sudo._release("released", self.env._("The helper is away."))
        missed_sudo.flush_recordset()
        self.env["hcc.message"]._tell_helpers("released", missed_sudo)
        return absences_sudo

    @api.model
    def _give_to_others(self, missed_sudo, choices):
        """Offer the visits, one by one: who takes one is busier for the next."""
        # sudo: hcc.collaborator - borrowed helpers are of other wards
        people_sudo = self.env["hcc.collaborator"].sudo()
        moved_sudo, left_sudo = missed_sudo.browse(), missed_sudo.browse()
        for entry in missed_sudo:
            chosen = choices.get(entry.id)
            if entry.id in choices and not chosen:
                left_sudo |= entry
                continue
            first_sudo = people_sudo.browse([chosen] if chosen else [])
            new_sudo = entry.appointment_id._fill(first_sudo)
            moved_sudo |= new_sudo
            left_sudo |= entry if not new_sudo else entry.browse()
        return {
            "moved": moved_sudo.with_env(self.env),
            "left": left_sudo.with_env(self.env),
        }

    @api.model
    def _get_missed(self, collaborator, start, stop, with_started=False):
        """Visits of the helper in that time; those that have begun when asked for."""
        states = ("offered", "accepted", "started")
        # sudo: hcc.assignment - see _ill
        return (
            self.env["hcc.assignment"]
            .sudo()
            .search(
                [
                    ("collaborator_id", "=", collaborator.id),
                    ("state", "in", states if with_started else states[:2]),
                    ("start", "<", stop),
                    ("stop", ">", start),
                ],
                order="start, id",
            )
        )

    @api.model
    def _check_ill(self, collaborator, start, stop):
        """The coordinators of the helper's ward, and the helper, may say so.

        :raises UserError: when the time is wrong
        """
        if not start or not stop or start >= stop:
            raise UserError(self.env._("The absence must end after it begins."))
        if stop < fields.Datetime.now():
            raise UserError(self.env._("This time is over already."))
        self._check_away(collaborator)

    @api.model
    def _check_away(self, collaborator):
        """Whether the user decides on the days of this helper.

        :raises AccessError: for whoever is neither the helper nor a coordinator
        """
        user = self.env.user
        # sudo: hcc.collaborator - whose record it is and of which ward
        helper_sudo = collaborator.sudo()
        if self.env.su or helper_sudo.user_id == user:
            return
        if helper_sudo.ward_id not in user.hcc_coordinator_ward_ids:
            raise AccessError(
                self.env._("Only a coordinator of the ward decides who goes.")
            )
