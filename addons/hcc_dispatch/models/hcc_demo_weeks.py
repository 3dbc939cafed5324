from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_booking.models.hcc_demo_roster import POINTS, WEEKS_AFTER
from odoo.addons.hcc_collaborator.models.hcc_demo import PILOT_WARDS
from odoo.addons.hcc_collaborator.tools.localtime import local_date

ON_CALL = [("workdays", 8, 12, 1), ("daily", 18, 21, 1), ("weekend", 9, 12, 2)]


class HccDemoWeeks(models.AbstractModel):
    """Demonstration data: what the sample wards want, and a week proposed for each."""

    _name = "hcc.demo.weeks"
    _description = "Demonstration Rosters"

    @api.model
    def _load(self):
        today = local_date(fields.Datetime.now())
        monday = today - timedelta(days=today.weekday())
        for code in PILOT_WARDS:
            self.env["hcc.roster.demand"].create(self._prepare_demands(code))
            team = self.env.ref(f"hcc_collaborator.demo_team_{code}")
            roster = self.env["hcc.roster"].create(
                {
                    "ward_id": team.ward_id.id,
                    # the first week that is not published yet
                    "week": monday + timedelta(weeks=WEEKS_AFTER + 1),
                }
            )
            roster.action_propose()
        self._load_swap()

    @api.model
    def _prepare_demands(self, code):
        office, house, _third = (
            self.env.ref(f"hcc_collaborator.demo_point_{code}_{name}")
            for name in POINTS[code]
        )
        ward = office.ward_id
        values = [
            {
                "kind": "point",
                "service_point_id": point.id,
                "ward_id": ward.id,
                "days": "opening",
                "people": people,
            }
            for point, people in ((office, 2), (house, 1))
        ]
        values += [
            {
                "kind": "on_call",
                "ward_id": ward.id,
                "days": days,
                "hour_from": hour_from,
                "hour_to": hour_to,
                "people": people,
            }
            for days, hour_from, hour_to, people in ON_CALL
        ]
        return values

    @api.model
    def _load_swap(self):
        """A helper of the first ward would like to give a shift away."""
        shifts = self.env["hcc.shift"].search(
            [
                (
                    "collaborator_id",
                    "=",
                    self.env.ref("hcc_collaborator.demo_collaborator_00004_03").id,
                ),
                ("state", "=", "published"),
                ("start", ">", fields.Datetime.now() + timedelta(days=2)),
            ],
            order="start",
        )
        for shift in shifts:
            if not shift._get_served_assignments():
                self.env["hcc.shift.swap"].create(
                    {"shift_id": shift.id, "from_id": shift.collaborator_id.id}
                )
                return
