from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.hcc_collaborator.models.fields import NoteText

from ..tools.dossier_code import tidy

CODE_LENGTH = 40
NOTE_LENGTH = 1000


class HccDossier(models.Model):
    """A dossier that was filed with help, or why it could not be filed.

    The dossier itself lives on the national portal: here stand only its code and
    what became of it. It belongs to the day of the assist, and is followed until
    it is resolved or rejected.
    """

    _name = "hcc.dossier"
    _description = "Dossier"
    _inherit = [
        "hcc.dossier.flow",
        "hcc.dossier.correction",
        "hcc.dossier.follow.up",
        "hcc.dossier.reminder",
        "hcc.dossier.words",
        "hcc.dossier.retention",
        "hcc.ward.scoped.mixin",
    ]
    _order = "id desc"
    _rec_name = "code"
    _rec_names_search = ["code"]

    request_id = fields.Many2one(
        "hcc.request", required=True, index=True, ondelete="cascade"
    )
    appointment_id = fields.Many2one(
        "hcc.appointment", required=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="appointment_id.ward_id", store=True, precompute=True
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Helper",
        compute="_compute_collaborator_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        string="Helper's User",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    procedure_id = fields.Many2one("hcc.procedure", index=True, ondelete="restrict")
    code = fields.Char("Dossier Code", index="btree_not_null")
    note = NoteText()

    # the same code twice in a request is one dossier; what was erased has none
    _code_once = models.UniqueIndex(
        "(request_id, code) WHERE code IS NOT NULL AND code <> '–'",
        "This dossier code stands in the request already.",
    )
    _deadline_known = models.Constraint(
        "CHECK (outcome <> 'supplement' OR supplement_deadline IS NOT NULL)",
        "Say until when the missing papers must be handed in.",
    )
    _open_idx = models.Index(
        "(ward_id, follow_up_on) "
        "WHERE outcome IN ('filed', 'accepted', 'supplement', 'returned')"
    )

    @api.depends("appointment_id")
    def _compute_collaborator_id(self):
        for dossier in self:
            if not dossier.collaborator_id:
                dossier.collaborator_id = dossier.appointment_id.lead_id

    @api.constrains("code", "outcome", "not_filed_reason", "note")
    def _check_outcome(self):
        for dossier in self:
            if dossier.outcome == "not_filed":
                if not dossier.not_filed_reason:
                    raise ValidationError(
                        self.env._("Say why the dossier was not filed.")
                    )
            elif not dossier.code:
                raise ValidationError(
                    self.env._("A dossier that was filed needs its code.")
                )
            if len(dossier.code or "") > CODE_LENGTH:
                raise ValidationError(self.env._("The dossier code is too long."))
            if len(dossier.note or "") > NOTE_LENGTH:
                raise ValidationError(
                    self.env._(
                        "The note is too long (at most %(limit)s characters).",
                        limit=NOTE_LENGTH,
                    )
                )

    @api.constrains("appointment_id", "request_id", "collaborator_id")
    def _check_place(self):
        for dossier in self:
            appointment = dossier.appointment_id
            if appointment.request_id != dossier.request_id:
                raise ValidationError(
                    self.env._("The visit belongs to another request.")
                )
            helpers = appointment.assignment_ids.filtered("is_live").collaborator_id
            if dossier.collaborator_id and dossier.collaborator_id not in helpers:
                raise ValidationError(
                    self.env._("This helper was not at the visit of the dossier.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        today = self.env["hcc.words"]._today()
        for vals in vals_list:
            if vals.get("code"):
                vals["code"] = tidy(vals["code"])
            if vals.get("outcome", "filed") != "not_filed":
                vals.setdefault("filed_on", today)
            vals.setdefault("outcome_on", today)
            self._add_follow_up(vals)
        dossiers = super().create(vals_list)
        for outcome, same in dossiers.grouped("outcome").items():
            same._journal("dossier_recorded", outcome=outcome)
        if not self.env.su:
            # typed at once as what it is by now; a visit records only what was filed
            # sudo: hcc.dossier - citizens are told of what was recorded
            dossiers.sudo()._tell_outcome()
        return dossiers

    def write(self, vals):
        if vals.get("code"):
            vals = {**vals, "code": tidy(vals["code"])}
        return super().write(vals)
