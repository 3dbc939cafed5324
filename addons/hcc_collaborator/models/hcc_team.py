from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

CANDIDATE_STATES = ("applied", "screened", "interviewed", "approved")


class HccTeam(models.Model):
    """The collaborators of one ward."""

    _name = "hcc.team"
    _description = "Collaborator Team"
    _inherit = ["hcc.ward.scoped.mixin", "hcc.team.equipment"]
    _order = "ward_id, id"

    name = fields.Char(required=True)
    branch_id = fields.Many2one(related="ward_id.branch_id", store=True, index=True)
    leader_id = fields.Many2one(
        "hcc.collaborator",
        string="Team Leader",
        index="btree_not_null",
        ondelete="set null",
        domain="[('team_id', '=', id)]",
    )
    target_size = fields.Integer(default=10, required=True)
    member_ids = fields.One2many("hcc.collaborator", "team_id", string="Members")
    active = fields.Boolean(default=True)
    # how many work, and how many are still to be found
    active_count = fields.Integer("Active Members", compute="_compute_counts")
    candidate_count = fields.Integer("In Selection", compute="_compute_counts")
    gap = fields.Integer(
        "Missing", compute="_compute_counts", help="Target size less active members."
    )
    is_short = fields.Boolean(
        "Too Few Members", compute="_compute_counts", search="_search_is_short"
    )

    _ward_unique = models.Constraint(
        "UNIQUE (ward_id)", "This ward has a team already."
    )
    _target_size_check = models.Constraint(
        "CHECK (target_size >= 0)", "The target size cannot be negative."
    )

    @api.depends("target_size", "member_ids.state", "member_ids.active")
    def _compute_counts(self):
        # sudo: hcc.collaborator - how many is no secret, who is
        groups = (
            self.env["hcc.collaborator"]
            .sudo()
            ._read_group(
                [("team_id", "in", self.ids)], ["team_id", "state"], ["__count"]
            )
        )
        counts = {(team.id, state): count for team, state, count in groups}
        for team in self:
            team.active_count = counts.get((team.id, "active"), 0)
            team.candidate_count = sum(
                counts.get((team.id, state), 0) for state in CANDIDATE_STATES
            )
            team.gap = max(team.target_size - team.active_count, 0)
            team.is_short = bool(team.gap)

    def _search_is_short(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: hcc.collaborator - how many is no secret, who is
        groups = (
            self.env["hcc.collaborator"]
            .sudo()
            ._read_group([("state", "=", "active")], ["team_id"], ["__count"])
        )
        counts = {team.id: count for team, count in groups}
        teams = (
            self.sudo()
            .with_context(active_test=False)
            .search_fetch([], ["target_size"])
        )
        short = [team.id for team in teams if counts.get(team.id, 0) < team.target_size]
        domain = Domain("id", "in", short)
        if set(value) == {True}:
            return domain
        return ~domain if set(value) == {False} else Domain.TRUE

    @api.model
    def _get_or_create(self, ward):
        """Return the team of the ward, in sudo; a ward without one gets it now.

        :param ward: one hcc.ward
        """
        # sudo: hcc.team - strangers who apply have no rights on teams
        teams_sudo = self.sudo()
        team_sudo = teams_sudo.with_context(active_test=False).search(
            [("ward_id", "=", ward.id)], limit=1
        )
        if team_sudo:
            return team_sudo
        try:
            with self.env.cr.savepoint():
                return teams_sudo.create(teams_sudo._prepare_team_values(ward))
        except UniqueViolation as made:
            # made meanwhile: only a new transaction sees it
            raise ConcurrencyError("ward_id") from made

    @api.model
    def _prepare_team_values(self, ward, lang=None):
        """Values of the team of a ward, named in the language of the service.

        :param str lang: that language, for whoever makes many teams
        """
        lang = lang or self.env["ir.default"]._get("res.partner", "lang")
        lang = lang or self.env.lang
        env = self.with_context(lang=lang).env
        name = env._("Collaborators of %(ward)s", ward=ward.full_name or ward.name)
        return {"name": name, "ward_id": ward.id}

    @api.model
    def _get_gaps(self, wards):
        """Return {hcc.ward id: how many are still looked for}, for anybody."""
        # sudo: hcc.team - how many is no secret
        teams_sudo = self.sudo().search([("ward_id", "in", wards.ids)])
        default = self.default_get(["target_size"])["target_size"]
        gaps = dict.fromkeys(wards.ids, default)
        gaps.update({team.ward_id.id: team.gap for team in teams_sudo})
        return gaps

    def action_view_members(self):
        """Open the collaborators of the team."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_collaborator.hcc_collaborator_action"
        )
        return action | {
            "display_name": self.name,
            "domain": [("team_id", "=", self.id)],
            "context": {"default_team_id": self.id},
        }
