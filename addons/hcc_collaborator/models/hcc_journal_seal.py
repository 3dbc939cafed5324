from odoo import fields, models

from ..tools.bigint import BigInt


class HccJournalSeal(models.Model):
    """The hash of a range of journal rows and of the seal before it."""

    _name = "hcc.journal.seal"
    _description = "Journal Seal"
    _log_access = False
    _order = "id desc"
    _rec_name = "digest"

    at = fields.Datetime(required=True, readonly=True)
    xid_from = BigInt("First Transaction", required=True, readonly=True)
    xid_to = BigInt("Last Transaction", required=True, readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    digest = fields.Char(required=True, readonly=True)
    previous_digest = fields.Char(readonly=True)
