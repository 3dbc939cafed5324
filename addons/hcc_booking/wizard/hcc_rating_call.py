from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.hcc_collaborator.models.fields import NoteText

ANSWERS = [
    ("5", "5 – Very satisfied"),
    ("4", "4 – Satisfied"),
    ("3", "3 – Neither good nor bad"),
    ("2", "2 – Not satisfied"),
    ("1", "1 – Very dissatisfied"),
]


class HccRatingCall(models.TransientModel):
    """Write down the rating that a citizen tells by telephone.

    By a clerk who was not the helper; recorded as told by telephone.
    """

    _name = "hcc.rating.call"
    _description = "Rating by Telephone"
    _inherit = ["hcc.office.form"]

    request_id = fields.Many2one("hcc.request", required=True, readonly=True)
    reference = fields.Char(related="request_id.reference")
    phone = fields.Char(related="request_id.citizen_phone")
    value = fields.Selection(ANSWERS, "Answer")
    comment = NoteText("In the Citizen's Words")

    def action_confirm(self):
        """Keep the rating; it counts once.

        :raises UserError: when there is no answer
        """
        self.ensure_one()
        if not self.value:
            raise UserError(self.env._("Choose from 1 to 5."))
        self.request_id._rate_by_telephone(int(self.value), self.comment)
        return {"type": "ir.actions.act_window_close"}
