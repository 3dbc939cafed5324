from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools import pilot_plan
from .hcc_pilot_readiness import CHECKS

ADMINISTRATOR = "hcc_collaborator.group_hcc_administrator"
#: lines whose readiness is still looked at
OPEN_STATES = ("proposed", "planned", "live")
#: what the steps of a ward write, and nobody by hand
STEPS = frozenset({"state", "live_at", "live_by_id", "override_reason", "override_red"})


def _flag(string):
    return fields.Boolean(string, compute="_compute_readiness")


def _number(string):
    return fields.Char(string, compute="_compute_readiness")


class HccPilotWard(models.Model):
    """A ward of a pilot, and how ready it is.

    Readiness is measured whenever it is looked at, never stored. Going live is one
    action: coordinators of the ward do it when nothing is red, administrators with
    a reason in spite of it.
    """

    _name = "hcc.pilot.ward"
    _description = "Ward of a Pilot"
    _inherit = [
        "hcc.pilot.board",
        "hcc.ward.scoped.mixin",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]
    _order = "pilot_id, sequence, id"
    _rec_name = "ward_id"

    pilot_id = fields.Many2one(
        "hcc.pilot", required=True, index=True, ondelete="cascade"
    )
    pilot_state = fields.Selection(related="pilot_id.state", string="Pilot is")
    branch_id = fields.Many2one(
        related="ward_id.branch_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(compute="_compute_order", store=True, precompute=True)
    priority_class = fields.Selection(
        [("dense", "Dense"), ("suburban", "Suburban"), ("other", "Other")],
        compute="_compute_order",
        store=True,
        precompute=True,
    )
    density = fields.Integer(related="ward_id.density")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("planned", "Getting ready"),
            ("live", "Live"),
            ("closed", "Pilot closed"),
        ],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
        index=True,
    )
    live_at = fields.Datetime("Live since", readonly=True, copy=False)
    live_by_id = fields.Many2one("res.users", "Live by", readonly=True, copy=False)
    override_reason = fields.Char("Live although", readonly=True, copy=False)
    override_red = fields.Char("Was red then", readonly=True, copy=False)
    # measured
    team_ok = _flag("Team is complete")
    team_text = _number("Team")
    trained_ok = _flag("All are trained")
    trained_text = _number("Trained")
    equipped_ok = _flag("All have a tablet")
    equipped_text = _number("Tablets")
    points_ok = _flag("Points are open")
    points_text = _number("Points open")
    shifts_ok = _flag("Open hours are covered")
    shifts_text = _number("Hours covered")
    messages_ok = _flag("Messages work")
    messages_text = _number("Messages")
    red_count = fields.Integer("Red", compute="_compute_readiness")
    is_ready = fields.Boolean(
        "Ready", compute="_compute_readiness", search="_search_is_ready"
    )

    _ward_unique = models.Constraint(
        "UNIQUE (pilot_id, ward_id)", "The pilot has this ward already."
    )
    _open_unique = models.UniqueIndex(
        "(ward_id) WHERE state IN ('planned', 'live')",
        "This ward is in another pilot that is not closed.",
    )

    @api.depends("ward_id", "pilot_id.dense_from")
    def _compute_order(self):
        for line in self:
            ward = line.ward_id
            if not ward:
                line.priority_class, line.sequence = "other", 0
                continue
            line.priority_class = ward._get_pilot_class(line.pilot_id.dense_from)
            place, crowd = pilot_plan.rank(line.priority_class, ward.density)
            # the denser, the earlier; nowhere is as dense as this
            line.sequence = place * 1_000_000 + 999_999 + max(crowd, -999_999)

    @api.depends("ward_id")
    @api.depends_context("lang")
    def _compute_readiness(self):
        readiness = self.env["hcc.pilot.readiness"]
        measured = readiness._measure(self.ward_id)
        for line in self:
            checks = measured.get(line.ward_id.id, {})
            for name in CHECKS:
                measure = checks.get(name)
                line[f"{name}_ok"] = bool(measure) and measure.is_ready
                line[f"{name}_text"] = line._mark(readiness, name, measure)
            line.red_count = sum(not line[f"{name}_ok"] for name in CHECKS)
            line.is_ready = not line.red_count

    def _mark(self, readiness, name, measure):
        """The number with a sign that needs no colour."""
        if not measure:
            return ""
        words = readiness._say(name, measure)
        if measure.is_ready:
            return self.env._("✓ %(number)s", number=words)
        return self.env._("✗ %(number)s", number=words)

    def _search_is_ready(self, operator, value):
        if operator != "in":
            return NotImplemented
        ready = self.search([("state", "in", OPEN_STATES)]).filtered("is_ready")
        domain = Domain("id", "in", ready.ids)
        if set(value) == {True}:
            return domain
        return ~domain if set(value) == {False} else Domain.TRUE

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                {name: vals[name] for name in vals if name not in STEPS}
                for vals in vals_list
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_live(self):
        if any(line.state in ("live", "closed") for line in self):
            raise UserError(self.env._("A ward that has gone live stays in its pilot."))

    def unlink(self):
        self._journal("pilot_ward_removed")
        result = super().unlink()
        self.env["hcc.ward"]._pilots_changed()
        return result

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | STEPS | {"pilot_id", "ward_id"}

    # ------------------------------------------------------------------
    # States
    # ------------------------------------------------------------------

    def _confirm(self):
        """People have agreed: the ward belongs to the area."""
        self._step("planned", "pilot_ward_confirmed", ("proposed",))

    def _close(self):
        """The pilot has ended."""
        self._step("closed", "pilot_ward_closed", ("proposed", "planned", "live"))

    def action_go_live(self):
        """Let the ward serve citizens; refused while something is red.

        :return: for administrators, the form that asks for a reason when it is
        :raises UserError: with the list of what is red
        """
        self._check_may_go_live()
        waiting = self.filtered(lambda line: line.state == "planned")
        red = waiting._get_red()
        if not red:
            waiting._go_live()
            return None
        if len(self) == 1 and self.env.user.has_group(ADMINISTRATOR):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "hcc_reporting.hcc_pilot_override_action"
            )
            return {**action, "context": {"default_line_id": self.id}}
        raise UserError(
            self.env._("Not ready yet:\n%(list)s", list="\n".join(red.values()))
        )

    def _check_may_go_live(self):
        """:raises AccessError, UserError: when it is not theirs, or not yet"""
        self.check_access("read")
        mine = self.env.user.hcc_coordinator_ward_ids
        if not self.env.su and self.ward_id - mine:
            raise AccessError(
                self.env._("Only those who coordinate a ward let it go live.")
            )
        for line in self:
            # sudo: hcc.pilot - whether it runs, for those who coordinate a ward of it
            if line.pilot_id.sudo().state != "running":
                raise UserError(
                    self.env._("“%(pilot)s” has not begun.", pilot=line.pilot_id.name)
                )

    def _get_red(self):
        """What is missing, measured now.

        :return: {line id: one sentence for the ward}, of those that are not ready
        """
        readiness = self.env["hcc.pilot.readiness"]
        labels = readiness._get_labels()
        measured = readiness._measure(self.ward_id)
        red = {}
        for line in self:
            words = [
                f"{labels[name]}: {readiness._say(name, measure)}"
                for name, measure in measured[line.ward_id.id].items()
                if not measure.is_ready
            ]
            if words:
                red[line.id] = f"{line.ward_id.display_name}: {'; '.join(words)}"
        return red

    def _go_live(self, reason=None):
        """Go live, whoever calls it having checked what is red and who asks."""
        values = {"live_at": fields.Datetime.now(), "live_by_id": self.env.uid}
        if not reason:
            self._step("live", "pilot_ward_live", ("planned",), values)
            return
        measured = self.env["hcc.pilot.readiness"]._measure(self.ward_id)
        words = self._get_red()
        for line in self:
            checks = measured[line.ward_id.id]
            red = [name for name in CHECKS if not checks[name].is_ready]
            override = {
                "override_reason": reason,
                "override_red": words.get(line.id, ""),
            }
            # the reason is a person's words: the journal has what was red
            line._step(
                "live",
                "pilot_ward_live_although",
                ("planned",),
                {**values, **override},
                red=red,
            )

    def _step(self, state, action, from_states, values=None, **details):
        """The one place where the state of a ward of a pilot changes."""
        # sudo: hcc.pilot.ward - coordinators let go live, and write nothing else
        lines_sudo = self.sudo().filtered(lambda line: line.state in from_states)
        if not lines_sudo:
            return
        lines_sudo._write_guarded({**(values or {}), "state": state})
        for pilot, lines in lines_sudo.with_env(self.env).grouped("pilot_id").items():
            lines._journal(action, pilot=pilot.id, **details)
        self.env["hcc.ward"]._pilots_changed()
