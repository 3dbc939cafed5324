from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.hcc_booking.models.hcc_unmet_demand import GROUPS


class HccKpiLoad(models.Model):
    """Load taken off the counters: one row for each ward, month and procedure group.

    Dossiers filed online with a collaborator's help, times the minutes that a dossier
    of the group takes at the counter (``hcc.kpi.baseline``, the one that holds at the
    end of the month). Without a baseline nothing is counted: NULL, not 0. Read from
    the roll-ups by month, by whoever reads figures.
    """

    _name = "hcc.kpi.load"
    _description = "Load Taken off the Counters"
    _auto = False
    _order = "month desc, ward_id, id"
    _rec_name = "ward_id"
    _depends = {
        "hcc.kpi.baseline": ["procedure_group", "minutes", "date_from", "source"]
    }

    month = fields.Date(readonly=True)
    ward_id = fields.Many2one("hcc.ward", readonly=True)
    branch_id = fields.Many2one("hcc.branch", readonly=True)
    procedure_group = fields.Selection(GROUPS, readonly=True)
    dossiers = fields.Integer("Dossiers Filed Online", readonly=True)
    minutes = fields.Float(
        "Minutes at the Counter", readonly=True, aggregator="avg", help="The baseline."
    )
    source = fields.Char("Source of the Baseline", readonly=True)
    uncounted = fields.Integer("Dossiers without a Baseline", readonly=True)
    hours = fields.Float("Hours Taken Off", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT t.id, t.day AS month, t.ward_id, t.branch_id,
                   t.value AS procedure_group, t.dossiers_online AS dossiers,
                   b.minutes, b.source,
                   CASE WHEN b.minutes IS NULL THEN t.dossiers_online ELSE 0 END
                       AS uncounted,
                   t.dossiers_online * b.minutes / 60 AS hours
               FROM hcc_kpi_rollup t
               LEFT JOIN LATERAL (
                   SELECT minutes, source FROM hcc_kpi_baseline
                   WHERE procedure_group = t.value
                       AND date_from < t.day + INTERVAL '1 month'
                   ORDER BY date_from DESC LIMIT 1
               ) b ON TRUE
               WHERE t.dimension = 'procedure_group' AND t.dossiers_online > 0"""
        )

    @api.model
    def _get_load(self, domain, day):
        """Return the load taken off in a domain of the facts, by group.

        :param domain: on ``hcc.kpi.fact``
        :param date day: whose baselines hold
        :return: {"hours": in all, None without any baseline, "rows": list of
            {"group", "label", "dossiers", "minutes", "source", "hours"}, "missing":
            labels of groups with dossiers and no baseline}
        """
        labels = dict(self._fields["procedure_group"]._description_selection(self.env))
        # sudo: hcc.kpi.baseline - shown beside each figure that is made of it
        baselines_sudo = (
            self.env["hcc.kpi.baseline"].sudo().search([("date_from", "<=", day)])
        )
        by_group = {}
        for baseline in baselines_sudo.sorted("date_from"):
            by_group[baseline.procedure_group] = baseline
        rows = []
        figures = self.env["hcc.kpi.report"]._figures(domain, ("procedure_group",))
        for figure in figures:
            group = figure["groups"]["procedure_group"]
            if not figure["dossiers_online"]:
                continue
            baseline = by_group.get(group)
            minutes = baseline.minutes if baseline else None
            rows.append(
                {
                    "group": group,
                    "label": labels.get(group, group),
                    "dossiers": figure["dossiers_online"],
                    "minutes": minutes,
                    "source": baseline.source if baseline else "",
                    "hours": minutes and figure["dossiers_online"] * minutes / 60,
                }
            )
        counted = [row["hours"] for row in rows if row["hours"] is not None]
        return {
            "hours": sum(counted) if counted else None,
            "rows": rows,
            "missing": [row["label"] for row in rows if row["hours"] is None],
        }
