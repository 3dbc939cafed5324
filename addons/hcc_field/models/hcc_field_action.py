from odoo import api, fields, models

from odoo.addons.hcc_collaborator.models.fields import NoteText

STATUSES = [
    ("received", "Received"),
    ("applied", "Applied"),
    ("attached", "To decide"),
    ("refused", "Not taken"),
    ("taken", "Taken over"),
    ("kept", "Kept as a note"),
]


class HccFieldAction(models.Model):
    """One thing that a helper did on a device, and what became of it.

    It is known by an id that the device made: sent twice, it is answered from here.
    What it said is kept only where somebody has to decide; the words of a note are
    kept for whoever works on the request, for a time.
    """

    _name = "hcc.field.action"
    _description = "Action in the Field"
    _inherit = [
        # one line for each part of the field page
        "hcc.field.apply.visit",
        "hcc.field.apply.facts",
        "hcc.field.apply.mandate",
        "hcc.field.safety",
        "hcc.field.decision",
        "hcc.field.sync",
        "hcc.field.retention",
        "hcc.request.logged.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "at desc, id desc"
    _rec_name = "kind"
    _read_log_fields = frozenset({"text", "words"})

    uid = fields.Char("Action ID", required=True, readonly=True)
    device_id = fields.Many2one(
        "hcc.field.device", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator", "Helper", readonly=True, index=True, ondelete="restrict"
    )
    ward_id = fields.Many2one(readonly=True)
    assignment_id = fields.Many2one(
        "hcc.assignment", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    appointment_id = fields.Many2one(
        "hcc.appointment", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    request_id = fields.Many2one(
        "hcc.request", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    reference = fields.Char(related="appointment_id.reference")
    seq = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Char("Kind Code", required=True, readonly=True)
    kind_words = fields.Char("What", compute="_compute_kind_words")
    at = fields.Datetime("When", readonly=True)
    received_at = fields.Datetime("Received", required=True, readonly=True)
    clock_jumped = fields.Boolean(
        readonly=True,
        help="The clock of the device was changed meanwhile: the time is estimated.",
    )
    status = fields.Selection(STATUSES, required=True, readonly=True)
    words = fields.Text("Why", readonly=True)
    text = NoteText("What it says", readonly=True)
    payload = fields.Json(groups=fields.NO_ACCESS, readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime(readonly=True)
    erased_at = fields.Datetime("Words Taken Away on", readonly=True)

    _uid_uniq = models.UniqueIndex(
        "(uid, device_id)", "This action has been received already."
    )
    _to_decide_idx = models.Index("(ward_id) WHERE status = 'attached'")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_kind_words(self):
        names = self._get_kind_names()
        for action in self:
            action.kind_words = names.get(action.kind, action.kind)

    def _get_guarded_fields(self):
        return self._get_stored_fields()

    def _erase_words(self):
        """Then there is nothing to decide either."""
        self.filtered(lambda action: action.status == "attached")._decide("kept")
        return super()._erase_words()
