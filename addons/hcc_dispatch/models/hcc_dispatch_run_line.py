from odoo import api, fields, models


class HccDispatchRunLine(models.Model):
    """One visit of a plan: who goes, who could as well, and why not the others."""

    _name = "hcc.dispatch.run.line"
    _description = "Visit of a Day Plan"
    _inherit = ["hcc.guard.mixin", "hcc.dispatch.why"]
    _order = "run_id desc, start, id"
    _rec_name = "appointment_id"

    run_id = fields.Many2one(
        "hcc.dispatch.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="run_id.ward_id", store=True, precompute=True, index=True
    )
    appointment_id = fields.Many2one(
        "hcc.appointment",
        "Visit",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    request_id = fields.Many2one(related="appointment_id.request_id")
    start = fields.Datetime(related="appointment_id.start", store=True, precompute=True)
    before_ids = fields.Many2many(
        "hcc.collaborator", "hcc_dispatch_line_before_rel", readonly=True
    )
    after_ids = fields.Many2many(
        "hcc.collaborator", "hcc_dispatch_line_after_rel", readonly=True
    )
    digest = fields.Char(readonly=True, export_string_translation=False)
    action = fields.Selection(
        [
            ("keep", "Stays"),
            ("move", "Another helper"),
            ("fill", "Gets a helper"),
            ("none", "Nobody can"),
        ],
        required=True,
        readonly=True,
        default="keep",
    )
    result = fields.Selection(
        [
            ("waiting", "Not yet done"),
            ("applied", "Done"),
            ("changed", "Changed meanwhile, left alone"),
            ("refused", "Not possible any more"),
            ("kept", "As it was"),
        ],
        required=True,
        readonly=True,
        default="kept",
    )
    codes = fields.Json(readonly=True, export_string_translation=False)
    before_words = fields.Char("Until now", compute="_compute_people_words")
    after_words = fields.Char("Goes", compute="_compute_people_words")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("run_id", "ward_id", "appointment_id", "start", "before_ids"),
            *("after_ids", "digest", "action", "result", "codes"),
        }

    @api.depends("before_ids", "after_ids")
    def _compute_people_words(self):
        for line in self:
            # sudo: hcc.collaborator - names, also of people of other wards
            line_sudo = line.sudo()
            line.before_words = ", ".join(line_sudo.before_ids.mapped("name"))
            line.after_words = ", ".join(line_sudo.after_ids.mapped("name"))

    @api.model
    def _make_lines(self, run_sudo, planned):
        """A line for each visit of the ward."""
        problem, plan = planned.day.problem, planned.plan
        crews = self.env["hcc.dispatch"]._get_crews(plan)
        sight = self._get_sight(problem, plan)
        rows = []
        for visit in problem.visits:
            if not isinstance(visit.key, int):
                continue
            before, after = set(visit.current), set(crews.get(visit.key, ()))
            action = self._get_action(visit, before, after)
            rows.append(
                {
                    "run_id": run_sudo.id,
                    "appointment_id": visit.key,
                    "before_ids": [(6, 0, visit.current)],
                    "after_ids": [(6, 0, crews.get(visit.key, []))],
                    "digest": planned.day.digests[visit.key],
                    "action": action,
                    "result": "waiting" if action in ("fill", "move") else "kept",
                    "codes": self._explain(visit, sight),
                }
            )
        # sudo: hcc.dispatch.run.line - made by the job alone
        return self.sudo().create(rows)

    @api.model
    def _get_action(self, visit, before, after):
        if not after:
            return "none"
        if before == after:
            return "keep"
        return "move" if before - after else "fill"

    def _close(self, result):
        if self:
            self._write_guarded({"result": result})

    def _get_people(self):
        return self.before_ids | self.after_ids

    def _get_after(self):
        """Who goes, the lead first."""
        lead = self.after_ids.browse((self.codes or {}).get("lead") or [])
        return lead | self.after_ids

    def _get_gone(self):
        """The live assignments of those who do not go any more."""
        return self.appointment_id.assignment_ids.filtered(
            lambda entry: (
                entry.is_live
                and entry.state in ("offered", "accepted")
                and entry.collaborator_id not in self.after_ids
            )
        )
