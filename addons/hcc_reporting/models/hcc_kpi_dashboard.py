from odoo import api, fields, models

from odoo.addons.hcc_collaborator.tools.localtime import local_date

from ..tools.dashboards.parts import TARGETS
from .hcc_kpi_report import RECORDS

#: figure of a dashboard -> kind of record that the screen opens for it
KINDS = {
    "success_rate": "dossiers_online",
    "satisfaction_rate": "ratings",
    "response_rate": "rateable",
    "rating_mean": "ratings",
    "citizens": "requests",
    "vulnerable_rate": "assists",
    "first_visit_rate": "first_visits",
    "wait_days": "waits",
    "contact_hours": "contacts",
    "no_show_rate": "no_shows",
}


class HccKpiDashboard(models.AbstractModel):
    """What dashboards ask the server for besides the facts."""

    _name = "hcc.kpi.dashboard"
    _description = "Dashboards of the Figures"

    @api.model
    @api.readonly
    def open_records(self, measure, domain):
        """Return the action for a click on a figure of a dashboard.

        :param str measure: measure of ``hcc.kpi.fact``
        :param list domain: domain of the figure on the facts
        :return: window action: the records that the figure counts, or else the facts
        """
        kind = KINDS.get(measure, measure)
        if kind in RECORDS:
            return self.env["hcc.kpi.report"].open_records(kind, domain)
        self.env["hcc.kpi.fact"].check_access("read")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "hcc_reporting.hcc_kpi_fact_action"
            ),
            "domain": list(domain),
            "context": {},
        }

    @api.model
    def _get_targets(self, areas):
        """Return what the rates are measured against.

        :param dict areas: ``branch_id`` and ``ward_id``, or neither for the city
        :return: dict of measure to a share
        """
        today = local_date(fields.Datetime.now())
        held = self.env["hcc.kpi.target"]._get_targets(
            today,
            today,
            ward=self.env["hcc.ward"].browse(areas.get("ward_id")),
            branch=self.env["hcc.branch"].browse(areas.get("branch_id")),
        )
        return {name: held.get(name) for name in TARGETS}
