import json

from odoo import fields, models

from ..tools.dashboards.book import BRANCH, PERIOD, WARD
from ..tools.dashboards.parts import TARGET_CELLS


class SpreadsheetDashboard(models.Model):
    _inherit = "spreadsheet.dashboard"

    hcc_level = fields.Selection(
        [
            ("city", "City"),
            ("branch", "Branch"),
            ("ward", "Ward"),
            ("people", "People"),
        ],
        "Level of the Figures",
        readonly=True,
    )

    def _get_serialized_readonly_dashboard(self):
        """Show readers their own area, and the targets of it."""
        body = super()._get_serialized_readonly_dashboard()
        if not self.hcc_level:
            return body
        content = json.loads(body)
        self._fill_hcc_areas(content["snapshot"])
        return json.dumps(content)

    def _get_hcc_labels(self):
        """Return the names of the filters, which the web client shows as they come."""
        return {
            PERIOD: self.env._("Period"),
            BRANCH: self.env._("Branch"),
            WARD: self.env._("Ward"),
        }

    def _fill_hcc_areas(self, snapshot):
        """Begin with the first branch or ward of the reader; offer no others."""
        user = self.env.user
        wards = (user.hcc_reader_ward_ids | user.hcc_coordinator_ward_ids).sorted()
        branches = wards.branch_id.sorted()
        mine = {BRANCH: branches, WARD: wards}
        chosen = {}
        labels = self._get_hcc_labels()
        for item in snapshot["globalFilters"]:
            item["label"] = labels[item["id"]]
            areas = mine.get(item["id"])
            if areas is None:
                continue
            item["domainOfAllowedValues"] = [["id", "in", areas.ids]]
            if item["id"] == self.hcc_level and areas:
                item["defaultValue"] = {"operator": "in", "ids": areas[:1].ids}
                chosen[f"{item['id']}_id"] = areas[:1].id
        targets = self.env["hcc.kpi.dashboard"]._get_targets(chosen)
        data = next(s for s in snapshot["sheets"] if s["id"] == "data")
        for name, cell in TARGET_CELLS.items():
            if cell not in data["cells"]:
                continue
            target = targets.get(name)
            data["cells"][cell] = "" if target is None else str(target)
