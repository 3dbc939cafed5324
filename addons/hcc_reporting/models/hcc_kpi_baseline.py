from odoo import api, fields, models

from odoo.addons.hcc_booking.models.hcc_unmet_demand import GROUPS


class HccKpiBaseline(models.Model):
    """How long a dossier of a group takes at the counter, and who says so.

    Entered by an administrator with its source: without one, nothing is counted as
    taken off the counters.
    """

    _name = "hcc.kpi.baseline"
    _description = "Minutes at the Counter"
    _inherit = ["hcc.journal.mixin"]
    _order = "procedure_group, date_from desc"
    _rec_name = "procedure_group"

    procedure_group = fields.Selection(GROUPS, required=True)
    minutes = fields.Float("Minutes for a Dossier", required=True, aggregator="avg")
    date_from = fields.Date("Valid From", required=True)
    source = fields.Char(
        required=True,
        help="Where the figure comes from: a measurement, a decision, an estimate.",
    )

    _group_day_unique = models.Constraint(
        "UNIQUE (procedure_group, date_from)",
        "This group has a baseline from that day already.",
    )
    _minutes_range = models.Constraint(
        "CHECK (minutes > 0 AND minutes <= 1440)",
        "A dossier takes more than nothing and less than a day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        baselines = super().create(vals_list)
        for baseline in baselines:
            baseline._journal(
                "baseline_set",
                group=baseline.procedure_group,
                minutes=baseline.minutes,
            )
        return baselines

    def write(self, vals):
        res = super().write(vals)
        self._journal(
            "baseline_changed", fields=sorted(vals), minutes=vals.get("minutes")
        )
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_journal(self):
        for baseline in self:
            baseline._journal("baseline_dropped", group=baseline.procedure_group)
