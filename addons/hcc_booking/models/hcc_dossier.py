import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.hcc_collaborator.models.fields import NoteText

CODE = re.compile(r"^[A-Z]\d{2}(\.\d{1,3}){0,3}-\d{6}-\d{4,}$")
CODE_LENGTH = 40
NOTE_LENGTH = 1000


class HccDossier(models.Model):
    """A dossier that was filed with help, or why it could not be filed.

    The dossier itself lives on the national portal: here stand only its code
    and its outcome. It belongs to the day of the assist.
    """

    _name = "hcc.dossier"
    _description = "Dossier"
    _inherit = ["hcc.ward.scoped.mixin", "hcc.journal.mixin"]
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
    code_is_odd = fields.Boolean(
        "Unusual Code",
        compute="_compute_code_is_odd",
        help="The code does not look like the usual ones. Look at it again.",
    )
    filed_online = fields.Boolean(default=True)
    outcome = fields.Selection(
        [
            ("filed", "Filed"),
            ("accepted", "Accepted"),
            ("supplement", "Supplement requested"),
            ("rejected", "Returned or rejected"),
            ("resolved", "Resolved"),
            ("not_filed", "Not filed"),
        ],
        required=True,
        default="filed",
    )
    not_filed_reason = fields.Selection(
        [
            ("no_eid_level2", "No level-2 e-identity"),
            ("sim_not_own", "SIM not in own name"),
            ("originals_missing", "Paper originals missing"),
            ("portal_error", "Error of the portal"),
            ("in_person_only", "Must be done in person"),
            ("no_network", "No network"),
            ("other", "Other"),
        ],
    )
    filed_on = fields.Date()
    outcome_on = fields.Date()
    note = NoteText()

    @api.depends("appointment_id")
    def _compute_collaborator_id(self):
        for dossier in self:
            if not dossier.collaborator_id:
                dossier.collaborator_id = dossier.appointment_id.lead_id

    @api.depends("code")
    def _compute_code_is_odd(self):
        for dossier in self:
            dossier.code_is_odd = bool(dossier.code) and not CODE.match(dossier.code)

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
        today = fields.Date.context_today(self)
        for vals in vals_list:
            if vals.get("code"):
                vals["code"] = vals["code"].strip().upper()
            if vals.get("outcome", "filed") != "not_filed":
                vals.setdefault("filed_on", today)
            vals.setdefault("outcome_on", today)
        dossiers = super().create(vals_list)
        for outcome, same in dossiers.grouped("outcome").items():
            same._journal("dossier_recorded", outcome=outcome)
        return dossiers

    def write(self, vals):
        if vals.get("code"):
            vals = {**vals, "code": vals["code"].strip().upper()}
        if vals.get("outcome"):
            vals = {"outcome_on": fields.Date.context_today(self), **vals}
        res = super().write(vals)
        if vals.get("outcome"):
            self._journal("dossier_outcome", outcome=vals["outcome"])
        return res

    def _set_outcome(self, outcome, on=None):
        """Note what became of the dossiers.

        :param str outcome: one of the outcomes
        :param date on: local day, today by default
        """
        self.write(
            {"outcome": outcome, "outcome_on": on or fields.Date.context_today(self)}
        )
