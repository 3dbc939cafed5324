from datetime import timedelta

from odoo import api, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..solver.roster_model import Person, day_of
from ..solver.roster_pieces import clash


class HccShiftSwapChecks(models.AbstractModel):
    """Whether somebody may take a colleague's shift."""

    _name = "hcc.shift.swap.checks"
    _description = "Checks of a swap"

    @api.model
    def _get_obstacle(self, person, shift, without):
        """Why a person cannot have a shift, in words; nothing when they can.

        :param person: ``hcc.collaborator`` in sudo
        :param shift: ``hcc.shift`` in sudo, of somebody else
        :param without: ``hcc.shift`` that the person gives away for it
        """
        if person.state != "active" or person.ward_id != shift.collaborator_id.ward_id:
            return self.env._("Only colleagues of the same ward can take it.")
        if person == shift.collaborator_id:
            return self.env._("This is an own shift.")
        if without and without.collaborator_id != person:
            return self.env._("Only an own shift can be given for it.")
        if without and without.state != "published":
            return self.env._("Only a published shift can be given for it.")
        if without._get_served_assignments() or shift._get_served_assignments():
            return self.env._(
                "There are visits in this shift already. Call your coordinator, "
                "who gives them to somebody else first."
            )
        return (
            shift._get_free_obstacle(person, shift.start, shift.stop, without)
            or self._get_skill_obstacle(person, shift)
            or self._get_hours_obstacle(person, shift, without)
        )

    @api.model
    def _get_skill_obstacle(self, person, shift):
        """Whoever comes must bring the wanted qualifications that would leave."""
        day = local_date(shift.start)
        demands = self.env["hcc.roster.demand"].search(
            [
                ("ward_id", "=", shift.ward_id.id),
                ("qualification_type_id", "!=", False),
            ]
        )
        wanted = self.env["hcc.qualification.type"].union(
            *(
                demand.qualification_type_id
                for demand, start, stop in demands._get_times(shift.start, shift.stop)
                if demand._get_place_key() == shift._get_place_key()
                and start < shift.stop
                and shift.start < stop
            )
        )
        leaving = wanted & self._get_held(shift.collaborator_id, day)
        if leaving - self._get_held(person, day):
            return self.env._(
                "This shift needs the qualification %(name)s.",
                name=", ".join((leaving - self._get_held(person, day)).mapped("name")),
            )
        return ""

    @api.model
    def _get_held(self, person, day):
        return person.qualification_ids.filtered(
            lambda held: held.date_from <= day
            and (not held.last_day or held.last_day >= day)
        ).type_id

    @api.model
    def _get_hours_obstacle(self, person, shift, without):
        """Rest, ways and hours, as the roster keeps them."""
        limits = self.env["hcc.roster.input"]._get_limits()
        day = local_date(shift.start)
        monday = day - timedelta(days=day.weekday())
        problem, _demands = self.env["hcc.roster.input"]._read_problem(
            person.ward_id, monday, drop=without | shift
        )
        members = [member for member in problem.people if member.key == person.id]
        member = members[0] if members else Person(person.id)
        new = shift._get_turn(monday, person)
        others = [turn for turn in problem.fixed if turn.person == person.id]
        if any(
            clash(new, turn, member, limits["roster_way_minutes"]) for turn in others
        ):
            return self.env._("There would be too little rest between two shifts.")
        length = new.stop - new.start
        same_day = sum(
            turn.stop - turn.start
            for turn in others
            if day_of(turn.start) == day_of(new.start)
        )
        week = sum(t.stop - t.start for t in others if 0 <= day_of(t.start) < 7)
        if same_day + length > member.day_minutes:
            return self.env._("That would be too many hours on one day.")
        if week + length > member.week_minutes:
            return self.env._("That would be too many hours in the week.")
        return ""
