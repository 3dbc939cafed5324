from odoo import fields, models


class HccPaperCodes(models.TransientModel):
    """One-time codes as they are shown, once, to be printed or written down.

    The form is never saved: the codes are its defaults. What is kept are digests,
    with the account.
    """

    _name = "hcc.paper.codes"
    _description = "Codes on Paper"

    name = fields.Char(readonly=True)
    codes = fields.Text(readonly=True)
