from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.hcc_visit_proof import MOMENTS


class HccProofEntry(models.TransientModel):
    """The citizen's number or signature, where there is a network.

    The same as on the field page; a visit needs none of it.
    """

    _name = "hcc.proof.entry"
    _description = "Proof of a Visit, in the Back Office"
    _inherit = ["hcc.office.form"]

    assignment_id = fields.Many2one("hcc.assignment", required=True, readonly=True)
    when = fields.Char(related="assignment_id.when_words")
    moment = fields.Selection(MOMENTS, required=True, default="start")
    how = fields.Selection(
        [("code", "The person tells the number"), ("signature", "The person signs")],
        "Proved by",
        required=True,
        default="code",
    )
    code = fields.Char("Number of the person")
    signature = fields.Binary(attachment=False)

    @api.model
    def _open_for(self, entry):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "hcc_field.hcc_proof_entry_action"
        )
        # sudo: hcc.visit.proof - once it began, what is missing is the end
        begun = entry.sudo().proof_ids.filtered(
            lambda proof: proof.moment == "start" and proof.state == "ok"
        )
        action["context"] = {
            "default_assignment_id": entry.id,
            "default_moment": "finish" if begun else "start",
        }
        return action

    def action_confirm(self):
        """Keep the proof, and say whether it was right."""
        self.ensure_one()
        self.assignment_id._check_own_open()
        if not (self.code if self.how == "code" else self.signature):
            raise UserError(self.env._("Type the number, or let the person sign."))
        signature = self.signature
        [state] = self.env["hcc.visit.proof"]._give(
            self.assignment_id,
            [
                {
                    "moment": self.moment,
                    "how": self.how,
                    "code": self.code,
                    "signature": signature.decode()
                    if isinstance(signature, bytes)
                    else signature,
                    "at": fields.Datetime.now(),
                }
            ],
        )
        # nothing of it stays in the form
        self.write({"code": False, "signature": False})
        return self._answer(state)

    def _answer(self, state):
        words = {
            "ok": self.env._("Right. Thank you."),
            "wrong": self.env._("This was not right. It is noted; please try again."),
            "limited": self.env._(
                "Too many wrong numbers at this visit. Let the person sign instead."
            ),
        }
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if state == "ok" else "warning",
                "message": words[state],
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
