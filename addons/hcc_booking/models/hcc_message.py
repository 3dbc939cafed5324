from odoo import api, fields, models
from odoo.tools import SQL

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
        "hcc.message.call",
        "hcc.message.composer",
        "hcc.message.reminder",
        "hcc.complaint.message",
        "hcc.message.retention",
        "hcc.read.logged.mixin",
        "hcc.ward.scoped.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["reference"]
    _read_log_fields = frozenset(
        {"citizen_id", "contact_phone", "to_phone", "to_email", "body", "sms_text"}
    )

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
            ("on_the_way", "On the way"),
            ("earlier_offer", "Earlier time offered"),
            ("offer_expired", "Earlier time gone"),
            ("home_review", "Another look at a home visit"),
            ("complaint_received", "Report received"),
            ("complaint_answered", "Report answered"),
            ("arrived", "Citizen is here"),
            ("call_back", "Asks to be called"),
            ("point_closed", "Support point closed"),
            ("point_open", "Support point open after all"),
            ("dossier_supplement", "Papers asked for"),
            ("dossier_deadline", "Papers due soon"),
            ("dossier_result", "News of the dossier"),
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
    dossier_id = fields.Many2one(
        "hcc.dossier", readonly=True, index="btree_not_null", ondelete="set null"
    )
    channel = fields.Selection(
        [
            ("sms", "Text message"),
            ("email", "E-mail"),
            ("call", "Telephone call"),
            ("inbox", "Own list"),
        ],
        "Told by",
        required=True,
        readonly=True,
    )
    body = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "To be sent"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Reached nobody"),
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
    # somebody who is no citizen of the register, such as who reports something
    to_phone = fields.Char("Other Phone", readonly=True, groups=PERSONAL_GROUPS)
    to_email = fields.Char("Other E-mail", readonly=True, groups=PERSONAL_GROUPS)
    contact_phone = fields.Char(
        "Phone", compute="_compute_contact_phone", groups=PERSONAL_GROUPS
    )
    # of the request, or of what else the message is about
    reference = fields.Char(readonly=True)
    sms_text = fields.Char("Text Message", readonly=True)

    _pending_idx = models.Index("(id) WHERE state IN ('pending', 'sending')")
    _to_do_idx = models.Index("(ward_id, id) WHERE state IN ('to_call', 'failed')")

    @api.depends("citizen_id.phone", "to_phone", "collaborator_id.phone", "recipient")
    def _compute_contact_phone(self):
        for message in self:
            phone = message.citizen_id.phone or message.to_phone
            if message.recipient == "collaborator":
                phone = message.collaborator_id.phone
            message.contact_phone = phone

    @api.depends("reference", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for message in self:
            parts = (message.reference, kinds[message.kind])
            message.display_name = " · ".join(part for part in parts if part)

    @api.model
    def _get_read_log_person(self):
        return SQL("citizen_id")
