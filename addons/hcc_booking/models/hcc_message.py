from odoo import fields, models

from .hcc_citizen import PERSONAL_GROUPS


class HccMessage(models.Model):
    """A message that waits to be sent: the outbox.

    A request only writes rows here; a job sends them. Who has no way to be
    written to becomes a call to make.
    """

    _name = "hcc.message"
    _description = "Message"
    _inherit = [
        "hcc.message.delivery",
        "hcc.message.composer",
        "hcc.message.reminder",
        "hcc.ward.scoped.mixin",
    ]
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("confirmed", "Confirmed"),
            ("moved", "Moved"),
            ("cancelled", "Cancelled"),
            ("helper_changed", "Other helper"),
            ("answered", "Wish answered"),
            ("rating", "Please rate"),
            ("offer", "New visit"),
            ("released", "Visit taken away"),
            ("reminder", "Reminder"),
            ("refused", "Home visit refused"),
        ],
        required=True,
        readonly=True,
    )
    recipient = fields.Selection(
        [("citizen", "Citizen"), ("collaborator", "Helper")],
        required=True,
        readonly=True,
    )
    citizen_id = fields.Many2one(
        "hcc.citizen",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        groups=PERSONAL_GROUPS,
    )
    collaborator_id = fields.Many2one(
        "hcc.collaborator",
        "Helper",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        related="collaborator_id.user_id",
        string="Helper's User",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    request_id = fields.Many2one(
        "hcc.request", readonly=True, index=True, ondelete="cascade"
    )
    channel = fields.Selection(
        [
            ("sms", "Text message"),
            ("email", "E-mail"),
            ("call", "Telephone call"),
            ("inbox", "Own list"),
        ],
        required=True,
        readonly=True,
    )
    body = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "To be sent"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("to_call", "To call"),
            ("done", "Called"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    error = fields.Char(readonly=True)
    attempts = fields.Integer(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    contact_phone = fields.Char(
        related="citizen_id.phone", string="Phone", groups=PERSONAL_GROUPS
    )

    _pending_idx = models.Index("(id) WHERE state = 'pending'")
    _to_do_idx = models.Index("(ward_id, id) WHERE state IN ('to_call', 'failed')")
