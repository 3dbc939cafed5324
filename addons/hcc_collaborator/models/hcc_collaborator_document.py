from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.localtime import local_date


class HccCollaboratorDocument(models.Model):
    """That a paper was seen, by whom and when; a copy is never kept.

    Whoever enters it is the one who saw it. A wrong entry is taken away and made
    anew: it is not changed.
    """

    _name = "hcc.collaborator.document"
    _description = "Document Seen"
    _inherit = ["hcc.ward.scoped.mixin", "hcc.journal.mixin"]
    _order = "seen_on desc, id desc"
    _rec_name = "type_id"

    collaborator_id = fields.Many2one(
        "hcc.collaborator", required=True, index=True, ondelete="cascade"
    )
    ward_id = fields.Many2one(
        related="collaborator_id.ward_id", store=True, precompute=True
    )
    type_id = fields.Many2one(
        "hcc.document.type", "Document", required=True, index=True, ondelete="restrict"
    )
    is_strict = fields.Boolean(related="type_id.is_strict")
    seen_on = fields.Date(required=True, default=lambda self: self._today())
    seen_by_id = fields.Many2one(
        "res.users",
        "Seen by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date_to = fields.Date(
        "Valid until",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="The last valid day; empty: for good.",
    )
    is_valid = fields.Boolean("Valid", compute="_compute_is_valid")

    _dates_check = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= seen_on)",
        "A document cannot run out before it was seen.",
    )

    @api.depends("type_id", "seen_on")
    def _compute_date_to(self):
        for document in self:
            months = document.type_id.validity_months
            document.date_to = (
                fields.Date.add(document.seen_on, months=months, days=-1)
                if months and document.seen_on
                else False
            )

    @api.depends("date_to")
    def _compute_is_valid(self):
        today = self._today()
        for document in self:
            document.is_valid = not document.date_to or document.date_to >= today

    @api.constrains("seen_on")
    def _check_seen_on(self):
        if any(document.seen_on > self._today() for document in self):
            raise ValidationError(
                self.env._("A document cannot have been seen in the future.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Nobody says in somebody else's name that a paper was seen.
        documents = super().create(
            [{**vals, "seen_by_id": self.env.uid} for vals in vals_list]
        )
        for document in documents:
            # the person's own row in the journal: that is where it is looked for
            document.collaborator_id._journal(
                "document_seen", type=document.type_id.code
            )
        return documents

    @api.ondelete(at_uninstall=False)
    def _unlink_journaled(self):
        for document in self:
            document.collaborator_id._journal(
                "document_removed", type=document.type_id.code
            )

    @api.model
    def _today(self):
        return local_date(fields.Datetime.now())
