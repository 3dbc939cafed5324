from odoo import fields, models
from odoo.tools import SQL

KIND = "coverage"
#: part of the ids; the kinds of hcc_booking have the numbers from 0 on
POSITION = 15


class HccAttention(models.Model):
    _inherit = "hcc.attention"
    _depends = {
        "hcc.coverage.alarm": ["ward_id", "branch_id", "day", "start", "hours"],
    }

    kind = fields.Selection(selection_add=[(KIND, "Hours without anybody")])

    def _get_position(self, kind):
        return POSITION if kind == KIND else super()._get_position(kind)

    def _get_queries(self, now):
        return [*super()._get_queries(now), self._query_coverage(now)]

    def _query_coverage(self, now):
        return SQL(
            "%s FROM hcc_coverage_alarm c WHERE c.start + interval '1 day' > %s",
            self._query_row(
                KIND,
                "c",
                SQL("c.start"),
                ward=SQL("c.ward_id"),
                branch=SQL("c.branch_id"),
                reference=SQL("NULL::varchar"),
                request=SQL("NULL::int"),
                place=SQL("NULL::varchar"),
            ),
            now,
        )

    def _get_alarm(self):
        """The alarm that the row stands for."""
        self.ensure_one()
        return self.env["hcc.coverage.alarm"].browse(self.id // 16)

    def _get_sentence(self, **words):
        if self.kind != KIND:
            return super()._get_sentence(**words)
        alarm = self._get_alarm()
        return self.env._(
            "%(hours)s hours without enough people %(day)s: fill the roster.",
            hours=f"{alarm.hours:g}",
            day=self.env["hcc.words"]._day(alarm.day),
        )

    def action_next(self):
        alarms = self.filtered(lambda row: row.kind == KIND)
        return (
            alarms._get_alarm().action_open_roster()
            if alarms
            else (super().action_next())
        )

    def action_open_request(self):
        if self.kind == KIND:
            return self.action_next()
        return super().action_open_request()
