from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.hcc_collaborator.tools.localtime import utc_datetime


class HccIllness(models.TransientModel):
    """A helper cannot come: who takes each remaining visit, in one action.

    The times promised stay. What nobody can take stays promised and red.
    """

    _name = "hcc.illness"
    _description = "Helper Who Cannot Come"

    collaborator_id = fields.Many2one("hcc.collaborator", required=True)
    start = fields.Datetime("From", required=True, default=fields.Datetime.now)
    stop = fields.Datetime(
        "Until", required=True, default=lambda self: self._default_stop()
    )
    kind = fields.Selection(
        selection=lambda self: self._selection_kind(),
        string="Why",
        required=True,
        default="illness",
    )
    line_ids = fields.One2many("hcc.illness.line", "illness_id", "Remaining visits")
    visit_count = fields.Integer(compute="_compute_counts")
    open_count = fields.Integer("Nobody free", compute="_compute_counts")
    result = fields.Text(readonly=True)

    def _default_stop(self):
        return utc_datetime(self.env["hcc.words"]._today(), 24.0)

    @api.depends("line_ids.collaborator_id")
    def _compute_counts(self):
        for form in self:
            lines = form.line_ids
            form.visit_count = len(lines)
            form.open_count = len(lines.filtered(lambda line: not line.collaborator_id))

    def _selection_kind(self):
        kind = self.env["hcc.absence"]._fields["kind"]
        return kind._description_selection(self.env)

    @api.onchange("collaborator_id", "start", "stop")
    def _onchange_preview(self):
        """List the remaining visits, the best candidate chosen for each."""
        commands = [Command.clear()]
        if self.collaborator_id and self.start and self.stop and self.start < self.stop:
            commands += [
                Command.create(values) for values in self._prepare_line_values()
            ]
        self.line_ids = commands

    def action_apply(self):
        """Record the absence and hand every visit over.

        :raises UserError: when the period is wrong
        """
        self.ensure_one()
        if self.start >= self.stop:
            raise UserError(self.env._("The absence must end after it begins."))
        outcome = self.env["hcc.booking"]._ill(
            self.collaborator_id,
            self.start,
            self.stop,
            choices={
                line.assignment_id.id: line.collaborator_id.id for line in self.line_ids
            },
            kind=self.kind,
        )
        self.result = self._get_result(outcome["moved"], outcome["left"])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_illness_action"
        )
        return {**action, "res_id": self.id}

    def _get_result(self, moved, left):
        """Say in words what became of each visit."""
        words = self.env["hcc.words"]
        sentences = [
            self.env._(
                "%(helper)s at %(when)s: visit %(reference)s.",
                helper=assignment.collaborator_id.name,
                when=words._when(assignment.start),
                reference=assignment.reference,
            )
            # sudo: hcc.assignment - names of borrowed helpers, just chosen here
            for assignment in moved.sudo()
        ]
        sentences += [
            self.env._(
                "%(reference)s at %(when)s: nobody is free. It stays promised, "
                "and stays red until somebody is found.",
                reference=assignment.reference,
                when=words._when(assignment.start),
            )
            for assignment in left.sudo()
        ]
        sentences.append(
            self.env._("The absence is recorded. Citizens and helpers are told.")
        )
        return "\n".join(sentences)

    def _prepare_line_values(self):
        """Return one line for each remaining visit, the best helper proposed."""
        words = self.env["hcc.words"]
        rows = self.env["hcc.booking"]._ill_preview(
            self.collaborator_id._origin, self.start, self.stop
        )
        # sudo: hcc.appointment - the place of visits that the service just listed
        visits_sudo = (
            self.env["hcc.appointment"]
            .sudo()
            .browse([row["appointment_id"] for row in rows])
        )
        return [
            {
                "assignment_id": row["assignment_id"],
                "reference": row["reference"],
                "when": words._when(row["start"], row["stop"]),
                "where": words._where(
                    visit_sudo.place, visit_sudo.service_point_id, visit_sudo.ward_id
                ),
                "candidate_ids": [Command.set(row["candidate_ids"])],
                "candidate_count": len(row["candidate_ids"]),
                "collaborator_id": row["proposed_id"],
            }
            for row, visit_sudo in zip(rows, visits_sudo, strict=True)
        ]
