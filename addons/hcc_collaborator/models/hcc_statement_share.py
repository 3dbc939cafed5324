from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

#: in a smaller team the figures would tell what a colleague worked
SMALLEST_TEAM = 3


class HccStatementShare(models.AbstractModel):
    """How evenly work is shared in a team: three figures, no names.

    A collaborator compares the own hours with the lowest, the median and the
    highest of the team that month.
    """

    _name = "hcc.statement.share"
    _description = "Share of the Work of a Team"

    team_size = fields.Integer("People in the team", compute="_compute_share")
    team_low = fields.Float("Lowest of the team", compute="_compute_share")
    team_median = fields.Float("Median of the team", compute="_compute_share")
    team_high = fields.Float("Highest of the team", compute="_compute_share")
    difference = fields.Float(
        "Beside the median",
        compute="_compute_share",
        help="Own hours less the median of the team.",
    )
    share_words = fields.Char("Share of the work", compute="_compute_share")

    @api.depends("team_id", "month", "minutes")
    @api.depends_context("lang")
    def _compute_share(self):
        spreads = self._get_spreads()
        for statement in self:
            size, *minutes = spreads.get(
                (statement.team_id.id, statement.month), (0, 0, 0, 0)
            )
            is_told = size >= SMALLEST_TEAM
            low, median, high = (
                float(value or 0) / 60 if is_told else 0 for value in minutes
            )
            statement.team_size = size
            statement.team_low = low
            statement.team_median = median
            statement.team_high = high
            statement.difference = statement.hours - median if is_told else 0
            statement.share_words = (
                self.env._(
                    "Team of %(size)s: lowest %(low)s h, median %(median)s h, "
                    "highest %(high)s h.",
                    size=size,
                    low=formatLang(self.env, low, digits=1),
                    median=formatLang(self.env, median, digits=1),
                    high=formatLang(self.env, high, digits=1),
                )
                if is_told
                else self.env._("The team is too small to compare.")
            )

    def _get_spreads(self):
        """One query for all.

        :return: {(team id, month): (people, lowest, median, highest minutes)}
        """
        pairs = {
            (statement.team_id.id, statement.month)
            for statement in self
            if statement.team_id and statement.month
        }
        if not pairs:
            return {}
        self.env["hcc.statement"].flush_model(["team_id", "month", "minutes"])
        # Past the rules: of the others only the spread is told.
        rows = self.env.execute_query(
            SQL(
                """SELECT team_id, month, count(*), min(minutes),
                          percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes),
                          max(minutes)
                     FROM hcc_statement
                    WHERE (team_id, month) IN %s
                 GROUP BY team_id, month""",
                tuple(pairs),
            )
        )
        return {(team, month): tuple(rest) for team, month, *rest in rows}
