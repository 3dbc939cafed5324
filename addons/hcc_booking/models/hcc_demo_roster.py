from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.models.hcc_demo import PILOT_WARDS
from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime

WEEKS_BEFORE = 3
WEEKS_AFTER = 2
WORKDAYS, EVERY_DAY, WEEKEND = range(5), range(7), (5, 6)
OFFICE, HOUSE, EVENING = 0, 1, 2
ON_CALL, BRANCH_WIDE = "on_call", "branch_wide"
#: number in the team -> (weekdays, from, to, where)
PATTERN = {
    1: [
        (WORKDAYS, 8, 12, OFFICE),
        ((0, 2, 4), 13, 17, ON_CALL),
        ((1, 3), 14, 18, ON_CALL),
        (WEEKEND, 8, 12, ON_CALL),
    ],
    2: [((1, 3), 13, 17, OFFICE), ((0, 2), 8, 12, ON_CALL), ((5,), 8, 12, HOUSE)],
    3: [((0, 2, 4), 13, 17, OFFICE), ((1, 3), 8, 12, ON_CALL)],
    4: [(WORKDAYS, 17.5, 20, EVENING), ((5,), 13, 17, ON_CALL)],
    5: [((1, 3), 8, 12, HOUSE), ((0, 2, 4), 14, 18, ON_CALL)],
    6: [((0, 2, 4), 8, 12, OFFICE), ((6,), 13, 17, ON_CALL)],
    7: [((0, 2, 4), 13, 17, HOUSE), ((0, 2), 18, 21, ON_CALL)],
    8: [(WORKDAYS, 8, 12, ON_CALL), (WEEKEND, 13, 17, HOUSE)],
    9: [(WORKDAYS, 13, 17, ON_CALL), ((4, 5), 18, 21, BRANCH_WIDE)],
    10: [(EVERY_DAY, 18, 21, BRANCH_WIDE), (WEEKEND, 9, 12, BRANCH_WIDE)],
}
POINTS = {
    "00004": ("office", "house", "block"),
    "00070": ("office", "house", "mall"),
    "00376": ("office", "house", "post"),
}


class HccDemoRoster(models.AbstractModel):
    """Demonstration data: who works when, around the day it is loaded."""

    _name = "hcc.demo.roster"
    _description = "Demonstration Roster"

    @api.model
    def _load(self):
        """Enter the availability of the sample teams and publish six weeks of it."""
        today = local_date(fields.Datetime.now())
        self.env["hcc.availability"].create(
            [
                values
                for code in PILOT_WARDS
                for number in PATTERN
                for values in self._prepare_hours(code, number)
            ]
        )
        self._load_absences(today)
        teams = self.env["hcc.team"].concat(
            *[
                self.env.ref(f"hcc_collaborator.demo_team_{code}")
                for code in PILOT_WARDS
            ]
        )
        monday = today - timedelta(days=today.weekday())
        begin = utc_datetime(monday - timedelta(weeks=WEEKS_BEFORE))
        for week in range(-WEEKS_BEFORE, WEEKS_AFTER + 1):
            self.env["hcc.shift"]._publish_week(
                teams, monday + timedelta(weeks=week), now=begin
            )

    @api.model
    def _get_person(self, code, number):
        return self.env.ref(f"hcc_collaborator.demo_collaborator_{code}_{number:02d}")

    @api.model
    def _prepare_hours(self, code, number):
        """Values of the weekly availability of one member."""
        person = self._get_person(code, number)
        values = []
        for weekdays, hour_from, hour_to, where in PATTERN[number]:
            point = self.env["hcc.service.point"]
            if where not in (ON_CALL, BRANCH_WIDE):
                name = f"hcc_collaborator.demo_point_{code}_{POINTS[code][where]}"
                point = self.env.ref(name)
            values += [
                {
                    "collaborator_id": person.id,
                    "weekday": str(weekday),
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                    "kind": "point" if point else "on_call",
                    "service_point_id": point.id,
                    "branch_wide": where == BRANCH_WIDE,
                }
                for weekday in weekdays
            ]
        return values

    @api.model
    def _load_absences(self, today):
        """Somebody studies, somebody was ill, somebody could come after all."""
        absences = self.env["hcc.absence"].create(
            [
                {
                    "collaborator_id": self._get_person(code, number).id,
                    "start": utc_datetime(today + timedelta(days=first)),
                    "stop": utc_datetime(today + timedelta(days=first + days)),
                    "kind": kind,
                }
                for code, number, first, days, kind in (
                    ("00004", 5, 3, 2, "study"),
                    ("00004", 7, -9, 2, "illness"),
                    ("00004", 2, 6, 1, "family"),
                    ("00070", 4, 2, 3, "study"),
                    ("00376", 8, -5, 1, "illness"),
                )
            ]
        )
        absences[2].action_cancel()
