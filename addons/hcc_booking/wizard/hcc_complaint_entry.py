from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.hcc_collaborator.models.fields import NoteText


class HccComplaintEntry(models.TransientModel):
    """Take down what somebody tells at the counter, by telephone or by post.

    A clerk writes it down and does not follow it: who answers is found by rule,
    and never the one it is about.
    """

    _name = "hcc.complaint.entry"
    _description = "Complaint Told to a Clerk"
    _inherit = ["hcc.office.form"]

    request_id = fields.Many2one("hcc.request", string="Request")
    ward_id = fields.Many2one(
        "hcc.ward",
        compute="_compute_ward_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    channel = fields.Selection(
        [("telephone", "Telephone"), ("counter", "Counter"), ("postal", "Post")],
        required=True,
        default="telephone",
    )
    kind = fields.Selection(
        selection="_selection_kind", required=True, default="money_asked"
    )
    about = fields.Selection(
        selection="_selection_about",
        string="About Whom",
        required=True,
        default="helper",
    )
    text = NoteText("What Happened", required=True)
    name = fields.Char("Told by")
    phone = fields.Char("Telephone")
    is_citizen = fields.Boolean("It is the citizen of the request who tells it")
    reference = fields.Char(readonly=True)

    @api.depends("request_id")
    def _compute_ward_id(self):
        for entry in self:
            entry.ward_id = entry.request_id.ward_id or entry.ward_id

    def _selection_kind(self):
        field = self.env["hcc.complaint"]._fields["kind"]
        return field._description_selection(self.env)

    def _selection_about(self):
        field = self.env["hcc.complaint"]._fields["about"]
        return field._description_selection(self.env)

    def action_confirm(self):
        """Take the complaint and show its reference to read out."""
        self.ensure_one()
        if not (self.text or "").strip():
            raise UserError(self.env._("Write down what happened."))
        if self.ward_id not in self.env.user.hcc_clerk_ward_ids:
            raise AccessError(self.env._("This is a ward that is not yours."))
        complaint_sudo = self.env["hcc.complaint"]._receive(
            {
                "request_id": self.request_id.id,
                "ward_id": self.ward_id.id,
                "kind": self.kind,
                "about": self.about,
                "channel": self.channel,
                "text": self.text,
                "name": self.name,
                "phone": self.phone,
                "is_verified": bool(self.request_id and self.is_citizen),
                "submit_token": f"entry-{self.id}",
            }
        )
        self.reference = complaint_sudo.reference
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.env._("Please read this out"),
                "message": self.env._(
                    "Reference %(reference)s, code %(code)s. We answer by %(day)s.",
                    reference=complaint_sudo.reference,
                    code=complaint_sudo.access_code,
                    day=self.env["hcc.words"]._when(complaint_sudo.deadline),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
