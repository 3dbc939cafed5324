from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import pilot_plan

MOST_WARDS = 3_500


class HccPilotArea(models.AbstractModel):
    """The wards of a pilot: proposed by density, confirmed by people."""

    _name = "hcc.pilot.area"
    _description = "Area of a Pilot"

    dense_from = fields.Integer(
        "Dense from (people per km²)",
        default=pilot_plan.DENSE_FROM,
        required=True,
        help="An urban ward with so many people on a square kilometre is dense.",
    )
    wanted_wards = fields.Integer(
        "Wards wanted", default=10, required=True, help="So many are proposed."
    )
    area_ids = fields.One2many("hcc.pilot.ward", "pilot_id", string="Wards")
    ward_count = fields.Integer("Wards in all", compute="_compute_ward_counts")
    live_count = fields.Integer("Wards live", compute="_compute_ward_counts")
    proposed_count = fields.Integer("Wards proposed", compute="_compute_ward_counts")
    live_text = fields.Char("Live so far", compute="_compute_ward_counts")

    _density_check = models.Constraint(
        "CHECK (dense_from > 0 AND wanted_wards BETWEEN 0 AND 3500)",
        "Please enter a density above 0 and a number of wards up to 3,500.",
    )

    @api.depends("area_ids.state")
    def _compute_ward_counts(self):
        # sudo: hcc.pilot.ward - how many is no secret
        groups = (
            self.env["hcc.pilot.ward"]
            .sudo()
            ._read_group(
                [("pilot_id", "in", self.ids)], ["pilot_id", "state"], ["__count"]
            )
        )
        counts = {(pilot.id, state): count for pilot, state, count in groups}
        for pilot in self:
            mine = {
                key[1]: n for key, n in counts.items() if key[0] == pilot._origin.id
            }
            pilot.ward_count = sum(mine.values())
            pilot.live_count = mine.get("live", 0)
            pilot.proposed_count = mine.get("proposed", 0)
            pilot.live_text = self.env._(
                "%(done)s of %(all)s", done=pilot.live_count, all=pilot.ward_count
            )

    def action_propose_wards(self):
        """Propose wards until there are as many as wanted: dense, then suburban.

        Nothing is decided by it: people take out, add, and confirm.
        """
        self.ensure_one()
        self._check_can_change_area()
        missing = self.wanted_wards - len(self.area_ids)
        if missing <= 0:
            raise UserError(
                self.env._(
                    "There are %(count)s wards already. Raise the number of wards "
                    "wanted to have more proposed.",
                    count=len(self.area_ids),
                )
            )
        found = self._rank_wards()[:missing]
        if not found:
            raise UserError(self.env._("There is no other ward to propose."))
        lines = self.env["hcc.pilot.ward"].create(
            [{"pilot_id": self.id, "ward_id": ward.id} for ward in found]
        )
        self.env["hcc.journal"]._log(lines, "pilot_ward_proposed", pilot=self.id)

    def action_confirm_wards(self):
        """Take the proposed wards into the area."""
        self.ensure_one()
        self._check_can_change_area()
        if not self.area_ids:
            raise UserError(
                self.env._("Choose the wards of “%(pilot)s” first.", pilot=self.name)
            )
        self.area_ids._confirm()

    def action_view_board(self):
        """Open the readiness of the wards."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_reporting.hcc_pilot_ward_action"
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("pilot_id", "=", self.id)],
            "context": {"default_pilot_id": self.id},
        }

    def _check_can_change_area(self):
        self.check_access("write")
        if self.state == "closed":
            raise UserError(self.env._("The pilot is closed."))

    def _rank_wards(self):
        """Valid wards that are in no open pilot, the most urgent first."""
        self.ensure_one()
        # sudo: hcc.pilot.ward - whether a ward is taken
        taken = (
            self.env["hcc.pilot.ward"]
            .sudo()
            .search(
                [
                    "|",
                    ("pilot_id", "=", self.id),
                    ("state", "in", ("planned", "live")),
                ]
            )
            .ward_id
        )
        wards = self.env["hcc.ward"].search_fetch(
            self.env["hcc.ward"]._get_valid_domain()
            & self._get_candidate_domain(taken),
            ["kind", "population", "area_km2", "priority_class", "code"],
            limit=MOST_WARDS,
        )
        return wards.sorted(
            lambda ward: (
                *pilot_plan.rank(ward._get_pilot_class(self.dense_from), ward.density),
                ward.code,
            )
        )

    @api.model
    def _get_candidate_domain(self, taken):
        """What may be proposed: a ward needs a branch, which manages its team."""
        return fields.Domain("id", "not in", taken.ids) & fields.Domain(
            "branch_id", "!=", False
        )
