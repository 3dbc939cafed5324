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
    _inherit = ["hcc.hand.over.form"]

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
    result = fields.Text(readonly=True)

    def _default_stop(self):
        return utc_datetime(self.env["hcc.words"]._today(), 24.0)

    def _selection_kind(self):
        kind = self.env["hcc.absence"]._fields["kind"]
        return kind._description_selection(self.env)

    @api.onchange("collaborator_id", "start", "stop")
    def _onchange_preview(self):
        """List the remaining visits, the best candidate chosen for each."""
        commands = [Command.clear()]
        if self.collaborator_id and self.start and self.stop and self.start < self.stop:
            commands += [
                Command.create(values)
                for values in self._prepare_visit_lines(
                    self.collaborator_id._origin,
                    self.start,
                    self.stop,
                    **self._get_preview_options(),
                )
            ]
        self.line_ids = commands

    def action_apply(self):
        """Record the absence and hand every visit over.

        :raises UserError: when the period is wrong
        """
        self.ensure_one()
        if self.start >= self.stop:
            raise UserError(self.env._("The absence must end after it begins."))
        outcome = self._apply()
        sentences = self._get_outcome_words(outcome)
        sentences.append(
            self.env._("The absence is recorded. Citizens and helpers are told.")
        )
        self.result = "\n".join(sentences)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_booking.hcc_illness_action"
        )
        return {**action, "res_id": self.id}

    def _apply(self):
        """Hand the visits over as chosen.

        :return: what ``_ill`` of the booking service says of it
        """
        return self.env["hcc.booking"]._ill(
            self.collaborator_id,
            self.start,
            self.stop,
            choices=self._get_choices(),
            kind=self.kind,
            **self._get_options(),
        )

    def _get_choices(self):
        """Who was chosen: {assignment id: collaborator id or False}."""
        return {
            line.assignment_id.id: line.collaborator_id.id for line in self.line_ids
        }

    def _get_preview_options(self):
        """What ``_ill_preview`` is asked besides; other rooms ask for more."""
        return {}

    def _get_options(self):
        """What ``_ill`` is asked besides; other rooms ask for more."""
        return {}
