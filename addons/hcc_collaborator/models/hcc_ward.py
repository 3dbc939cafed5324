from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..tools import ward_finder
from ..tools.text import fold, nfc
from .res_users import REACH

NAMES = ("name", "full_name")
# fields on which cached rules or the finder's index depend
CACHED_FIELDS = {
    "active",
    "branch_id",
    "code",
    "full_name",
    "successor_id",
    "valid_from",
    "valid_to",
}


class HccWard(models.Model):
    """A commune-level unit, the smallest area that a role can cover."""

    _name = "hcc.ward"
    _description = "Ward"
    _inherit = ["hcc.import.mixin"]
    _order = "code, id"
    _rec_name = "full_name"
    _rec_names_search = ["full_name", "code", "search_key"]

    name = fields.Char(required=True)
    full_name = fields.Char(required=True)
    kind = fields.Selection(
        [("phuong", "Urban ward"), ("xa", "Commune"), ("dac_khu", "Special zone")],
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
    is_mine = fields.Boolean(
        "In My Area", compute="_compute_is_mine", search="_search_is_mine"
    )
    search_key = fields.Char(
        compute="_compute_search_key", store=True, index="trigram", copy=False
    )

    _code_unique = models.UniqueIndex(
        "(code) WHERE valid_to IS NULL",
        "Another valid ward has this code already.",
    )
    _figures_check = models.Constraint(
        "CHECK (population >= 0 AND area_km2 >= 0)",
        "Population and area cannot be negative.",
    )
    _position_check = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "This position is not on earth.",
    )
    _validity_check = models.Constraint(
        "CHECK (valid_from <= valid_to)",
        "A ward cannot cease to be valid before it becomes valid.",
    )

    @api.depends("full_name", "code")
    def _compute_search_key(self):
        for ward in self:
            ward.search_key = fold(f"{ward.full_name or ''} {ward.code or ''}")

    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.env.user.hcc_ward_ids
        for ward in self:
            ward.is_mine = ward in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("id", "in", self.env.user.hcc_ward_ids.ids)
        if set(value) == {True}:
            return domain
        return ~domain if set(value) == {False} else Domain.TRUE

    @api.depends("team_ids")
    def _compute_team_id(self):
        for ward in self:
            ward.team_id = ward.team_ids[:1]

    @api.model_create_multi
    def create(self, vals_list):
        wards = super().create([self._clean_values(vals) for vals in vals_list])
        self._reach_changed()
        return wards

    def write(self, vals):
        moved = self.browse()
        if "branch_id" in vals:
            moved = self.filtered(lambda ward: ward.branch_id.id != vals["branch_id"])
        result = super().write(self._clean_values(vals))
        for branch, wards in moved.grouped("branch_id").items():
            # who reaches the ward changes with it
            self.env["hcc.journal"]._log(wards, "ward_branch", branch=branch.id)
        if CACHED_FIELDS & vals.keys():
            self._reach_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._reach_changed()
        return result

    @api.model
    def _find(self, text, limit=20):
        """Return the wards that a citizen may mean, best first.

        :param str text: an address, a new or a former name, or a code, with or
            without diacritics
        :return: list of dicts ``{ward_id, name, matched, label}``, ``matched``
            being current, former or district
        """
        matches = ward_finder.find(self._find_index(), text, limit)
        wards = self.browse(match.ward_id for match in matches)
        names = {ward.id: ward.full_name for ward in wards}
        return [
            {
                "ward_id": match.ward_id,
                "name": names[match.ward_id],
                "matched": match.matched,
                "label": self._get_match_label(names[match.ward_id], match),
            }
            for match in matches
        ]

    @api.model
    def _get_import_domain(self):
        return [("valid_to", "=", False)]

    @api.model
    def _get_match_label(self, name, match):
        """Say how the name that was typed leads to the ward."""
        if match.matched == "current":
            return name
        if match.matched == "district":
            return self.env._(
                "%(ward)s (in the former %(district)s)",
                ward=name,
                district=match.name,
            )
        return self.env._(
            "%(ward)s (has a part of the former %(former)s)",
            ward=name,
            former=match.name,
        )

    @api.model
    @tools.ormcache("self.env['hcc.area.role']._today()")
    def _find_index(self):
        """Return all names of the wards valid today, prepared for the finder."""
        # sudo: hcc.ward, hcc.ward.alias - the names are public
        wards_sudo = self.sudo().with_context(active_test=False)
        valid = wards_sudo.search(self._get_valid_domain())
        former = wards_sudo.search(
            Domain("id", "not in", valid.ids) & Domain("successor_id", "in", valid.ids)
        )
        entries = [
            ward_finder.Entry(ward.id, ward.full_name, "current") for ward in valid
        ]
        codes = [(ward.code, entry) for ward, entry in zip(valid, entries, strict=True)]
        for alias in valid.alias_ids:
            matched = "former" if alias.kind == "ward" else "district"
            entries.append(ward_finder.Entry(alias.ward_id.id, alias.name, matched))
        entries += [
            ward_finder.Entry(ward.successor_id.id, ward.full_name, "former")
            for ward in former
        ]
        return ward_finder.build_index(entries, codes)

    @api.model
    def _get_valid_domain(self):
        """Return the domain of the wards that exist today."""
        today = self.env["hcc.area.role"]._today()
        return (
            Domain("active", "=", True)
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", today))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", today))
        )

    @api.model
    @tools.ormcache()
    def _list_codes(self):
        """All wards by code; each page of a booking looks one up.

        :return: {code: (id, last day or False)}
        """
        # sudo: hcc.ward - the list of wards is public
        wards_sudo = self.sudo().with_context(active_test=True)
        found = wards_sudo.search_fetch([], ["code", "valid_to"])
        return {ward.code: (ward.id, ward.valid_to) for ward in found}

    @api.model
    def _find_code(self, code):
        """The ward with this code, unless it has ended."""
        number, until = self._list_codes().get(code, (False, False))
        if until and until < self.env["hcc.area.role"]._today():
            number = False
        return self.browse(number or [])

    @api.model
    def _reach_changed(self):
        """Forget what was cached about who reaches which ward."""
        self.env["res.users"].invalidate_model([*REACH, "hcc_record_ward_ids"])
        self.env.registry.clear_cache()

    @api.model
    def _clean_values(self, vals):
        """Return the values with their names in the form that is stored."""
        names = {name: nfc(vals[name]) for name in NAMES if vals.get(name)}
        return {**vals, **names}
