from odoo import api, fields, models

from ..tools.text import fold
from .res_users import REACH


class HccWard(models.Model):
    """A commune-level unit, the smallest area that a role can cover."""

    _name = "hcc.ward"
    _description = "Ward"
    _order = "code, id"
    _rec_name = "full_name"
    _rec_names_search = ["full_name", "code", "search_key"]

    name = fields.Char(required=True)
    full_name = fields.Char(required=True)
    kind = fields.Selection(
        [("phuong", "Ward"), ("xa", "Commune"), ("dac_khu", "Special zone")],
        required=True,
        default="phuong",
    )
    code = fields.Char(required=True, help="Official code, with leading zeros.")
    branch_id = fields.Many2one("hcc.branch", index=True, ondelete="restrict")
    priority_class = fields.Selection(
        [("dense", "Dense"), ("suburban", "Suburban"), ("other", "Other")],
        required=True,
        default="other",
    )
    population = fields.Integer()
    area_km2 = fields.Float("Area (km²)", digits=(10, 2))
    latitude = fields.Float(digits=(9, 6), aggregator=None)
    longitude = fields.Float(digits=(9, 6), aggregator=None)
    # validity: units change by decision
    valid_from = fields.Date()
    valid_to = fields.Date("Last Valid Day")
    successor_id = fields.Many2one("hcc.ward", index="btree_not_null")
    active = fields.Boolean(default=True)
    # what belongs to it
    alias_ids = fields.One2many("hcc.ward.alias", "ward_id", string="Former Names")
    team_ids = fields.One2many("hcc.team", "ward_id", string="Teams")
    team_id = fields.Many2one("hcc.team", compute="_compute_team_id")
    service_point_ids = fields.One2many(
        "hcc.service.point", "ward_id", string="Service Points"
    )
    search_key = fields.Char(
        compute="_compute_search_key", store=True, index="trigram", copy=False
    )

    _code_unique = models.UniqueIndex(
        "(code) WHERE valid_to IS NULL",
        "Another valid ward has this code already.",
    )
    _validity_check = models.Constraint(
        "CHECK (valid_from <= valid_to)",
        "A ward cannot cease to be valid before it becomes valid.",
    )

    @api.depends("full_name", "code")
    def _compute_search_key(self):
        for ward in self:
            ward.search_key = fold(f"{ward.full_name or ''} {ward.code or ''}")

    @api.depends("team_ids")
    def _compute_team_id(self):
        for ward in self:
            ward.team_id = ward.team_ids[:1]

    @api.model_create_multi
    def create(self, vals_list):
        wards = super().create(vals_list)
        self._reach_changed()
        return wards

    def write(self, vals):
        result = super().write(vals)
        if {"branch_id", "active", "name", "full_name"} & vals.keys():
            self._reach_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._reach_changed()
        return result

    @api.model
    def _reach_changed(self):
        """Forget what was cached about who reaches which ward."""
        self.env["res.users"].invalidate_model(list(REACH))
        self.env.registry.clear_cache()
