from odoo import api, fields, models
from odoo.exceptions import UserError


class HccWardCloneForm(models.TransientModel):
    """Sets wards up as another one is: first shown, then done.

    The preview writes nothing but its own lines. What is done is planned anew, so
    that it never rests on an old preview; the lines then say what was done.
    """

    _name = "hcc.ward.clone.form"
    _description = "Clone a Ward"

    state = fields.Selection(
        [("ask", "Choose"), ("preview", "Preview"), ("done", "Done")],
        default="ask",
        readonly=True,
    )
    source_id = fields.Many2one("hcc.ward", "Ward that is set up", required=True)
    pilot_id = fields.Many2one("hcc.pilot", "All wards of the pilot")
    target_ids = fields.Many2many(
        "hcc.ward",
        string="Wards to set up",
        compute="_compute_target_ids",
        store=True,
        readonly=False,
        domain="[('id', '!=', source_id), ('valid_to', '=', False)]",
    )
    line_ids = fields.One2many("hcc.ward.clone.line", "form_id", readonly=True)
    write_count = fields.Integer("To be written", compute="_compute_counts")
    create_count = fields.Integer("Made", compute="_compute_counts")
    update_count = fields.Integer("Changed", compute="_compute_counts")
    keep_count = fields.Integer("Left alone", compute="_compute_counts")

    @api.depends("pilot_id", "source_id")
    def _compute_target_ids(self):
        for form in self:
            if form.pilot_id:
                form.target_ids = form.pilot_id._get_wards() - form.source_id
            else:
                form.target_ids -= form.source_id

    @api.depends("line_ids")
    def _compute_counts(self):
        for form in self:
            lines = form.line_ids
            form.create_count = sum(lines.mapped("create_count"))
            form.update_count = sum(lines.mapped("update_count"))
            form.keep_count = sum(lines.mapped("keep_count"))
            form.write_count = form.create_count + form.update_count

    @api.depends("source_id")
    def _compute_display_name(self):
        for form in self:
            form.display_name = self.env._("Clone a ward")

    def action_preview(self):
        """Show what would be made, changed and left alone in each ward."""
        self._check_complete()
        steps = self.env["hcc.ward.cloning"]._plan(self.source_id, self._get_targets())
        return self._show(steps, "preview")

    def action_apply(self):
        """Do it, and show what was done."""
        self._check_complete()
        steps = self.env["hcc.ward.cloning"]._clone(self.source_id, self._get_targets())
        return self._show(steps, "done")

    def action_back(self):
        """Choose other wards."""
        self.ensure_one()
        self.state = "ask"
        return self._reopen()

    def _get_targets(self):
        return self.target_ids - self.source_id

    def _check_complete(self):
        self.ensure_one()
        self.check_access("write")
        if not self._get_targets():
            raise UserError(self.env._("Choose the wards to set up."))
        if not (self.source_id.team_id or self.source_id.service_point_ids):
            raise UserError(
                self.env._(
                    "%(ward)s has neither a team nor a service point to clone.",
                    ward=self.source_id.display_name,
                )
            )

    def _show(self, steps, state):
        by_ward = {}
        for step in steps:
            by_ward.setdefault(step.ward_id, []).append(step)
        self.line_ids.unlink()
        Line = self.env["hcc.ward.clone.line"]
        Line.create(
            [
                Line._prepare_values(self, ward, by_ward.get(ward.id, []))
                for ward in self._get_targets()
            ]
        )
        self.state = state
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Clone a ward"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
