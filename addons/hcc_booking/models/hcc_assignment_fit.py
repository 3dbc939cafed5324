from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.tools.text import fold

from ..exceptions import HelperNotFit, HelperTaken
from ..slots.minutes import to_minute, to_minute_up


class HccAssignmentFit(models.AbstractModel):
    """Who may be assigned to what, whoever assigns.

    The slot finder proposes those who fit; this refuses the others, also when a
    coordinator picks them by hand.
    """

    _name = "hcc.assignment.fit"
    _description = "Who May Be Assigned"

    def _check_fit(self):
        """Refuse live assignments to people who must not have them.

        :raises HelperNotFit: qualification, shift, absence, state or family
        """
        self._refuse_misfits()

    def _check_reach(self):
        """Refuse new live assignments also to people who cannot get there in time.

        :raises HelperNotFit: as :meth:`_check_fit`, or another visit too near
        """
        self._refuse_misfits(with_reach=True)

    def _refuse_misfits(self, with_reach=False):
        live = self.filtered("is_live")
        reasons = self._get_misfit_reasons(
            [(entry.appointment_id, entry.collaborator_id) for entry in live],
            with_reach,
            live._get_guided(),
        )
        if reasons:
            raise HelperNotFit("\n".join(dict.fromkeys(reasons.values())))

    @api.model
    def _check_free(self, pairs):
        """Refuse who has another visit at that time, as far as it can be seen here.

        What another transaction took in the meantime is seen by PostgreSQL alone.

        :param pairs: list of (one ``hcc.appointment``, one ``hcc.collaborator``)
        :raises HelperTaken: with the names
        """
        free = self._get_free(pairs)
        busy = [pair[1] for pair in pairs if pair not in free]
        if busy:
            names = self._union(busy).mapped("display_name")
            raise HelperTaken(
                self.env._(
                    "%(name)s has another visit at that time.", name=", ".join(names)
                )
            )

    @api.model
    def _get_free(self, pairs):
        """Return those of the pairs whose helper has no other visit at that time."""
        lasting = [pair for pair in pairs if pair[0].start < pair[0].stop]
        if not lasting:
            return list(pairs)
        # sudo: hcc.assignment - only whether they are free
        others_sudo = self.sudo().search(
            self._get_span_domain(lasting) & Domain("is_live", "=", True)
        )
        visits = self._by_helper(others_sudo)
        return [
            (visit, helper)
            for visit, helper in pairs
            if visit.start == visit.stop or not self._overlaps(visits[helper.id], visit)
        ]

    @api.model
    def _get_misfit_reasons(self, pairs, with_reach=False, guided=()):
        """Why helpers must not take visits.

        The number of queries depends neither on the visits nor on the helpers.

        :param pairs: list of (one ``hcc.appointment``, one ``hcc.collaborator``)
        :param bool with_reach: also who cannot get there from the visit before, or
            to the one after; asked of those who do not have the visit yet
        :param guided: keys of pairs in which a qualified lead goes along: the
            helper may still be in training
        :return: {(appointment id, collaborator id): reason}, those who fit left out
        """
        # sudo: all models read here - the answer is a reason, whoever asks
        pairs = [(visit.sudo(), helper.sudo()) for visit, helper in pairs]
        if not pairs:
            return {}
        reasons = {}
        shifts = self._get_shifts_of(pairs)
        absences = self._get_absences_of(pairs)
        relatives = self._get_relatives_of(pairs)
        qualified = self._get_qualified_of(pairs)
        unreachable = set()
        if with_reach:
            unreachable = self.env["hcc.slot.finder"]._get_unreachable(pairs)
        for visit, helper in pairs:
            key = (visit.id, helper.id)
            if helper.state != "active":
                reasons[key] = "inactive"
            elif key in relatives:
                reasons[key] = "relative"
            elif visit.request_id._get_wished_gender() not in (None, helper.gender):
                reasons[key] = "gender"
            elif key not in qualified and key not in guided:
                reasons[key] = "unqualified"
            elif visit.is_walk_in:
                # The help was given already, wherever the helper stood.
                continue
            elif self._overlaps(absences[helper.id], visit):
                reasons[key] = "away"
            elif not any(self._serves(shift, visit) for shift in shifts[helper.id]):
                reasons[key] = "no_shift"
            elif key in unreachable:
                reasons[key] = "unreachable"
        helpers = {helper.id: helper for _visit, helper in pairs}
        return {
            key: self._say_misfit(reason, helpers[key[1]])
            for key, reason in reasons.items()
        }

    @api.model
    def _say_misfit(self, reason, helper):
        """The reason as a sentence."""
        _, name = self.env._, helper.display_name
        match reason:
            case "inactive":
                return _("%(name)s is not active.", name=name)
            case "relative":
                return _("%(name)s is a relative of the person.", name=name)
            case "gender":
                return _(
                    "The person asked for somebody else than %(name)s: a woman or a "
                    "man only.",
                    name=name,
                )
            case "unqualified":
                return _(
                    "%(name)s has no valid qualification for this on that day.",
                    name=name,
                )
            case "away":
                return _("%(name)s is away at that time.", name=name)
            case "unreachable":
                return _(
                    "%(name)s cannot get there in time from another place, or not "
                    "from there to the next.",
                    name=name,
                )
            case _other:
                return _("%(name)s has no shift at that time.", name=name)

    @api.model
    def _serves(self, shift, visit):
        """Whether the shift covers the whole visit, and its kind of place."""
        if not (shift.start <= visit.start and visit.stop <= shift.stop):
            return False
        if shift.kind == "point":
            return (
                visit.place == "point"
                and shift.service_point_id == visit.service_point_id
            )
        return shift.branch_id == visit.branch_id

    @api.model
    def _overlaps(self, spans, visit):
        return any(
            span.start < visit.stop and visit.start < span.stop for span in spans
        )

    @api.model
    def _get_span_domain(self, pairs):
        helpers = {helper.id for _visit, helper in pairs}
        return (
            Domain("collaborator_id", "in", list(helpers))
            & Domain("start", "<", max(visit.stop for visit, _helper in pairs))
            & Domain("stop", ">", min(visit.start for visit, _helper in pairs))
        )

    @api.model
    def _get_shifts_of(self, pairs):
        # sudo: hcc.shift - only whether somebody works then
        shifts_sudo = (
            self.env["hcc.shift"]
            .sudo()
            .search_fetch(
                self._get_span_domain(pairs) & Domain("state", "=", "published")
            )
        )
        return self._by_helper(shifts_sudo)

    @api.model
    def _get_absences_of(self, pairs):
        # sudo: hcc.absence - only whether somebody is away then
        absences_sudo = (
            self.env["hcc.absence"]
            .sudo()
            .search_fetch(self._get_span_domain(pairs) & Domain("state", "=", "live"))
        )
        return self._by_helper(absences_sudo)

    @api.model
    def _by_helper(self, spans):
        found = defaultdict(list)
        for span in spans:
            found[span.collaborator_id.id].append(span)
        return found

    @api.model
    def _get_qualified_of(self, pairs):
        """The pairs in which the helper holds what the slot finder asks for."""
        if not pairs:
            return set()
        finder = self.env["hcc.slot.finder"]
        types = {
            visit.id: finder._get_qualification_types(visit.request_id.procedure_ids)
            for visit, _helper in pairs
        }
        held = finder._get_held(
            list({helper.id for _visit, helper in pairs}),
            self.env["hcc.qualification.type"].union(*types.values()),
        )
        return {
            (visit.id, helper.id)
            for visit, helper in pairs
            if any(
                time.start <= to_minute(visit.start)
                and to_minute_up(visit.stop) <= time.stop
                for time in finder._get_qualified_time(held, helper.id, types[visit.id])
            )
        }

    def _get_guided(self):
        """The keys of those who come along with a lead who is qualified.

        A companion learns at a visit, so the companion may lack what the visit asks
        for; the lead never does.
        """
        companions = self.filtered(
            lambda entry: entry.is_live and entry.role == "companion"
        )
        leads = companions.appointment_id.assignment_ids.filtered(
            lambda entry: entry.is_live and entry.role == "lead"
        )
        qualified = self._get_qualified_of(
            [(lead.appointment_id, lead.collaborator_id) for lead in leads]
        )
        led = {visit_id for visit_id, _helper_id in qualified}
        return {
            (entry.appointment_id.id, entry.collaborator_id.id)
            for entry in companions
            if entry.appointment_id.id in led
        }

    @api.model
    def _get_relatives_of(self, pairs):
        """The pairs in which the helper is a relative, or the person."""
        people = {}
        for visit, _helper in pairs:
            request = visit.request_id
            # one by one: a union would lose what the other requests prefetch
            people[visit.id] = {
                key
                for person in (request.citizen_id, request.requester_id)
                for key in (person.phone, person.name and fold(person.name))
                if key
            }
        helpers = self._union(helper for _visit, helper in pairs)
        ties = helpers._get_ties(set().union(*people.values()))
        return {
            (visit.id, helper.id)
            for visit, helper in pairs
            if people[visit.id] & ties.get(helper.id, set())
        }

    @api.model
    def _union(self, helpers):
        ids = dict.fromkeys(helper.id for helper in helpers)
        # sudo: hcc.collaborator - only whether they fit
        return self.env["hcc.collaborator"].sudo().browse(ids)
