from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_booking.models.hcc_shift import PLACE_FIELDS
from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime

from ..solver.roster_model import Turn
from .hcc_roster_input import minutes_since


class HccShift(models.Model):
    _inherit = "hcc.shift"

    roster_id = fields.Many2one(
        "hcc.roster", "Week's Roster", index="btree_not_null", ondelete="set null"
    )
    is_pinned = fields.Boolean(
        "Pinned",
        default=lambda self: bool(self.env.context.get("default_roster_id")),
        help="Stays as it is when the roster is proposed again.",
    )
    can_offer = fields.Boolean(compute="_compute_can_offer")

    @api.depends_context("uid")
    @api.depends("state", "start", "user_id")
    def _compute_can_offer(self):
        now = fields.Datetime.now()
        # sudo: hcc.shift.swap - only whether there is one
        offered = (
            self.env["hcc.shift.swap"]
            .sudo()
            .search([("shift_id", "in", self.ids), ("state", "=", "offered")])
            .shift_id
        )
        for shift in self:
            shift.can_offer = (
                shift.state == "published"
                and shift.user_id == self.env.user
                and bool(shift.start)
                and shift.start > now
                and shift not in offered
            )

    @api.model_create_multi
    def create(self, vals_list):
        shifts = super().create(vals_list)
        shifts.roster_id._refresh_figures()
        return shifts

    def write(self, vals):
        rosters = self.roster_id
        if rosters and "is_pinned" not in vals and set(vals) & set(PLACE_FIELDS):
            # what a human has moved is left where it is
            vals = {**vals, "is_pinned": True}
        result = super().write(vals)
        if rosters and set(vals) & {*PLACE_FIELDS, "roster_id"}:
            (rosters | self.roster_id)._refresh_figures()
        return result

    def unlink(self):
        rosters = self.roster_id
        result = super().unlink()
        rosters._refresh_figures()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.roster_id._refresh_figures()
        # sudo: hcc.shift.swap - nobody takes a shift that is no more
        self.env["hcc.shift.swap"].sudo()._close(self)
        return result

    def action_pin(self):
        """Keep these shifts, or let the next proposal move them again."""
        for shift in self:
            shift.is_pinned = not shift.is_pinned

    def action_offer(self):
        """Offer the own shift to colleagues.

        :raises UserError: when it cannot be given away
        """
        self.ensure_one()
        if not self.can_offer:
            raise UserError(self.env._("Only an own shift to come can be offered."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offer the shift"),
            "res_model": "hcc.shift.offer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_shift_id": self.id},
        }

    def _get_place_key(self):
        """The place as the solver knows it, like that of a demand."""
        self.ensure_one()
        if self.kind == "point":
            return f"point:{self.service_point_id.id}"
        scope = "branch" if self.branch_wide else "ward"
        return f"{scope}:{self.ward_id.id}"

    def _hand_to(self, people):
        result = super()._hand_to(people)
        self.roster_id._refresh_figures()
        return result

    def _get_turn(self, day, person):
        """The shift as the solver sees it when the person has it."""
        self.ensure_one()
        begin = utc_datetime(day)
        return Turn(
            person.id,
            self._get_place_key(),
            minutes_since(begin, self.start),
            minutes_since(begin, self.stop),
        )

    def _get_line(self):
        """Day, hours and place in one line, as somebody is told."""
        self.ensure_one()
        words = self.env["hcc.words"]
        # sudo: hcc.service.point - its name is public
        point_sudo = self.sudo().service_point_id
        return self.env._(
            "%(when)s: %(place)s",
            when=words._when(self.start, self.stop),
            place=point_sudo.name or self.env._("on call"),
        )
