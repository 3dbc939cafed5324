from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.models.fields import NoteText

from ..models.hcc_dossier_flow import FAILED_OUTCOMES
from ..tools.dossier_code import find_code, is_usual


class HccDossierStep(models.TransientModel):
    """A change of a dossier that needs a day, a cause or a code."""

    _name = "hcc.dossier.step"
    _description = "News of a Dossier"
    _inherit = ["hcc.about.mixin"]

    _about = ("dossier_id",)

    dossier_id = fields.Many2one("hcc.dossier", required=True, readonly=True)
    dossier_code = fields.Char(related="dossier_id.code", string="Its Code")
    outcome = fields.Selection(
        selection=lambda self: self._selection_of("outcome"),
        string="What Became of It",
        required=True,
    )
    is_failed = fields.Boolean(compute="_compute_is_failed")
    deadline = fields.Date("Papers until")
    cause = fields.Selection(
        selection=lambda self: self._selection_of("not_filed_reason")
    )
    code = fields.Char("Dossier code")
    way = fields.Selection(
        [("online", "Online"), ("paper", "On paper")],
        "How It Was Filed",
        compute="_compute_way",
        store=True,
        readonly=False,
    )
    code_help = fields.Char(compute="_compute_code_help")
    note = NoteText()

    @api.depends("outcome")
    def _compute_is_failed(self):
        for form in self:
            form.is_failed = form.outcome in FAILED_OUTCOMES

    @api.depends("dossier_id")
    def _compute_way(self):
        """As before; not where it was never filed: that is to be said."""
        for form in self:
            way = "online" if form.dossier_id.filed_online else "paper"
            form.way = form.dossier_id.outcome != "not_filed" and way

    @api.depends("code")
    def _compute_code_help(self):
        for form in self:
            code = find_code(form.code)
            form.code_help = (
                code
                and not is_usual(code)
                and self.env["hcc.dossier"]._get_code_help(code)
                or ""
            )

    def _selection_of(self, name):
        field = self.env["hcc.dossier"]._fields[name]
        return field._description_selection(self.env)

    def action_confirm(self):
        """Note what became of the dossier."""
        self.ensure_one()
        facts = {"deadline": self.deadline, "cause": self.cause, "code": self.code}
        if not self.outcome:
            raise UserError(self.env._("Choose what became of the dossier."))
        if self.way:
            facts["filed_online"] = self.way == "online"
        if self.note:
            facts["note"] = self.note
        self.dossier_id._set_outcome(self.outcome, **facts)
        return {"type": "ir.actions.act_window_close"}
