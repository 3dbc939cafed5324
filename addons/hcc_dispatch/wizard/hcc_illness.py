from odoo import api, fields, models


class HccIllness(models.TransientModel):
    _inherit = "hcc.illness"

    collaborator_id = fields.Many2one(
        default=lambda self: self._default_collaborator_id()
    )
    with_started = fields.Boolean(
        "Also the visit that has begun", help="It cannot go on: somebody else goes."
    )
    repair_id = fields.Many2one("hcc.day.repair", readonly=True)
    is_own = fields.Boolean(compute="_compute_is_own")
    kept_count = fields.Integer(compute="_compute_kept_count")

    @api.model
    def _default_collaborator_id(self):
        """The user, on the form for the own absence."""
        if not self.env.context.get("hcc_own_absence"):
            return self.env["hcc.collaborator"]
        return self.env.user.hcc_collaborator_ids[:1]

    @api.depends("collaborator_id")
    @api.depends_context("uid")
    def _compute_is_own(self):
        """Helpers enter their own absence; who goes instead is not theirs to say."""
        wards = self.env.user.hcc_coordinator_ward_ids
        for form in self:
            # sudo: hcc.collaborator - whose record it is and of which ward
            person_sudo = form.collaborator_id.sudo()
            form.is_own = (
                person_sudo.user_id == self.env.user
                and person_sudo.ward_id not in wards
            )

    @api.depends("line_ids.proposed_name", "is_own")
    def _compute_visit_counts(self):
        result = super()._compute_visit_counts()
        for form in self.filtered("is_own"):
            form.open_count = len(
                form.line_ids.filtered(lambda line: not line.proposed_name)
            )
        return result

    @api.depends("line_ids.is_kept")
    def _compute_kept_count(self):
        for form in self:
            form.kept_count = len(form.line_ids.filtered("is_kept"))

    @api.onchange("with_started")
    def _onchange_with_started(self):
        self._onchange_preview()

    def action_apply(self):
        """Hand over what was shown; a helper then sees the own day.

        :raises UserError: when the period is wrong
        """
        action = super().action_apply()
        return self.repair_id._get_form_action() if self.is_own else action

    def action_open_repair(self):
        """Show what was done, and the way back."""
        self.ensure_one()
        return self.repair_id._get_form_action()

    @api.model
    def _prepare_visit_lines(self, person, start, stop, **options):
        """Helpers are told the name of who would go, and no more of colleagues."""
        lines = super()._prepare_visit_lines(person, start, stop, **options)
        # sudo: hcc.collaborator - the names of those who were proposed
        people_sudo = self.env["hcc.collaborator"].sudo()
        for line in lines if self.is_own else ():
            proposed = people_sudo.browse(line.pop("collaborator_id") or [])
            line.update(proposed_name=proposed.name, candidate_ids=[])
        return lines

    def _apply(self):
        outcome = super()._apply()
        self.repair_id = outcome["repair"]
        return outcome

    def _get_choices(self):
        """The best who is free goes, when it is a helper who asks."""
        return None if self.is_own else super()._get_choices()

    def _get_preview_options(self):
        return super()._get_preview_options() | {"with_started": self.with_started}

    def _get_options(self):
        options = super()._get_options() | {"with_started": self.with_started}
        if self.kept_count:
            taken = self.line_ids.filtered(lambda line: not line.is_kept)
            options["only"] = taken.assignment_id.ids
        return options
