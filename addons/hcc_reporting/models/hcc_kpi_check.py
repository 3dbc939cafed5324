import json
import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.kpi_columns import COUNTS, DISTINCT, FIRSTS

_logger = logging.getLogger(__name__)

#: of what differs, so much is kept to look at
KEPT = 50


class HccKpiCheck(models.Model):
    """One comparison of the figures with the records they are made of.

    Read by data officers and administrators; written by the nightly job alone.
    """

    _name = "hcc.kpi.check"
    _description = "Check of the Figures"
    _inherit = ["hcc.nightly.check.mixin"]

    state = fields.Selection(
        [("equal", "Equal"), ("different", "Different")], required=True, readonly=True
    )
    counted = fields.Integer(
        "Compared", readonly=True, help="Requests and searches that were compared."
    )
    mismatches = fields.Integer("Differences", readonly=True)
    waiting = fields.Integer(
        "Still to Fold",
        readonly=True,
        help="Changes noted but not counted yet: left out.",
    )
    details = fields.Text("What Differs", readonly=True)

    @api.model
    def _run(self):
        """Compare the roll-ups with the records, as one moment sees both.

        :return: the new ``hcc.kpi.check``
        """
        self.env.flush_all()
        with self._timed() as values:
            different = [
                *self._compare_records(),
                *self._compare_rollups(),
                *self._compare_people(),
            ]
        [(counted,)] = self.env.execute_query(
            SQL("SELECT COUNT(DISTINCT key) FROM hcc_kpi_count")
        )
        check = self.create(
            {
                **values,
                "state": "different" if different else "equal",
                "counted": counted,
                "mismatches": len(different),
                "waiting": self.env["hcc.kpi.rollup"]._get_backlog()[0],
                "details": "\n".join(
                    json.dumps(one, default=str) for one in different[:KEPT]
                ),
            }
        )
        if different:
            check._alarm()
        return check

    @api.model
    def _compare_records(self):
        """Return what is counted other than the records say; waiting ones left out."""
        rollup = self.env["hcc.kpi.rollup"]
        columns = SQL(", ").join(
            SQL("COALESCE(%(n)s, 0) AS %(n)s", n=SQL.identifier(name))
            for name in COUNTS
        )
        keys = SQL(
            "key, day, ward_id, branch_id, place, in_hours, channel, procedure_group,"
            " citizen_group, collaborator_category, request_key, citizen_key, %s",
            columns,
        )
        rows = self.env.execute_query(
            SQL(
                """WITH now AS (
                       SELECT %(keys)s FROM (%(counted)s) AS counted (%(names)s)
                   ), kept AS (SELECT %(keys)s FROM hcc_kpi_count)
                   SELECT key, day, ward_id, side FROM (
                       SELECT *, 'records' AS side FROM (
                           SELECT * FROM now EXCEPT ALL SELECT * FROM kept) AS a
                       UNION ALL
                       SELECT *, 'figures' FROM (
                           SELECT * FROM kept EXCEPT ALL SELECT * FROM now) AS b
                   ) AS both_ways
                   WHERE key NOT IN (SELECT key FROM hcc_kpi_delta)
                   ORDER BY key, day""",
                keys=keys,
                counted=rollup._count_query(),
                names=rollup._listed(*rollup._get_count_columns()),
            )
        )
        return [
            {"key": key, "day": day, "ward": ward, "only_in": side}
            for key, day, ward, side in rows
        ]

    @api.model
    def _compare_rollups(self):
        """Return the roll-ups that are not the sum of what was counted."""
        rollup = self.env["hcc.kpi.rollup"]
        columns = rollup._rollup_columns()
        rows = self.env.execute_query(
            SQL(
                """WITH sums (%(columns)s) AS (%(sums)s),
                        kept AS (SELECT %(columns)s FROM hcc_kpi_rollup)
                   SELECT dimension, value, day, ward_id FROM (
                       (SELECT * FROM sums EXCEPT ALL SELECT * FROM kept)
                       UNION ALL
                       (SELECT * FROM kept EXCEPT ALL SELECT * FROM sums)
                   ) AS both_ways ORDER BY 1, 3, 4, 2""",
                columns=columns,
                sums=rollup._roll_query(),
            )
        )
        return [
            {"rollup": f"{dimension} {value}", "day": day, "ward": ward}
            for dimension, value, day, ward in rows
        ]

    @api.model
    def _compare_people(self):
        """Return the areas and times whose marks are not as many as the people."""
        different = []
        for name, first in FIRSTS.items():
            area = {
                "ward": SQL("ward_id"),
                "branch": SQL("branch_id"),
                "city": SQL("NULL::integer"),
            }[first.area]
            different += [
                {"marks": name, "from": start, "area": place}
                for start, place in self.env.execute_query(
                    SQL(
                        """SELECT date_trunc(%(time)s, day)::date, %(area)s
                           FROM hcc_kpi_count WHERE request_key IS NOT NULL
                           GROUP BY 1, 2
                           HAVING COALESCE(SUM(%(mark)s), 0) != COUNT(DISTINCT %(who)s)
                           ORDER BY 1, 2""",
                        time=first.time,
                        area=area,
                        mark=SQL.identifier(name),
                        who=SQL.identifier(DISTINCT[first.who]),
                    )
                )
            ]
        return different

    def _alarm(self):
        """Give each administrator something to do about it."""
        self.ensure_one()
        _logger.error(
            "The figures differ from the records in %s places.", self.mismatches
        )
        self._give_to_do(
            ("hcc_collaborator.group_hcc_administrator",),
            lambda here: (
                here.env._("The figures differ from the records"),
                here.env._(
                    "Look at what differs, then make the figures anew from the records."
                ),
            ),
        )
