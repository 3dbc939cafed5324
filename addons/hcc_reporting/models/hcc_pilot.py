from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.hcc_collaborator.models.fields import NoteText

from ..tools import pilot_plan

#: a line of the area in one of these counts
IN_AREA = ("planned", "live", "closed")


class HccPilot(models.Model):
    """A pilot of the service: where, when, who steers it, and what is to be done.

    Administrators write it. Whoever reads figures, coordinates or trains in one of
    its wards reads it, and so does its steering committee.
    """

    _name = "hcc.pilot"
    _description = "Pilot"
    _inherit = [
        "hcc.pilot.area",
        "hcc.pilot.review",
        "hcc.guard.mixin",
        "hcc.journal.mixin",
    ]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    decision = fields.Char("Number of the plan", help="Of the city's decision.")
    state = fields.Selection(
        [("draft", "Being prepared"), ("running", "Running"), ("closed", "Closed")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    date_from = fields.Date(
        "First day",
        required=True,
        default=lambda self: self._default_date_from(),
        help="Phases and open tasks move with it.",
    )
    date_to = fields.Date("Last day", compute="_compute_date_to", store=True)
    # who steers it
    chair_id = fields.Many2one(
        "res.users",
        "Head of the steering committee",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="set null",
    )
    committee_user_ids = fields.Many2many(
        "res.users", string="Steering committee", domain="[('share', '=', False)]"
    )
    committee_note = fields.Char(
        "Other members", help="Members of the committee without an account."
    )
    note = NoteText("Notes")
    # what is to be done
    phase_ids = fields.One2many("hcc.pilot.phase", "pilot_id", string="Phases")
    task_ids = fields.One2many("hcc.pilot.task", "pilot_id", string="Tasks")
    task_count = fields.Integer("Tasks in all", compute="_compute_task_counts")
    task_done_count = fields.Integer("Tasks done", compute="_compute_task_counts")
    task_late_count = fields.Integer("Tasks late", compute="_compute_task_counts")
    task_text = fields.Char("Tasks so far", compute="_compute_task_counts")

    _dates_check = models.Constraint(
        "CHECK (date_from <= date_to)", "A pilot cannot end before it begins."
    )

    @api.model
    def _default_date_from(self):
        """The next Monday: a plan counts in weeks."""
        today = self.env["hcc.area.role"]._today()
        return today + timedelta(days=7 - today.weekday())

    @api.depends("phase_ids.date_to", "date_from")
    def _compute_date_to(self):
        for pilot in self:
            days = [day for day in pilot.phase_ids.mapped("date_to") if day]
            pilot.date_to = max([*days, pilot.date_from], default=False)

    @api.depends("task_ids.is_done", "task_ids.date_due")
    def _compute_task_counts(self):
        today = self.env["hcc.area.role"]._today()
        groups = self.env["hcc.pilot.task"]._read_group(
            [("pilot_id", "in", self.ids)],
            ["pilot_id", "is_done", "date_due:day"],
            ["__count"],
        )
        for pilot in self:
            mine = [row[1:] for row in groups if row[0] == pilot]
            pilot.task_count = sum(count for *_keys, count in mine)
            pilot.task_done_count = sum(count for done, _day, count in mine if done)
            pilot.task_late_count = sum(
                count for done, day, count in mine if not done and day and day < today
            )
            pilot.task_text = self.env._(
                "%(done)s of %(all)s",
                done=pilot.task_done_count,
                all=pilot.task_count,
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" for vals in vals_list):
            raise UserError(self.env._("A new pilot begins with being prepared."))
        pilots = super().create(vals_list)
        pilots._make_plan()
        pilots._journal("pilot_created")
        return pilots

    def write(self, vals):
        before = {pilot: pilot.date_from for pilot in self}
        result = super().write(vals)
        for pilot, day in before.items():
            if pilot.date_from != day:
                pilot.phase_ids._move(pilot.date_from - day)
        self._journal("pilot_changed", fields=sorted(vals))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(pilot.state != "draft" for pilot in self):
            raise UserError(
                self.env._("A pilot that has begun is closed, not deleted.")
            )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"state"}

    # ------------------------------------------------------------------
    # States
    # ------------------------------------------------------------------

    def action_start(self):
        """The pilot begins: its wards wait for going live, all others stay as is."""
        self.check_access("write")
        drafts = self.filtered(lambda pilot: pilot.state == "draft")
        for pilot in drafts:
            if not pilot.area_ids:
                raise UserError(
                    self.env._(
                        "Choose the wards of “%(pilot)s” first.", pilot=pilot.name
                    )
                )
        drafts.area_ids._confirm()
        drafts._set_state("running", "pilot_started")

    def action_close(self):
        """The pilot ends: its wards serve citizens as any other ward does."""
        self.check_access("write")
        running = self.filtered(lambda pilot: pilot.state == "running")
        running.area_ids._close()
        running._set_state("closed", "pilot_closed")

    def _set_state(self, state, action):
        if self:
            self._write_guarded({"state": state})
            self._journal(action)
            self.env["hcc.ward"]._pilots_changed()

    # ------------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------------

    def action_view_tasks(self):
        """Open the tasks of the pilot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_reporting.hcc_pilot_task_action"
        )
        return {
            **action,
            "display_name": self.name,
            "domain": [("pilot_id", "=", self.id)],
            "context": {},
        }

    def _make_plan(self):
        """Give the pilots their phases, and the tasks of the template."""
        phases = self.env["hcc.pilot.phase"].create(
            [
                pilot._prepare_phase_values(kind)
                for pilot in self
                for kind in pilot_plan.SPANS
            ]
        )
        # sudo: hcc.pilot.step - the template of all plans
        steps = self.env["hcc.pilot.step"].sudo().search([("active", "=", True)])
        lang = self.env["ir.default"]._get("res.partner", "lang") or self.env.lang
        by_kind = steps.with_context(lang=lang).grouped("kind")
        self.env["hcc.pilot.task"].create(
            [
                step._prepare_task_values(phase)
                for phase in phases
                for step in by_kind.get(phase.kind, ())
            ]
        )

    def _prepare_phase_values(self, kind):
        self.ensure_one()
        first, last = pilot_plan.SPANS[kind]
        return {
            "pilot_id": self.id,
            "kind": kind,
            "date_from": self.date_from + timedelta(days=first),
            "date_to": self.date_from + timedelta(days=last),
        }

    def _get_review_period(self):
        """The days that the review looks at: those of the running phase.

        :return: (first day, last day), both included
        """
        self.ensure_one()
        run = self.phase_ids.filtered(lambda phase: phase.kind == "run")[:1]
        return run.date_from or self.date_from, run.date_to or self.date_to

    def _get_wards(self):
        """The wards of the pilots, in the order of its area."""
        # sudo: hcc.pilot.ward - which wards a pilot has is no secret to its readers
        lines_sudo = self.sudo().area_ids
        return lines_sudo.filtered_domain(
            Domain("state", "in", IN_AREA)
        ).ward_id.with_env(self.env)
