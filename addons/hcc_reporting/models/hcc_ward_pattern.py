from dataclasses import dataclass
from typing import Any

from odoo import api, models

from ..tools.clone_plan import decide, renamed

TEAM, CALENDAR, POINT = "hcc.team", "resource.calendar", "hcc.service.point"
#: what a line of opening hours says
LINE_FIELDS = (
    "dayofweek",
    "hour_from",
    "hour_to",
    "day_period",
    "week_type",
    "name",
)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one piece of configuration in one ward."""

    ward_id: int
    model: str
    source_id: int
    name: str
    outcome: str
    wanted: Any
    #: id of the copy and of what is known of it, 0 where there is none
    res_id: int = 0
    clone_id: int = 0


class HccWardPattern(models.AbstractModel):
    """Reads a configured ward as a pattern, and others for what they have of it."""

    _name = "hcc.ward.pattern"
    _description = "Pattern of a Ward"

    @api.model
    def _plan(self, source, targets):
        """Say what cloning would do; nothing is written.

        The same few queries for one ward or for all of the city.

        :param source: the configured ``hcc.ward``
        :param targets: ``hcc.ward`` recordset
        :return: list of :class:`Step`, opening hours before the points that use them
        """
        points = self.env[POINT].search([("ward_id", "=", source.id)])
        clones = self._get_clones(source, targets)
        copied = self._get_copied_calendars(source, points, clones)
        context = {
            "source": source,
            "clones": clones,
            "copied": copied,
            "points": points,
            "known": self._get_known(targets, clones),
        }
        return [
            *self._plan_teams(targets, context),
            *self._plan_calendars(targets, context),
            *self._plan_points(targets, context),
        ]

    @api.model
    def _get_clones(self, source, targets):
        """:return: {(ward id, model, id in the source): hcc.ward.clone}"""
        found = self.env["hcc.ward.clone"].search(
            [("source_ward_id", "=", source.id), ("ward_id", "in", targets.ids)]
        )
        return {
            (clone.ward_id.id, clone.model, clone.source_res_id): clone
            for clone in found
        }

    @api.model
    def _get_copied_calendars(self, source, points, clones):
        """Opening hours of the source alone; those shared by wards stay shared."""
        known = {key[2] for key in clones if key[1] == CALENDAR}
        # sudo: hcc.service.point - whether others use the opening hours
        shared = (
            self.env[POINT]
            .sudo()
            .search(
                [
                    ("calendar_id", "in", points.calendar_id.ids),
                    ("ward_id", "!=", source.id),
                ]
            )
            .calendar_id
        )
        shared |= self.env["hcc.office.hours"]._get_office_calendar()
        return points.calendar_id.filtered(
            lambda calendar: calendar.id in known or calendar not in shared
        )

    @api.model
    def _get_known(self, targets, clones):
        """What the targets have: points and teams, and the copies made before."""
        everything = {"active_test": False}
        points = (
            self.env[POINT]
            .with_context(**everything)
            .search([("ward_id", "in", targets.ids)])
        )
        teams = (
            self.env[TEAM]
            .with_context(**everything)
            .search([("ward_id", "in", targets.ids)])
        )
        calendar_ids = [c.res_id for key, c in clones.items() if key[1] == CALENDAR]
        calendars = (
            self.env[CALENDAR]
            .with_context(**everything)
            .search([("id", "in", calendar_ids)])
        )
        return {
            POINT: {point.id: point for point in points},
            TEAM: {team.id: team for team in teams},
            CALENDAR: {calendar.id: calendar for calendar in calendars},
        }

    # ------------------------------------------------------------------
    # One kind after the other
    # ------------------------------------------------------------------

    @api.model
    def _plan_teams(self, targets, context):
        team = context["source"].team_id
        if not team:
            return []
        others = {known.ward_id.id for known in context["known"][TEAM].values()}
        wanted = {"target_size": team.target_size}
        name = self.env._("%(size)s people", size=team.target_size)
        return [
            self._decide(
                (ward.id, TEAM, team.id),
                name,
                wanted,
                context,
                self._read_team,
                has_twin=ward.id in others,
            )
            for ward in targets
        ]

    @api.model
    def _plan_calendars(self, targets, context):
        steps = []
        for calendar in context["copied"]:
            values = self._read_calendar(calendar)
            for ward in targets:
                name = renamed(calendar.name, *self._get_names(context["source"], ward))
                if name == calendar.name:
                    name = self.env._(
                        "%(hours)s – %(ward)s", hours=name, ward=ward.full_name
                    )
                steps.append(
                    self._decide(
                        (ward.id, CALENDAR, calendar.id),
                        name,
                        {**values, "name": name},
                        context,
                        self._read_calendar,
                    )
                )
        return steps

    @api.model
    def _plan_points(self, targets, context):
        clones, known = context["clones"], context["known"][POINT]
        cloned_ids = {c.res_id for key, c in clones.items() if key[1] == POINT}
        # what the targets have of their own, by kind: one stands for one
        free = {}
        for point in known.values():
            if point.id not in cloned_ids and point.active:
                key = point.ward_id.id, point.kind
                free[key] = free.get(key, 0) + 1
        steps = []
        for point in context["points"]:
            values = self._read_point(point, context, point.ward_id.id)
            for ward in targets:
                name = renamed(point.name, *self._get_names(context["source"], ward))
                key = ward.id, POINT, point.id
                has_twin = key not in clones and free.get((ward.id, point.kind), 0) > 0
                if has_twin:
                    free[ward.id, point.kind] -= 1
                steps.append(
                    self._decide(
                        key,
                        name,
                        {**values, "name": name},
                        context,
                        lambda here: self._read_point(here, context, here.ward_id.id),
                        has_twin=has_twin,
                    )
                )
        return steps

    @api.model
    def _decide(self, key, name, wanted, context, read, has_twin=False):
        ward_id, model, source_id = key
        clone = context["clones"].get(key)
        here = clone and context["known"][model].get(clone.res_id)
        current = read(here) if here and here.active else None
        return Step(
            ward_id=ward_id,
            model=model,
            source_id=source_id,
            name=name,
            outcome=decide(wanted, clone and clone.pushed, current, has_twin),
            wanted=wanted,
            res_id=clone.res_id if clone else 0,
            clone_id=clone.id if clone else 0,
        )

    # ------------------------------------------------------------------
    # Records as plain values, so that what was pushed compares with what is
    # ------------------------------------------------------------------

    @api.model
    def _get_names(self, source, ward):
        """What names the source in a text, and what stands there instead."""
        return (source.full_name, source.name), (ward.full_name, ward.name)

    @api.model
    def _read_team(self, team):
        return {"target_size": team.target_size}

    @api.model
    def _read_calendar(self, calendar):
        lines = [
            [line[name] for name in LINE_FIELDS]
            for line in calendar.attendance_ids
            if not line.display_type
        ]
        return {
            "name": calendar.name,
            "tz": calendar.tz,
            "two_weeks_calendar": calendar.two_weeks_calendar,
            "lines": sorted(lines, key=str),
        }

    @api.model
    def _read_point(self, point, context, ward_id):
        """A point without what is its own: address, way there, telephone."""
        calendar = point.calendar_id
        hours = ["same", calendar.id] if calendar else False
        for source in context["copied"]:
            clone = context["clones"].get((ward_id, CALENDAR, source.id))
            if calendar == source or (clone and clone.res_id == calendar.id):
                hours = ["copy", source.id]
        return {
            "name": point.name,
            "kind": point.kind,
            "desks": point.desks,
            "hours": hours,
        }
