from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.hcc_collaborator.models.hcc_demo import PILOT_WARDS
from odoo.addons.hcc_collaborator.tools.localtime import local_date, utc_datetime
from odoo.addons.hcc_collaborator.tools.work_time import month_bounds

#: the team whose hours are published; one of its members contests a line
PUBLISHED = PILOT_WARDS[0]


class HccDemoStatement(models.AbstractModel):
    """Demonstration data: the hours of last month, published for one team."""

    _name = "hcc.demo.statement"
    _description = "Demonstration Statements"

    @api.model
    def _load(self):
        """Publish the roster of last month, and make the statements of it."""
        today = local_date(fields.Datetime.now())
        first, _following = month_bounds(today.replace(day=1) - timedelta(days=1))
        teams = self.env["hcc.team"].concat(
            *[
                self.env.ref(f"hcc_collaborator.demo_team_{code}")
                for code in PILOT_WARDS
            ]
        )
        monday = first - timedelta(days=first.weekday())
        while monday < today.replace(day=1):
            self.env["hcc.shift"]._publish_week(teams, monday, now=utc_datetime(monday))
            monday += timedelta(weeks=1)
        statements = self.env["hcc.statement"]._make(first, teams.member_ids)
        published = statements.filtered(
            lambda statement: statement.ward_id.code == PUBLISHED
        )
        published.action_publish()
        contested = published.sorted("badge_number")[1:2]
        line = contested.line_ids[:1]
        contested.with_user(contested.user_id)._contest(
            self.env._("I stayed an hour longer on this day; the guard saw it."), line
        )
